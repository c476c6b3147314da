"""A demonstration in a process of its own, served as its reader serves it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import yaml

from tests.house.source import ROOT

PATIENCE = 240  # seconds, on a machine that does other things too


@dataclass(frozen=True)
class Demonstration:
    """Where it is served, and the password of all its people."""

    address: str
    password: str


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve_demonstration(folder: Path, *, days: int) -> Iterator[Demonstration]:
    """`vitalgrid demo` with its data in `folder`; ends with the context."""
    port = _free_port()
    environment = {**os.environ, "VITALGRID_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "vitalgrid.config.settings"}
    environment.pop("DATABASE_URL", None)
    environment["PYTHONPATH"] = str(ROOT)
    start = "from vitalgrid.cli.main import main; main()"
    command = [sys.executable, "-c", start, "demo", "--days", str(days), "--port", str(port)]
    with (folder / "said.txt").open("w") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT)
        try:
            _wait(f"http://127.0.0.1:{port}/readyz", process, folder / "said.txt")
            password = yaml.safe_load((ROOT / "vitalgrid" / "demo" / "city.yaml").read_text(encoding="utf-8"))[
                "password"
            ]
            yield Demonstration(f"http://127.0.0.1:{port}", password)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(address: str, process: "subprocess.Popen[bytes]", said: Path) -> None:
    for _ in range(PATIENCE * 5):
        if process.poll() is not None:
            raise AssertionError(f"the demonstration ended: {said.read_text(encoding='utf-8')[-2000:]}")
        try:
            with urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the demonstration never answered: {said.read_text(encoding='utf-8')[-2000:]}")
