"""The net's part of a pack: what is wrong is named with its line, and loading twice changes nothing."""

from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import box, mapping

from vitalgrid.city.grids.actions import end_post, rename_area
from vitalgrid.city.grids.actors import actor_for_user
from vitalgrid.city.grids.models import Area, Boundary, City, Post, Succession, Unit
from vitalgrid.city.grids.pack import PARTS
from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.frames import convert
from vitalgrid.foundation.kit.parts import Finding, PackData, Row

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("test")
Rows = dict[str, list[dict[str, Any]]]
SQUARE = mapping(box(97.0, 39.8, 97.1, 39.9))
ROWS: Rows = {
    "city": [
        {"code": "c", "name": "演示市", "time_zone": "Asia/Shanghai", "level_names": {"0": {"name": "市"}},
         "settings": {}}
    ],
    "duty_areas": [{"code": "hygiene", "name": "卫生", "position": 1}],
    "areas": [
        {"code": "c", "name": "演示市", "level": 0, "kind": "city", "valid_from": "2011-01-01"},
        {"code": "t", "name": "演示乡", "level": 1, "kind": "township", "parent": "c", "valid_from": "2011-01-01",
         "valid_until": "2020-01-01"},
        {"code": "t", "name": "演示镇", "level": 1, "kind": "town", "parent": "c", "valid_from": "2020-01-01",
         "succeeds": ["t@2011-01-01"]},
        {"code": "v", "name": "演示村", "level": 2, "kind": "village", "parent": "t", "valid_from": "2020-01-01"},
        {"code": "v-1", "name": "演示一组", "level": 3, "kind": "group", "parent": "v", "valid_from": "2020-01-01",
         "households": 15, "is_invented": True},
    ],
    "boundaries": [
        {"code": "t", "geometry": SQUARE, "is_schematic": True, "source": "示意"},
        {"code": "v", "geometry": SQUARE, "is_schematic": True},
    ],
    "units": [
        {"code": "land", "name": "演示·国土", "kind": "department", "valid_from": "2011-01-01",
         "valid_until": "2019-03-01"},
        {"code": "nature", "name": "演示·自然", "kind": "department", "valid_from": "2019-03-01", "succeeds": ["land"],
         "platforms": ["enforcement"]},
        {"code": "t-room", "name": "演示·室", "kind": "information_room", "area": "t", "valid_from": "2020-01-01"},
    ],
    "posts": [
        {"login": "intake1", "name": "演示·甲", "role": "centre_intake", "started_on": "2024-01-01"},
        {"login": "full.v-1", "name": "演示·乙", "role": "full_timer", "area": "v-1", "source_type": "hired",
         "started_on": "2024-01-01", "duties": ["hygiene"]},
        {"login": "nature1", "name": "演示·丙", "role": "unit_worker", "unit": "nature", "started_on": "2024-01-01"},
        {"login": "head", "name": "演示·丁", "role": "grid_head_3", "area": "v-1", "started_on": "2024-01-01"},
    ],
}  # fmt: skip


def pack(**changed: Any) -> PackData:
    """The pack with some parts changed: `areas=lambda rows: …` alters a copy of the part's rows in place."""
    rows = deepcopy(ROWS)
    for part, change in changed.items():
        change(rows[part])
    data = PackData(Path("."), files={part.name: part.file for part in PARTS})
    data.rows = {name: [Row(n, values) for n, values in enumerate(part, start=2)] for name, part in rows.items()}
    return data


def check(data: PackData) -> list[Finding]:
    return [finding for part in PARTS if part.check for finding in part.check(data)]


def load(data: PackData) -> dict[str, int]:
    return {part.name: part.load(data) for part in PARTS}


def setting(number: int, **values: Any) -> Any:
    """Change row `number` of a part: None takes a value away."""

    def change(rows: list[dict[str, Any]]) -> None:
        rows[number] |= values
        rows[number] = {key: value for key, value in rows[number].items() if value is not None}

    return change


def test_a_sound_pack_has_no_findings_and_loads_once():
    assert check(pack()) == []
    first = load(pack())
    assert first == {"city": 1, "duty_areas": 1, "areas": 6, "boundaries": 2, "units": 4, "posts": 4}
    stamp = City.objects.get().stamp
    data = pack()
    assert set(load(data).values()) == {0} and data.changes == []
    assert City.objects.get().stamp == stamp
    assert (Area.objects.count(), Succession.objects.count(), Post.objects.count()) == (5, 1, 4)


def test_a_loaded_pack_is_a_net():
    load(pack())
    known = net()
    assert (known.area_by_code("t").name, known.area_by_code("t", date(2015, 1, 1)).name) == ("演示镇", "演示乡")
    grid = known.area_by_code("v-1")
    assert [a.name for a in known.areas.above(grid.id)] == ["演示市", "演示镇", "演示村", "演示一组"]
    assert (grid.township, grid.village, grid.grid) == (
        known.area_by_code("t").id, known.area_by_code("v").id, grid.id,
    )  # fmt: skip
    assert known.area_at(97.05, 39.85).code == "v"
    assert known.units.selves(known.unit_by_code("nature").id) == {u.id for u in map(known.unit, Unit.objects.filter(
        code__in=["land", "nature"]).values_list("pk", flat=True))}  # fmt: skip
    assert known.unit_by_code("t-room").township == known.area_by_code("t").id


