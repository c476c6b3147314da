"""A small city as an instance of its own, with people signed in, under load, and what is found when all is over."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

from tests.faults.examine import told
from vitalgrid.cli.tests.instances import ROOT, Instance, free_port, instance_like_this
from vitalgrid.foundation.accounts.actions import issue_key
from vitalgrid.foundation.accounts.actions.keys import NewKey
from vitalgrid.foundation.files.tests.factories import encoded, picture
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import Loop, small_loop

PEOPLE = ("intake", "dispatch", "water", "inspection", "auditor")
GRACE = 40.0  # seconds in which what was begun must come to an answer


def path_of_tests() -> dict[str, str]:
    """What lets a process of an instance import the tests as well."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


@dataclass
class Stage:
    """An instance, who is signed in to it, and the history that its client writes."""

    instance: Instance
    folder: Path
    sessions: dict[str, dict[str, str]]
    key: str
    place: tuple[float, float]
    port: int = field(default_factory=free_port)

    @property
    def base(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the tests sees that works on this instance."""
        return self.instance.environment | path_of_tests()

    @property
    def history(self) -> Path:
        """What the client tried and was told."""
        return self.folder / "history.jsonl"

    def plan(self, **given: Any) -> Path:
        """The client's plan as a file."""
        photo = self.folder / "photo.png"
        if not photo.exists():
            photo.write_bytes(encoded(picture((64, 48)), "PNG"))
        plan = {
            "base": self.base, "key": self.key, "sessions": self.sessions, "place": self.place, "photo": str(photo),
            "history": str(self.history), "stop": str(self.folder / "stop"), "threads": 4, "seconds": 5,
            "grace": GRACE, **given,
        }  # fmt: skip
        file = self.folder / "plan.json"
        file.write_text(json.dumps(plan), encoding="utf-8")
        return file

    @contextmanager
    def load(self, **given: Any) -> Iterator["subprocess.Popen[bytes]"]:
        """The client at work for the length of the block (`seconds` at most); then it has an answer to everything."""
        client = subprocess.Popen([sys.executable, "-m", "tests.faults.client", str(self.plan(**given))], cwd=ROOT)
        try:
            yield client
            (self.folder / "stop").touch()
            client.wait(given.get("seconds", 5) + GRACE + 30)
        finally:
            client.kill()
            client.wait()

    def is_answered_since(self, moment: float) -> bool:
        """Whether the client was told something after `moment` (seconds since 1970)."""
        return any(line["what"] == "acknowledged" and line["at"] > moment for line in told(self.history))

    def examine(self) -> dict[str, Any]:
        """What stands in the instance now, held against the history."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.examine", str(self.history)],
            env=self.environment,
            cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found


def assert_nothing_lost(found: dict[str, Any]) -> None:
    """Lost, unexpected, doubled 0/0/0; every effect once (one person works in the unit); everything whole."""
    assert found["acknowledged"] > 0, found
    assert (found["lost"], found["unexpected"], found["doubled"]) == ([], [], []), found
    assert found["breaks"] == [], found
    assert (found["untold"], found["told_twice"]) == ([], []), found
    assert found["told"] == found["notices"], found
    assert (found["not_sent"], found["reactions_left"]) == (0, 0), found
    assert not set(found["refused"]) - {"500", "502", "503", "507"}, found


def sign_in(loop: Loop, who: str) -> dict[str, str]:
    """A session of who holds the post `who`, made past every form, and a token against forgery."""
    client = loop.sign_in(Client(), who)
    session = client.session
    session["seen"] = session["since"] = int(clock.now().timestamp()) - 600  # it wants to note that it is used
    session.save()
    return {"session": client.cookies[settings.SESSION_COOKIE_NAME].value, "token": _get_new_csrf_string()}


@contextmanager
def staged(folder: Path, *, depth: int = 1) -> Iterator[Stage]:
    """The small city of the tests as an instance in `folder`, on the database that the suite runs on."""
    loop = small_loop(depth)
    sessions = {who: sign_in(loop, who) for who in PEOPLE}
    right = frozenset({"report.file"})
    _row, key = issue_key(by=loop.actor("administrator"), key=NewKey("演示·灌入", right, source="faults"))
    folder.mkdir(parents=True, exist_ok=True)
    with instance_like_this(folder / "instance") as instance:
        stage = Stage(instance, folder, sessions, key, loop.city.middle("1"))
        stage.history.touch()
        yield stage
