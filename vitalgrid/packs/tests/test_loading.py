"""Loading: all or nothing, the second time nothing, a dry run keeps nothing, and no city over another."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.db.models import Model

from vitalgrid.city.grids.models import Area, City, Post, Succession, Unit
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit.parts import Part
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.models import Category, Matter, Reason, StageLimit
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.packs.actions import NotSound, load_pack
from vitalgrid.packs.models import LoadedPack
from vitalgrid.packs.registry import PARTS
from vitalgrid.packs.tests.factories import BALTIMORE, SMALLTOWN, change, copy_of, load

pytestmark = pytest.mark.django_db
TABLES: tuple[type[Model], ...] = (City, Area, Unit, Post, Category, Matter, StageLimit, Reason, LoadedPack, Entry)


def counts() -> dict[str, int]:
    return {table.__name__: table._default_manager.count() for table in TABLES}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of(SMALLTOWN, tmp_path)


def test_a_second_loading_changes_nothing(pack: Path) -> None:
    first = load(pack)
    assert first.changed["areas"] == 8 and first.changed["categories"] == 15
    before = counts()
    again = load(pack)
    assert set(again.changed.values()) == {0} and again.changes == []
    assert counts() == before


def test_a_loading_is_one_entry_in_the_journal(pack: Path) -> None:
    load(pack)
    assert Entry.objects.filter(event="pack.loaded").count() == 1


def test_a_dry_run_keeps_nothing_and_says_what_would_change(pack: Path) -> None:
    load(pack)
    before = counts()
    change(pack, "categories.yaml", "resolve: 2 wd", "resolve: 1 wd")
    change(pack, "areas.csv", "Harbour,Harbour", "Old Harbour,Old Harbour")
    done = load(pack, is_dry_run=True)
    assert any("streets.lamp" in said and "2 wd → 1 wd" in said for said in done.changes)
    assert any("south-1" in said and "Harbour → Old Harbour" in said for said in done.changes)
    assert done.changed["categories"] == 1 and done.changed["areas"] == 1 and done.changed["units"] == 0
    assert counts() == before
    assert Category.objects.get(code="streets.lamp").resolve_limit == "2 wd"
    load(pack)
    assert Category.objects.get(code="streets.lamp").resolve_limit == "1 wd"
    assert Area.objects.get(code="south-1").name == "Old Harbour"


def test_a_pack_with_errors_is_not_loaded(pack: Path) -> None:
    change(pack, "units.csv", "environment,works,south", "environment,work,south")
    with pytest.raises(NotSound) as refused:
        load(pack)
    assert [finding.file for finding in refused.value.findings if not finding.is_warning] == ["units.csv"]
    assert not City.objects.exists() and not Area.objects.exists()


def test_a_part_that_fails_leaves_nothing_behind(pack: Path) -> None:
    def fail(data: object) -> int:
        raise RuntimeError("the disk is full")

    last = Part("last", "city.yaml", PARTS[3].schema, fail)
    with pytest.raises(RuntimeError):
        load_pack(by=Actor.system("pack"), folder=pack, parts=(*PARTS, last))
    assert set(counts().values()) == {0}


def test_another_city_is_refused(pack: Path) -> None:
    load(pack)
    before = counts()
    with pytest.raises(Problem) as refused:
        load(BALTIMORE)
    assert refused.value.kind.code == "packs.other_city"
    assert "Smalltown" in refused.value.sentence and "Baltimore" in refused.value.sentence
    assert counts() == before


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        load(tmp_path / "nowhere")
    assert refused.value.kind.code == "packs.no_folder"


def test_a_stranger_may_not_load(pack: Path) -> None:
    with pytest.raises(Problem) as refused:
        load_pack(by=Actor.resident(), folder=pack, parts=PARTS)
    assert refused.value.kind.status == 403
    assert not City.objects.exists()


def test_a_sub_class_takes_from_its_class_what_it_does_not_say(pack: Path) -> None:
    load(pack)
    lamp, pothole = Category.objects.get(code="streets.lamp"), Category.objects.get(code="streets.pothole")
    assert (pothole.contact_limit, pothole.resolve_limit) == ("8 wh", "3 wd")
    assert (lamp.contact_limit, lamp.resolve_limit) == ("8 wh", "2 wd")
    assert lamp.platform == "services" and lamp.lead_unit is not None and lamp.lead_unit.code == "works"
    assert Category.objects.get(code="storm.flood").procedure == "emergency"


def test_what_left_the_pack_is_no_longer_offered_and_not_lost(pack: Path) -> None:
    load(pack)
    change(pack, "stages.yaml", "  - {stage: close, limit: 1 wd}\n", "")
    change(
        pack, "stages.yaml", "  - {kind: pause_cause, code: weather, max: 7 d, name: Weather, name_en: Weather}\n", ""
    )
    load(pack)
    assert not StageLimit.objects.filter(stage="close").exists()
    assert not Reason.objects.get(code="weather").is_active
    assert catalogue().reason("pause_cause", "weather") is None
    assert set(load(pack).changed.values()) == {0}


def test_a_renamed_area_keeps_its_earlier_self(pack: Path) -> None:
    load(pack)
    old = Area.objects.get(code="south-2")
    rows = (pack / "areas.csv").read_text(encoding="utf-8")
    rows = rows.replace(
        "south-2,Market,Market,4,patch,south,29,2010-01-01,,,true,",
        "south-2,Market,Market,4,patch,south,29,2010-01-01,2025-01-01,,true,\n"
        "south-2,Old Market,Old Market,4,patch,south,29,2025-01-01,,south-2@2010-01-01,true,",
    )
    (pack / "areas.csv").write_text(rows, encoding="utf-8")
    load(pack)
    new = Area.objects.get(code="south-2", valid_until=None)
    old.refresh_from_db()
    assert old.name == "Market" and old.valid_until == date(2025, 1, 1) and new.pk != old.pk
    assert Succession.objects.filter(old=old, new=new).exists()


def test_a_version_of_a_matter_ends_where_the_next_begins(pack: Path) -> None:
    load(pack)
    change(
        pack,
        "matters.csv",
        "photo at night,,2024-01-09,\n",
        "photo at night,,2024-01-09,2026-01-01\n"
        "look-2,2,streets.lamp,look,Lamp out,Lamp out,anybody,,,,1 wd,it burns,photo at night,,2026-01-01,\n",
    )
    load(pack)
    early = catalogue().matter("look-2", date(2025, 12, 31))
    late = catalogue().matter("look-2", date(2026, 1, 1))
    assert early is not None and late is not None
    assert (early.version, late.version, late.resolve_limit) == ("1", "2", "1 wd")


def test_copies_are_independent(pack: Path) -> None:
    """The tests spoil copies, never the packs that others use."""
    shutil.rmtree(pack)
    assert SMALLTOWN.is_dir()
