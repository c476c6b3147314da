"""`vitalgrid demo` as it is typed: what is here is reused, another city is refused, a real city is never touched."""

from datetime import date

import pytest

from vitalgrid.cli.running import run
from vitalgrid.demo import instance
from vitalgrid.foundation.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.FILES = tmp_path / "files"
    return tmp_path


@pytest.fixture
def played():
    rows = [{"username": "intake1", "password": "not-a-real-one", "who": "受理", "place": "某市"}]
    instance._write_marker(instance.PLAYED, instance.Wish(5, date(2026, 10, 30), 7), rows)


def test_a_second_run_reuses_what_is_here_and_tells_the_sign_ins(played, capsys):
    User.objects.create(username="intake1", display_name="演示·某")
    assert run(["demo", "--no-serve"]) == 0
    told = capsys.readouterr()
    assert "2026-10-30" in told.err
    assert "intake1" in told.out
    assert "not-a-real-one" in told.out
    assert "http://127.0.0.1:8000" in told.out


def test_a_marker_beside_a_database_without_anybody_is_no_city(played, capsys):
    """Copied folders brought that about: the sign-ins were told and nobody could sign in."""
    assert run(["demo", "--no-serve"]) == 2
    told = capsys.readouterr()
    assert "intake1" not in told.out
    assert len(told.err.strip().splitlines()) == 1


@pytest.mark.parametrize("asked", [["--seed", "8"], ["--days", "6"], ["--until", "2026-10-29"]])
def test_another_city_than_the_one_here_is_refused(played, capsys, asked):
    User.objects.create(username="intake1", display_name="演示·某")
    assert run(["demo", "--no-serve", *asked]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_city_that_lives_here_is_never_played_over(capsys, folder):
    User.objects.create(username="somebody", display_name="演示·某")
    assert run(["demo", "--no-serve", "--days", "2"]) == 2
    assert str(folder) in capsys.readouterr().err
    assert not (folder / "DEMO").exists()
    assert User.objects.count() == 1


@pytest.mark.parametrize("wrong", [["--days", "1"], ["--until", "yesterday"], ["--port", "0"]])
def test_wrong_use_is_told_in_a_sentence(capsys, wrong):
    assert run(["demo", "--no-serve", *wrong]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_short_play_from_nothing(capsys, folder):
    assert run(["demo", "--no-serve", "--days", "2", "--until", "2026-10-30"]) == 0
    assert instance.what_is_here()["state"] == instance.PLAYED
    assert "unit.sanitation.1" in capsys.readouterr().out
    assert (folder / "DEMO").exists()
