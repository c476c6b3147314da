"""The commands as they are typed: exit status, where the sentences go, and what is printed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from vitalgrid.city.grids.models import Area
from vitalgrid.packs.commands import pack as command
from vitalgrid.packs.tests.factories import BALTIMORE, SMALLTOWN, change, copy_of

pytestmark = pytest.mark.django_db


def run(*arguments: str | Path) -> Result:
    with translation.override("en"):
        return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_check_says_yes_with_nought_and_no_with_one(tmp_path: Path) -> None:
    pack = copy_of(SMALLTOWN, tmp_path)
    assert run("check", pack).exit_code == 0
    change(pack, "areas.csv", "patch,south,29", "patch,west,29")
    found = run("check", pack)
    assert found.exit_code == 1
    assert f"{pack / 'areas.csv'}:9: parent west is not in areas.csv; " in found.stderr
    told = json.loads(run("check", pack, "--json").stdout)
    assert [(f["file"], f["line"], f["is_warning"]) for f in told["findings"] if f["file"] == "areas.csv"] == [
        ("areas.csv", 9, False)
    ]


def test_a_note_is_told_and_stops_nothing(tmp_path: Path) -> None:
    pack = copy_of(SMALLTOWN, tmp_path)
    change(pack, "posts.csv", "part.north-1.1,Demo Willow,part_timer,north-1,,volunteer,Helper,,2024-01-09,,\n", "")
    found = run("check", pack)
    assert found.exit_code == 0
    assert "areas.csv:4: note: north-1: no part-timer" in found.stderr
    assert run("load", pack).exit_code == 0


@pytest.mark.parametrize("verb", ["check", "load"])
def test_a_folder_that_is_not_there_is_two(tmp_path: Path, verb: str) -> None:
    found = run(verb, tmp_path / "nowhere")
    assert found.exit_code == 2 and "nowhere" in found.stderr and "Traceback" not in found.output


def test_load_tells_what_changed_and_keeps_it(tmp_path: Path) -> None:
    dry = run("load", SMALLTOWN, "--dry-run")
    assert dry.exit_code == 0 and "+ areas north-1" in dry.stdout
    assert not Area.objects.exists()
    told = json.loads(run("load", SMALLTOWN, "--json").stdout)
    assert told["changed"]["areas"] == Area.objects.count() == 8
    assert set(json.loads(run("load", SMALLTOWN, "--json").stdout)["changed"].values()) == {0}


def test_load_refuses_a_broken_pack_and_another_city_with_one(tmp_path: Path) -> None:
    pack = copy_of(SMALLTOWN, tmp_path)
    change(pack, "city.yaml", "America/St_Johns", "America/Nowhere")
    broken = run("load", pack)
    assert broken.exit_code == 1 and "city.yaml:4" in broken.stderr
    assert run("load", SMALLTOWN).exit_code == 0
    other = run("load", BALTIMORE)
    assert other.exit_code == 1 and "Baltimore" in other.stderr


def test_schematic_draws_into_the_folder(tmp_path: Path) -> None:
    pack = copy_of(SMALLTOWN, tmp_path)
    before = (pack / "boundaries.geojson").read_bytes()
    done = run("schematic", pack, "--centre", "10.0", "50.0", "--radius", "0.1", "0.1")
    assert done.exit_code == 0, done.output
    assert (pack / "boundaries.geojson").read_bytes() != before
    assert run("check", pack).exit_code == 0
