"""Units begin, are replaced and end; successors reach what their predecessors had."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from vitalgrid.city.grids.actions import NewUnit, create_unit, end_unit, replace_units
from vitalgrid.city.grids.models import Post, Unit
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.tests.factories import make_unit, small_city
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.set_to(datetime(2026, 3, 2, 4, 0, tzinfo=UTC)):
        yield


def problem_of(action: Any, **given: Any) -> str:
    with pytest.raises(Problem) as caught:
        action(**given)
    return caught.value.kind.code


def test_a_new_unit_is_known_from_its_day_on():
    made = small_city()
    new = NewUnit("roads", "演示·路政", "department", platforms=("services",), area=made.areas["1"].pk)
    unit = create_unit(by=made.actor("administrator"), new=new, on=date(2026, 3, 3))
    assert unit.township == made.areas["1"].pk
    assert net().unit_by_code("roads") is None
    assert net().unit_by_code("roads", date(2026, 3, 3)).platforms == ("services",)


def test_a_renamed_unit_keeps_its_people_and_reaches_its_old_cases():
    made = small_city()
    old = made.units["water"]
    (new,) = replace_units(
        by=made.actor("administrator"), units=[old.pk], into=[NewUnit("water", "演示·水务", "department")], on=TODAY
    )
    assert made.actor("water").grants[0].unit_ids == {old.pk, new.pk}
    assert made.actor("water").post.startswith("演示·水务")
    assert net().units.selves(new.pk) == {old.pk, new.pk}


def test_merged_units_end_their_posts_and_the_new_one_reaches_both():
    made = small_city()
    olds = [made.units["water"].pk, made.units["hygiene"].pk]
    (new,) = replace_units(
        by=made.actor("administrator"), units=olds, into=[NewUnit("both", "演示·合", "department")], on=TODAY
    )
    assert net().units.selves(new.pk) == {new.pk, *olds}
    assert made.actor("water").permissions == frozenset()
    assert Post.objects.filter(ended_reason="redivided").count() == 2


def test_a_unit_ends_into_one_that_goes_on_as_it_is():
    made = small_city()
    water, hygiene = made.units["water"].pk, made.units["hygiene"].pk
    end_unit(by=made.actor("administrator"), unit=water, on=TODAY, successor=hygiene)
    assert made.actor("hygiene").grants[0].unit_ids == {water, hygiene}
    assert made.actor("water").permissions == frozenset()
    assert net().units.present(water, TODAY).id == hygiene
    assert Unit.objects.get(pk=hygiene).valid_until is None
    given = {"unit": hygiene, "on": date(2026, 3, 9), "successor": water}
    assert problem_of(end_unit, by=made.actor("administrator"), **given) == "grids.not_open"


def test_stations_stay_below_a_department_that_was_renamed():
    made = small_city()
    station = make_unit("water-1", "station", parent=made.units["water"], area=made.areas["1"])
    (new,) = replace_units(
        by=made.actor("administrator"),
        units=[made.units["water"].pk],
        into=[NewUnit("w2", "演", "department")],
        on=TODAY,
    )
    assert [unit.id for unit in net().units.children(new.pk, TODAY)] == [station.pk]
    assert station.pk in made.actor("water").grants[0].unit_ids


def test_a_unit_with_units_below_does_not_end():
    made = small_city()
    admin = made.actor("administrator")
    assert problem_of(end_unit, by=admin, unit=made.units["centre"].pk, on=TODAY) == "grids.has_children"
    end_unit(by=admin, unit=made.units["water"].pk, on=TODAY)
    assert net().unit_by_code("water") is None and made.actor("water").permissions == frozenset()
    assert problem_of(end_unit, by=admin, unit=made.units["water"].pk, on=TODAY) == "grids.not_open"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"code": "water"}, "grids.code_taken"),
        ({"code": "a b"}, "grids.bad_code"),
        ({"name": " "}, "kit.required"),
        ({"kind": "circus"}, "kit.not_a_choice"),
        ({"platforms": ("moon",)}, "kit.not_a_choice"),
    ],
)
def test_what_cannot_be_a_unit_is_refused(more: dict[str, Any], expected: str):
    made = small_city()
    fields = {"code": "roads", "name": "演示", "kind": "department", **more}
    assert problem_of(create_unit, by=made.actor("administrator"), new=NewUnit(**fields), on=TODAY) == expected
    assert not Unit.objects.filter(code="roads").exists()


@pytest.mark.parametrize("name", ["leader", "water", "room-1", "dispatch"])
def test_only_who_keeps_the_units_may(name: str):
    made = small_city()
    new = NewUnit("roads", "演示", "department")
    assert problem_of(create_unit, by=made.actor(name), new=new, on=TODAY) == "kit.forbidden"
    given = {"units": [made.units["water"].pk], "into": [new], "on": TODAY}
    assert problem_of(replace_units, by=made.actor(name), **given) == "kit.forbidden"
