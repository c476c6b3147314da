"""Each fault that a pack can have is found, at its file and line, with what is wrong and how to mend it."""

from pathlib import Path

import pytest
from django.utils import translation

from vitalgrid.packs.tests.factories import BALTIMORE, SMALLTOWN, YUMEN, change, copy_of, errors_of

FAULTS = [
    # file, what to replace, by what; the finding begins so, and has these words
    ("categories.yaml", "resolve: 3 wd}", "resolve: three days}", "categories.yaml:1:", "three days"),
    ("categories.yaml", ", resolve: 3 wd", "", "categories.yaml:1:", "no limit for resolving"),
    ("categories.yaml", "lead_unit: safety", "lead_unit: safty", "categories.yaml:6:", "no unit safty"),
    ("categories.yaml", "parent: hazard", "parent: hazards", "categories.yaml:7:", "hazards"),
    ("categories.yaml", "station_kind: crew", "station_kind: crow", "categories.yaml:1:", "crow"),
    ("categories.yaml", "urgency: urgent", "urgency: quick", "categories.yaml:6:", "extra, urgent, normal, complex"),
    ("categories.yaml", "icon: scale", "icn: scale", "categories.yaml:10:", "no key icn"),
    ("categories.yaml", "code: rubbish.dumped", "code: rubbish", "categories.yaml:5:", "stands twice"),
    ("categories.yaml", "name: Pothole, name_en", "name: Pothole, name: Hole, name_en", "categories.yaml:2:", "twice"),
    ("categories.yaml", "contact: 8 wh", "contact: 0 wh", "categories.yaml:1:", "contact"),
    ("matters.csv", "care.visit,help", "care.visit,helping", "matters.csv:6:", "no duty area helping"),
    ("matters.csv", "noise,settle", "noise,help", "duty_areas.yaml:3:", "settle has no admitted matter"),
    ("matters.csv", "hazard.building,look", "hazard.house,look", "matters.csv:5:", "no category hazard.house"),
    ("matters.csv", "2024-01-09,", "9.1.2024,", "matters.csv:2:", "9.1.2024"),
    ("matters.csv", ",effective_on", ",effective", "matters.csv:1:", "no column effective"),
    ("matters.csv", "filled and level", "filled, and level", "matters.csv:2:", "17 cells"),
    ("matters.csv", ",2024-01-09,\nlook-2", ",2024-01-09,2024-01-09\nlook-2", "matters.csv:2:", "ends on or before"),
    ("stages.yaml", "{stage: close, limit: 1 wd}", "{stage: close}", "stages.yaml:9:", "limit is missing"),
    ("stages.yaml", "kind: return_ground, code: other_territory", "kind: return, code: x", "stages.yaml:16:", "return"),
    ("stages.yaml", "reasons:", "grounds:", "stages.yaml:1:", "the key reasons is missing"),
    ("areas.csv", "patch,north,28", "patch,north,many", "areas.csv:4:", "write a whole number"),
    ("areas.csv", "patch,south,29", "patch,west,29", "areas.csv:9:", "west"),
    ("units.csv", "environment,works,south", "environment,work,south", "units.csv:10:", "work"),
    ("posts.csv", "grid_head_1,north", "grid_chief,north", "posts.csv:12:", "grid_chief"),
    ("posts.csv", "unit_worker,,care", "unit_worker,,caring", "posts.csv:28:", "caring"),
    ("city.yaml", "America/St_Johns", "America/Nowhere", "city.yaml:4:", "America/Nowhere"),
    ("city.yaml", "- code", "-code", "city.yaml:", "YAML"),
    ("calendar.yaml", "13:30-17:00", "13:30-11:00", "calendar.yaml:3:", "13:30"),
    ("boundaries.geojson", '"features"', '"feature"', "boundaries.geojson:1:", "FeatureCollection"),
    ("boundaries.geojson", '"code":"south-2"', '"code":"south-9"', "boundaries.geojson:9:", "south-9"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "where", "what"), FAULTS)
def test_a_fault_is_found_at_its_line(tmp_path: Path, file: str, old: str, new: str, where: str, what: str) -> None:
    pack = copy_of(SMALLTOWN, tmp_path)
    with translation.override("en"):
        assert errors_of(pack) == []
        change(pack, file, old, new)
        found = errors_of(pack)
    hits = [line for line in found if line.startswith(where) and what in line]
    assert hits, found
    assert all("; " in line and not line.endswith("; ") for line in found)


@pytest.mark.parametrize("file", ["areas.csv", "categories.yaml", "city.yaml", "units.csv"])
def test_a_missing_file_is_named(tmp_path: Path, file: str) -> None:
    pack = copy_of(SMALLTOWN, tmp_path)
    (pack / file).unlink()
    assert any(line.startswith(f"{file}:1:") for line in errors_of(pack))


def test_text_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    pack = copy_of(SMALLTOWN, tmp_path)
    raw = (pack / "areas.csv").read_bytes().replace(b"Harbour,Harbour", "港口,Harbour".encode("gb18030"))
    (pack / "areas.csv").write_bytes(raw)
    assert any(line.startswith("areas.csv:8:") and "UTF-8" in line for line in errors_of(pack))


def test_findings_speak_the_language_that_is_active(tmp_path: Path) -> None:
    pack = copy_of(SMALLTOWN, tmp_path)
    change(pack, "matters.csv", "care.visit,help", "care.visit,helping")
    with translation.override("zh-hans"):
        assert any("没有职责 helping" in line for line in errors_of(pack))


def test_codes_hours_and_days_need_no_quotes(tmp_path: Path) -> None:
    """YAML 1.1 would read 0301 as 193, 8:30 as 510 and `no` as false."""
    pack = copy_of(SMALLTOWN, tmp_path)
    change(pack, "duty_areas.yaml", "code: look", "code: 0301")
    change(pack, "duty_areas.yaml", "code: help", "code: no")
    change(pack, "duty_areas.yaml", "code: settle", "code: 1001")
    text = (pack / "matters.csv").read_text(encoding="utf-8")
    for old, new in ((",look,", ",0301,"), (",help,", ",no,"), (",settle,", ",1001,")):
        text = text.replace(old, new)
    (pack / "matters.csv").write_text(text, encoding="utf-8")
    assert errors_of(pack) == []


@pytest.mark.parametrize("pack", [YUMEN, SMALLTOWN, BALTIMORE, BALTIMORE.parent / "nyc"])
def test_the_packs_that_are_here_are_sound(pack: Path) -> None:
    assert errors_of(pack) == []
