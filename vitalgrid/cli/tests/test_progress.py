"""What is said while long work runs."""

import pytest

from vitalgrid.cli import progress
from vitalgrid.cli.progress import Progress


def test_the_rest_is_foretold_only_when_something_is_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = iter((0.0, 10.0, 20.0, 100.0))
    monkeypatch.setattr(progress, "monotonic", lambda: next(now))
    shown = Progress("Playing")
    for done in (1, 20, 50):
        shown.show(done, 100)
    first, second, third = capsys.readouterr().err.splitlines()
    assert first.strip() == "Playing: 1/100"
    assert second.startswith("Playing: 20/100 ")
    assert "80" in second
    assert "100" in third.removeprefix("Playing: 50/100")
