"""Commands as somebody types them: exit status, position, figures, one sentence for what is wrong."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import translation

from vitalgrid.cli.running import run
from vitalgrid.foundation.journal.tests import tampering
from vitalgrid.foundation.journal.tests.factories import write_entries

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _english(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA, settings.LANGUAGE_CODE = tmp_path, "en"
    with translation.override("en"):
        yield


def test_a_whole_journal_is_said_to_be_whole(capsys: Captured) -> None:
    write_entries(3)
    assert run(["journal", "seal"]) == 0
    assert capsys.readouterr().out == "3 entries sealed.\n"
    assert run(["journal", "verify"]) == 0
    assert capsys.readouterr().out.startswith("The journal is whole. 3 entries, 1 seals, 0 entries not sealed yet")
    assert run(["journal", "verify", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["entries"], told["sealed"], told["findings"]) == (True, 3, 3, [])


def test_a_database_that_is_down_is_told_with_what_to_do(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """As psycopg tells it when PostgreSQL stopped because the volume of its log is full."""

    def gone(*_given: Any, **_more: Any) -> None:
        raise OperationalError("connection is bad: No such file or directory")

    monkeypatch.setattr("vitalgrid.cli.check.verify", gone)
    monkeypatch.setattr("vitalgrid.cli.running.connection", SimpleNamespace(vendor="postgresql", connection=None))
    monkeypatch.setattr("vitalgrid.cli.check.checks", dict)
    assert run(["check"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("The database does not answer.") and "make room; then start it" in told


def test_a_broken_one_names_the_position(capsys: Captured) -> None:
    second = write_entries(3)[1].id
    run(["journal", "seal"])
    tampering.edit(second, "reason")
    capsys.readouterr()
    assert run(["journal", "verify"]) == 1
    assert f"Entry {second} was altered" in capsys.readouterr().out
    assert run(["journal", "verify", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["findings"][0]["kind"], told["findings"][0]["entry"]) == (False, "edited", second)


@pytest.mark.parametrize(
    "arguments", [["journal", "verify", "--checkpoints", "/nowhere"], ["nonsense"], ["journal", "verify", "--wrong"]]
)
def test_wrong_use_is_a_sentence_and_not_a_traceback(arguments: list[str], capsys: Captured) -> None:
    assert run(arguments) == 2
    told = capsys.readouterr()
    assert (told.out, "Traceback" in told.err, bool(told.err)) == ("", False, True)


@pytest.mark.parametrize("error", [OSError("no space"), ValueError("演示·张某"), KeyboardInterrupt()])
def test_whatever_breaks_is_one_sentence(
    error: BaseException, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks() -> int:
        raise error

    monkeypatch.setattr("vitalgrid.cli.journal.seal_pending", breaks)
    assert run(["journal", "seal"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.strip().count("\n"), "Traceback" in told.err, "张" in told.err) == ("", 0, False, False)


def test_a_port_that_is_taken_is_said(capsys: Captured) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["serve", "--port", str(port)]) == 2
    assert capsys.readouterr().err.startswith(f"Port {port} of 127.0.0.1 cannot be used")