def test_posts_make_people_who_cannot_sign_in_yet():
    load(pack())
    user = User.objects.get(username="full.v-1")
    assert user.display_name == "演示·乙" and not user.has_usable_password()
    assert actor_for_user(user).can("task.do")


def test_loading_again_after_life_went_on_reopens_nothing():
    load(pack())
    with clock.set_to(datetime(2026, 3, 2, 4, tzinfo=UTC)):
        post = Post.objects.get(user__username="full.v-1")
        end_post(by=SYSTEM, post=post.pk, on=date(2026, 3, 2), why="resigned")
        rename_area(by=SYSTEM, area=net().area_by_code("v").id, name="演示新村", on=date(2026, 3, 2))
        assert set(load(pack()).values()) == {0}
        assert net().area_by_code("v").name == "演示新村"
        post.refresh_from_db()
        assert post.ended_on == date(2026, 3, 2)


def test_a_changed_row_is_altered_and_said():
    load(pack())
    data = pack(areas=setting(4, households=18))
    assert load(data)["areas"] == 1
    assert net().area_by_code("v-1").households_planned == 18
    assert data.changes == ["~ areas v-1 2020-01-01: households_planned 15 → 18"]


def test_outlines_in_another_frame_are_turned():
    shifted = [list(convert(x, y, "wgs84", "gcj02")) for x, y in SQUARE["coordinates"][0]]
    geometry = {"type": "Polygon", "coordinates": [shifted]}
    load(pack(boundaries=setting(1, geometry=geometry, frame="gcj02")))
    boundary = Boundary.objects.get(area__code="v")
    assert boundary.source_frame == "gcj02"
    assert boundary.min_lon == pytest.approx(97.0, abs=1e-7)


BOW = {"type": "Polygon", "coordinates": [[[97, 39], [98, 40], [98, 39], [97, 40], [97, 39]]]}
WRONG: dict[str, tuple[str, Any, int, bool]] = {
    "no such zone": ("city", setting(0, time_zone="Asia/Nowhere"), 2, False),
    "band upside down": ("city", setting(0, settings={"households_band": [20, 10]}), 2, False),
    "duty area twice": ("duty_areas", lambda rows: rows.append(dict(rows[0])), 3, False),
    "no such parent": ("areas", setting(4, parent="x"), 6, False),
    "no parent": ("areas", setting(3, parent=None), 5, False),
    "parent not above": ("areas", setting(3, level=1, parent="t"), 5, False),
    "parent not there yet": ("areas", setting(3, valid_from="2019-01-01", parent="t@2020-01-01"), 5, False),
    "ends before it begins": ("areas", setting(1, valid_until="2010-01-01"), 3, False),
    "holds twice": ("areas", setting(1, valid_until="2021-01-01"), 4, False),
    "no such predecessor": ("areas", setting(2, succeeds=["z"]), 4, False),
    "top with another code": ("areas", setting(0, code="d"), 2, False),
    "outline of nothing": ("boundaries", setting(0, code="x"), 2, False),
    "outline crosses itself": ("boundaries", setting(0, geometry=BOW), 2, False),
    "beyond its parent": ("boundaries", setting(1, geometry=mapping(box(97.0, 39.8, 97.2, 39.9))), 3, True),
    "predecessor goes on": ("units", setting(0, valid_until=None), 3, False),
    "no such area": ("units", setting(2, area="x"), 4, False),
    "no such unit": ("posts", setting(2, unit="x"), 4, False),
    "wrong place": ("posts", setting(3, area="v"), 5, False),
    "no place": ("posts", setting(3, area=None), 5, False),
    "wrong source": ("posts", setting(1, source_type="volunteer"), 3, False),
    "unknown duty": ("posts", setting(1, duties=["flying"]), 3, False),
    "ends first": ("posts", setting(1, ended_on="2023-01-01"), 3, False),
    "duties apart": ("posts", setting(3, login="intake1", name="演示·甲"), 5, False),
    "two heads": ("posts", lambda rows: rows.append({**rows[3], "login": "other"}), 6, False),
    "twice": ("posts", lambda rows: rows.append(dict(rows[1])), 6, False),
    "two names": ("posts", setting(3, login="full.v-1"), 5, False),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_fault_is_named_with_its_line(name: str):
    part, change, line, is_warning = WRONG[name]
    findings = check(pack(**{part: change}))
    files = {part.name: part.file for part in PARTS}
    found = [f for f in findings if f.file == files[part] and f.line == line]
    assert found, [str(f) for f in findings]
    assert found[0].what and found[0].mend and found[0].is_warning is is_warning
