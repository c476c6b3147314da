"""The load client: a process of its own that keeps a number of connections busy, each with one request at a time.

`python -m benchmarks.load FILE`: FILE holds {"port", "clients", "seconds", "warm", "requests": [[text, body?] …],
"is_cycled"}. It says "ready" after the warm-up, waits for a line, works, and prints one JSON object.
"""

import json
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any


class _Connection:
    """One keep-alive connection and the answer that is coming in."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._open()
        self.sent_at = 0.0
        self.came = b""
        self.needed = -1

    def _open(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def send(self, request: bytes) -> None:
        self.came, self.needed, self.sent_at = b"", -1, time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> int | None:
        """The status when the answer is whole, None while it is not."""
        self.came += self.socket.recv(262_144)
        if self.needed < 0:
            end = self.came.find(b"\r\n\r\n")
            if end < 0:
                if not self.came:
                    raise ConnectionError("closed by the server")
                return None
            head = self.came[:end].lower()
            place = head.find(b"content-length:")
            length = int(head[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
            if b"transfer-encoding: chunked" in head:
                return int(self.came[9:12]) if self.came.endswith(b"0\r\n\r\n") else None
            self.needed = end + 4 + length
        return int(self.came[9:12]) if len(self.came) >= self.needed else None


def _bytes(request: list[str]) -> bytes:
    head, body = request[0], request[1].encode() if len(request) > 1 else b""
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{head}\r\nHost: 127.0.0.1\r\n{length}\r\n".encode() + body


def _run(connections: list[_Connection], requests: Iterable[bytes], seconds: float) -> dict[str, Any]:
    """Send the requests, one at a time on each connection, until they end or the time does."""
    chooser = selectors.DefaultSelector()
    times, sizes, statuses = [], 0, Counter[int]()
    coming = iter(requests)
    start = time.perf_counter()
    end = start + seconds
    for one, request in zip(connections, coming, strict=False):
        chooser.register(one.socket, selectors.EVENT_READ, one)
        one.send(request)
    busy = at_once = len(chooser.get_map())
    while busy:
        for key, _mask in chooser.select():
            one = key.data
            status = one.receive()
            if status is None:
                continue
            now = time.perf_counter()
            times.append(now - one.sent_at)
            statuses[status] += 1
            sizes += len(one.came)
            following = next(coming, None) if now < end else None
            if following is not None:
                one.send(following)
            else:
                busy -= 1
                chooser.unregister(one.socket)
    spent = time.perf_counter() - start
    times.sort()

    def at(share: float) -> float:
        return round(1000 * times[min(int(len(times) * share), len(times) - 1)], 1) if times else 0.0

    return {
        "at_once": at_once, "requests": len(times), "seconds": round(spent, 2),
        "per_second": round(len(times) / spent, 1),
        "p50_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99), "max_ms": at(1.0), "statuses": dict(statuses),
        "kilobytes": round(sizes / max(len(times), 1) / 1024, 1), "client_cpu_seconds": round(time.process_time(), 2),
    }  # fmt: skip


def main() -> None:
    """Work by the plan in the file that is named."""
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    requests = [_bytes(one) for one in plan["requests"]]
    connections = [_Connection(plan["port"]) for _ in range(plan["clients"])]
    warm = plan.get("warm", 0)
    # In a circle each connection has a request, however few of them there are.
    coming: Iterator[bytes] = cycle(requests) if plan["is_cycled"] else iter(requests)
    _run(connections, islice(coming, warm), 600.0)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(json.dumps(_run(connections, coming, plan["seconds"])) + "\n")


if __name__ == "__main__":
    main()
