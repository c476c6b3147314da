"""A re-division by hand through its page: look first, then do it on a day, then take it back."""

from django.test import Client

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop

ADDRESS = "/console/areas/1-1-1-1/redivide/"


def _line(loop: Loop, code: str) -> str:
    outline = loop.city.areas[code].boundary
    middle = (outline.min_lat + outline.max_lat) / 2
    return f"{outline.min_lon - 0.001},{middle} {outline.max_lon + 0.001},{middle}"


def test_divide_look_do_and_take_back(loop: Loop, client: Client) -> None:
    loop.in_progress(at="1-1-1-1")
    loop.sign_in(client, "administrator")
    asked = {"line": _line(loop, "1-1-1-1"), "frame": "wgs84", "on": "2026-03-05", "reason": "太大"}
    seen = client.post(ADDRESS, {**asked, "step": "preview"})
    assert seen.status_code == 200
    assert [one.part.number for one in seen.context["parts"]] == [1, 2]
    assert [one.cases for one in seen.context["parts"]] == [None, None]  # the administrator sees no case
    assert loop.city.user("full-1-1-1-1").display_name in seen.content.decode()
    assert net().area_by_code("1-1-1-1").valid_until is None
    names = {"name_1": "演示·北", "code_1": "N", "name_2": "演示·南", "code_2": "S", "households_2": "7"}
    done = client.post(ADDRESS, {**asked, **names, "step": "do"}, follow=True)
    assert done.status_code == 200
    known = net()
    assert known.area_by_code("1-1-1-1").valid_until.isoformat() == "2026-03-05"
    made = known.area_by_code("S", known.area_by_code("1-1-1-1").valid_until)
    assert (made.name, made.households_planned) == ("演示·南", 7)
    page = client.get("/console/areas/1-1-1/").content.decode()
    assert "/console/areas/S/undo/?on=2026-03-05" in page
    client.post("/console/areas/S/undo/?on=2026-03-05")
    assert net().area_by_code("1-1-1-1").valid_until is None
    assert net().areas.with_code("S") == ()


def test_merge_and_move_a_border(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "administrator")
    asked = {"also": ["1-1-1-2"], "frame": "wgs84", "on": "2026-03-05"}
    merged = client.post(ADDRESS, {**asked, "step": "preview"})
    assert [one.part.households for one in merged.context["parts"]] == [30]
    moved = client.post(ADDRESS, {**asked, "line": _line(loop, "1-1-1-1"), "step": "preview"})
    assert [one.part.code for one in moved.context["parts"]] == ["1-1-1-2", "1-1-1-1"]
    with clock.set_to(MONDAY):
        told = {"name_1": "甲", "code_1": "1-1-1-2", "name_2": "乙", "code_2": "1-1-1-1", "step": "do"}
        client.post(ADDRESS, {**asked, "line": _line(loop, "1-1-1-1"), **told})
    codes = [area.code for area in net().children(net().area_by_code("1-1-1").id, net().today().replace(day=6))]
    assert codes == ["1-1-1-1", "1-1-1-2"]


def test_what_cannot_be_is_said_at_its_field(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "administrator")
    nothing = client.post(ADDRESS, {"frame": "wgs84", "on": "2026-03-05", "step": "preview"})
    assert nothing.status_code == 422
    assert "line" in nothing.context["form"].errors
    bad = {"frame": "wgs84", "on": "2026-03-05", "step": "preview", "features": "{"}
    assert "features" in client.post(ADDRESS, bad).context["form"].errors
    loop.sign_in(client, "dispatch")
    assert client.get(ADDRESS).status_code == 403
