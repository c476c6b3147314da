"""The product as an operator runs it: its processes, a supervisor that starts again what has died, and killing."""

import os
import random
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

from django.db import connection

from tests.faults.stage import Stage
from vitalgrid.cli.tests.instances import answers, wait_until
from vitalgrid.cli.tests.test_serving import _children

IS_SQLITE = connection.vendor == "sqlite"
REST = 6.0  # seconds before the same web process may die again: granian takes less for a loop of crashes and gives up


class Product:
    """The product as an operator runs it, with a supervisor that starts again what has died."""

    def __init__(self, stage: Stage, stack: ExitStack, web: int, workers: int) -> None:
        self.stage, self._stack = stage, stack
        more = [] if IS_SQLITE else ["--workers", str(web)]
        self._serve = ["serve", "--port", str(stage.port), *more]
        self.server = self._start(*self._serve)
        self.workers = [self._start("worker") for _ in range(0 if IS_SQLITE else workers)]
        self._died: dict[int, float] = {}
        self.killed = {"web": 0, "worker": 0}
        wait_until(lambda: answers(f"{stage.base}/healthz"))

    def _start(self, *arguments: str) -> "subprocess.Popen[str]":
        log = self.stage.folder / "log"
        return self._stack.enter_context(self.stage.instance.started(*arguments, log=log))

    def kill_one(self, kind: str, dice: random.Random) -> None:
        """Kill a living process of that kind; wait for one if none lives."""
        pids: list[int] = []

        def found() -> bool:
            pids[:] = self._pids(kind)
            return bool(pids)

        wait_until(found)
        pid = dice.choice(pids)
        os.kill(pid, signal.SIGKILL)
        self.killed[kind] += 1
        if not IS_SQLITE and kind == "worker":
            place = next(n for n, worker in enumerate(self.workers) if worker.pid == pid)
            self.workers[place].wait()
            self.workers[place] = self._start("worker")

    def _pids(self, kind: str) -> list[int]:
        """Those that have lived long enough to be at work."""
        if self.server.poll() is not None:  # granian gave up on a loop of crashes: the supervisor begins anew
            self.server = self._start(*self._serve)
            wait_until(lambda: answers(f"{self.stage.base}/healthz"))
        if not IS_SQLITE and kind == "worker":
            return [worker.pid for worker in self.workers if worker.poll() is None]
        return [pid for pid in _children(self.server.pid) if _age(pid) > REST and _kind(pid) == kind]


def _age(pid: int) -> float:
    """Seconds since the process began."""
    try:
        ticks = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return float(Path("/proc/uptime").read_text().split()[0]) - ticks / os.sysconf("SC_CLK_TCK")


def _kind(pid: int) -> str:
    """Both are forks of the server; the worker has given itself a name."""
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "worker" if name == "vg-worker" else "web"
