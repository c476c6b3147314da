"""A client in a process of its own: files reports, moves their cases, and writes down what it tried and was told.

`python -m tests.faults.client PLAN`: PLAN is a JSON file with `base` (a loopback address), `key` (an API key),
`sessions` (name → session key and token), `seconds`, `grace`, `threads`, `history`, `stop` (a file whose appearance
ends the load early). Nothing of the product is imported. Whatever is not answered is sent again, under the same key and
with the same body, as a real client does; the load ends by itself.
"""

import http.client
import json
import os
import random
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

PATIENCE = 15.0  # seconds for one answer
ROAD: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("accept", "intake", {"category": "0404"}),
    ("assign", "dispatch", {"unit": "water"}),
    ("take", "water", {}),
    ("handle", "water", {"outcome": "done", "answer": "演示:已修好。"}),
    ("pass", "inspection", {"text": "演示:看过了。"}),
    ("close", "inspection", {"outcome": "done", "answer": "演示:已经修好,谢谢您。"}),
)
LOST = (OSError, http.client.HTTPException)


class History:
    """One JSON line for each thing that was tried or told, in the order in which it happened."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, what: str, **facts: Any) -> None:
        """Append one line by one write, so that threads do not mix."""
        line = json.dumps({"what": what, "at": round(time.time(), 4), **facts}, ensure_ascii=False)
        os.write(self._file, f"{line}\n".encode())


class Client:
    """One thread's hand."""

    def __init__(self, plan: dict[str, Any], history: History, seed: int) -> None:
        self.plan, self.history, self.dice = plan, history, random.Random(seed)
        self.until = time.monotonic() + plan["seconds"]
        self.over = self.until + plan["grace"]

    def run(self) -> None:
        """Until the time is over; what was begun is brought to an answer."""
        while time.monotonic() < self.until and not os.path.exists(self.plan["stop"]):
            code = self.report()
            if code and self.dice.random() < self.plan.get("moved", 0.5):
                self.move(code)

    def report(self) -> str:
        """File one report; its code, or "" when no answer came until the end."""
        key = uuid4().hex
        photos = [mark] if self.dice.random() < self.plan.get("with_photo", 0.0) and (mark := self.photo()) else []
        lon, lat = self.plan["place"]
        body = {"description": f"演示:第 {key} 号。", "lon": lon, "lat": lat, "photos": photos}
        body |= {"contact": {"name": "演示·甲", "phone": "13800000000"}}
        answer = self.insist("report", "/api/v1/reports", body, key, {"Authorization": f"Bearer {self.plan['key']}"})
        return str(answer["code"]) if answer else ""

    def photo(self) -> str:
        """Send the plan's photo; its mark, or ""."""
        mark = uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n\r\n'.encode()
        body = head + Path(self.plan["photo"]).read_bytes() + f"\r\n--{mark}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        answer = self.insist("photo", "/api/v1/photos", body, mark, headers)
        return str(answer["mark"]) if answer else ""

    def move(self, code: str) -> None:
        """Bring the case some way, so that there are cases everywhere."""
        for verb, who, given in ROAD[: self.dice.randint(1, len(ROAD))]:
            session = self.plan["sessions"][who]
            headers = {
                "Cookie": f"sessionid={session['session']}; csrftoken={session['token']}",
                "X-CSRFToken": session["token"],
            }
            if self.insist("move", f"/api/v1/cases/{code}/{verb}", given, uuid4().hex, headers) is None:
                return

    def insist(self, kind: str, path: str, body: Any, key: str, headers: dict[str, str]) -> dict[str, Any] | None:
        """Send until there is an answer that is not the ground's fault; None when the time is over or it is refused."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **headers, "Idempotency-Key": key, "Accept": "application/json"}
        self.history.note("attempted", kind=kind, key=key, path=path)
        while time.monotonic() < self.over:
            try:
                status, text = self._send(path, raw, headers)
            except LOST as error:
                self.history.note("unanswered", kind=kind, key=key, why=type(error).__name__)
                time.sleep(self.dice.uniform(0.02, 0.3))
                continue
            if status in (200, 201):
                answer: dict[str, Any] = json.loads(text)
                self.history.note("acknowledged", kind=kind, key=key, answer=answer)
                return answer
            self.history.note("refused", kind=kind, key=key, status=status, text=text[:300])
            if status < 500:
                return None
            time.sleep(self.dice.uniform(0.02, 0.3))
        return None

    def _send(self, path: str, raw: bytes, headers: dict[str, str]) -> tuple[int, str]:
        there = urlsplit(self.plan["base"])
        line = http.client.HTTPConnection(there.hostname or "", there.port, timeout=PATIENCE)
        try:
            line.request("POST", path, body=raw, headers=headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()


def main() -> None:
    """Run the plan named on the command line."""
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    history = History(plan["history"])
    hands = [Client(plan, history, seed) for seed in range(plan["threads"])]
    threads = [threading.Thread(target=hand.run) for hand in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
