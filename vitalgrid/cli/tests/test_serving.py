"""The product as processes: it starts, works, stops when told, and leaves no orphan when it is killed."""

import os
import re
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.db import connection

from vitalgrid.cli.tests.instances import Instance, answers, free_port, instance_like_this, wait_until
from vitalgrid.foundation.changes.tests.factories import write

pytestmark = pytest.mark.django_db(transaction=True)
LATE = 60  # seconds within which an entry is sealed


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """An instance with one journal entry that is not sealed yet."""
    write("1")
    with instance_like_this(tmp_path / "instance") as made:
        yield made


def figure(base: str, name: str) -> float:
    with urlopen(f"{base}/metrics", timeout=5) as response:
        found = re.search(rf"^{name} (\S+)$", response.read().decode(), re.MULTILINE)
    assert found
    return float(found[1])


def test_serving_answers_seals_and_stops(instance: Instance) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with instance.started("serve", "--port", str(port), "--workers", "1") as server:
        wait_until(lambda: answers(f"{base}/readyz"))
        if connection.vendor == "sqlite":  # the worker runs inside
            wait_until(lambda: figure(base, "vitalgrid_journal_last_seal") == 1, LATE)
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
        assert not answers(f"{base}/healthz")  # the port is free again
        assert server.stderr
        assert "Traceback" not in server.stderr.read()


def test_idle_and_slow_senders_shut_nobody_out(instance: Instance) -> None:
    """Sixty-four connections that asked for nothing used to stop the product for everybody else."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    heads = (
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",  # answered, then idle
        b"POST /report/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-",  # stops in the middle of its head
        b"POST /report/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\na",  # … of its body
    )
    with instance.started("serve", "--port", str(port), "--workers", "1"), ExitStack() as held:
        wait_until(lambda: answers(f"{base}/healthz"))
        for head in heads:
            for _ in range(120):
                connected = held.enter_context(socket.create_connection(("127.0.0.1", port)))
                connected.sendall(head)
            assert answers(f"{base}/healthz")
            assert answers(f"{base}/report/")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="on PostgreSQL the processes are the operator's own")
def test_a_dead_process_is_replaced_and_none_outlives_its_parent(instance: Instance) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with instance.started("serve", "--port", str(port)) as server:
        wait_until(lambda: answers(f"{base}/healthz") and len(_children(server.pid)) == 2)
        first = _children(server.pid)
        for child in first:
            os.kill(child, signal.SIGKILL)
        wait_until(lambda: len(_children(server.pid) - first) == 2 and answers(f"{base}/healthz"))
        second = _children(server.pid)
        server.kill()
        server.wait(10)
        wait_until(lambda: not any(_lives(child) for child in second))


def _children(pid: int) -> set[int]:
    return {
        int(one)
        for thread in Path(f"/proc/{pid}/task").iterdir()
        for one in (thread / "children").read_text().split()
        if _lives(int(one))
    }


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_worker_seals_and_stops_when_told(instance: Instance) -> None:
    with instance.started("worker") as worker:
        wait_until(lambda: list((instance.folder / "checkpoints").glob("*.jsonl")), LATE)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    (lines,) = (instance.folder / "checkpoints").glob("*.jsonl")
    assert lines.stat().st_mode & 0o077 == 0
    done = instance.run("journal", "verify")
    assert done.returncode == 0, done.stdout
