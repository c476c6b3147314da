"""The product as processes: started, watched (CPU and memory from /proc), ended by id."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from benchmarks.where import SQLITE, Where

TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).resolve().parents[1]
PORT = int(os.environ.get("VITALGRID_BENCH_PORT", "8116"))


def children_of(pid: int) -> list[int]:
    """The process and all below it."""
    found, left = [], [pid]
    while left:
        one = left.pop()
        found.append(one)
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                left += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return list(dict.fromkeys(found))


def cpu_seconds(pids: list[int]) -> float:
    """CPU that the processes, and children of theirs that have ended, used so far."""
    total = 0
    for pid in pids:
        try:
            told = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(int(told[place]) for place in (11, 12, 13, 14))
    return total / TICKS


def memory_mb(pid: int) -> float:
    """Resident memory of one process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def machine_busy() -> tuple[float, float]:
    """(busy, all) CPU seconds of the machine since it started: what others use is told beside every figure."""
    told = [int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(told) - told[3] - told[4]) / TICKS, sum(told) / TICKS


@dataclass
class Serving:
    """A running instance."""

    process: subprocess.Popen[bytes]
    port: int
    started_in: float  # seconds from the start of the process to its first answer
    database_pid: int = 0

    def web_cpu(self) -> float:
        """CPU seconds of all web processes (and on SQLite the worker beside them)."""
        return cpu_seconds(children_of(self.process.pid))

    def database_cpu(self) -> float:
        """CPU seconds of the PostgreSQL server; 0 on SQLite, where the database is in the web process."""
        return cpu_seconds(children_of(self.database_pid)) if self.database_pid else 0.0

    def memory(self) -> float:
        """Megabytes of the biggest web process."""
        return max(memory_mb(pid) for pid in children_of(self.process.pid))


def postmaster_of(where: Where) -> int:
    """The server's process, 0 where we did not start it."""
    return int(where.server.get_pid()) if where.server is not None else 0


@contextmanager
def serving(where: Where, *, workers: int = 0, command: tuple[str, ...] = ()) -> Iterator[Serving]:
    """`vitalgrid serve` on the instance (or another `command` that listens on `PORT`), until the block ends."""
    given = [sys.executable, "-m", "vitalgrid", "serve", "--port", str(PORT)]
    if workers and where.vendor != SQLITE:
        given += ["--workers", str(workers)]
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind(("127.0.0.1", PORT))  # else another server would answer for ours
    start = time.perf_counter()
    process = subprocess.Popen(
        list(command) or given,
        cwd=ROOT,
        env={**os.environ, **where.environment(), "PYTHONPATH": str(ROOT)},
        stderr=(where.folder / "serve.log").open("ab"),
        start_new_session=True,
    )
    try:
        _wait_for_answer(process, "/healthz")
        yield Serving(process, PORT, time.perf_counter() - start, postmaster_of(where))
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for_answer(process: subprocess.Popen[bytes], path: str) -> None:
    for _ in range(3000):
        if process.poll() is not None:
            raise SystemExit("The server ended at once; see serve.log in the instance's folder.")
        try:
            with socket.create_connection(("127.0.0.1", PORT), timeout=1):
                pass
            urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=5).read()
            return
        except OSError:
            time.sleep(0.01)
    raise SystemExit("The server did not answer.")


def run(where: Where, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Another command on the instance."""
    environment: dict[str, Any] = {**os.environ, **where.environment(), "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
