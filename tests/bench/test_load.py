"""Eight clients are eight at once: the load client once drove a single request by one connection alone."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event, Thread
from typing import Any

import pytest

from benchmarks import load

CLIENTS = 4


class _Meeting(BaseHTTPRequestHandler):
    """Answers at first only when as many requests are under way at once as there are clients, else says no."""

    protocol_version = "HTTP/1.1"
    barrier, met = Barrier(CLIENTS), Event()

    def do_GET(self) -> None:
        try:
            if not self.met.is_set():
                self.barrier.wait(5)
                self.met.set()
            status = 200
        except BrokenBarrierError:
            status = 503
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@contextmanager
def meeting() -> Iterator[int]:
    _Meeting.barrier, _Meeting.met = Barrier(CLIENTS), Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Meeting) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


@pytest.mark.parametrize(("requests", "is_cycled"), [(1, True), (3, True), (CLIENTS * 3, False)])
def test_each_client_has_a_request_of_its_own_under_way(tmp_path: Path, requests: int, is_cycled: bool) -> None:
    with meeting() as port:
        plan = {"port": port, "clients": CLIENTS, "seconds": 0.2, "warm": 0, "is_cycled": is_cycled,
                "requests": [["GET / HTTP/1.1"]] * requests}  # fmt: skip
        (tmp_path / "plan.json").write_text(json.dumps(plan))
        command = [sys.executable, load.__file__, str(tmp_path / "plan.json")]
        done = subprocess.run(command, input="go\n", capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[1])
    assert told["at_once"] == CLIENTS
    assert set(told["statuses"]) == {"200"}
