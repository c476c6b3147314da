"""1+X+X on plain values: each rule finds its fault, says since when, and is silent when mended."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from vitalgrid.city.grids.rules.settings import StaffingNorm, settings_faults, staffing_norm
from vitalgrid.city.grids.rules.staffing import Staff, StaffedArea, StaffFinding, StaffPost, check_staffing

ON = date(2026, 3, 2)
SINCE = date(2024, 1, 1)
TOWN, VILLAGE, GRID, PATCH, OTHER = (UUID(int=n) for n in range(1, 6))
AREAS = [
    StaffedArea(TOWN, "t", 1, None, SINCE, top_kind="township"),
    StaffedArea(VILLAGE, "v", 2, TOWN, SINCE, top_kind="township"),
    StaffedArea(GRID, "g", 3, VILLAGE, SINCE, households=30, top_kind="township"),
    StaffedArea(PATCH, "p1", 4, GRID, SINCE, households=15, top_kind="township"),
    StaffedArea(OTHER, "p2", 4, GRID, SINCE, households=15, top_kind="township"),
]
DUTIES = ("hygiene", "safety")
POSTS = {
    "head1": StaffPost(UUID(int=11), 1, TOWN, "head", SINCE),
    "head2": StaffPost(UUID(int=12), 2, VILLAGE, "head", SINCE),
    "head3": StaffPost(UUID(int=13), 3, GRID, "head", SINCE),
    "officer": StaffPost(UUID(int=14), 4, VILLAGE, "officer", SINCE),
    "full1": StaffPost(UUID(int=15), 5, PATCH, "full_time", SINCE, duties=DUTIES),
    "full2": StaffPost(UUID(int=16), 6, OTHER, "full_time", SINCE, duties=DUTIES),
    "part1": StaffPost(UUID(int=17), 7, PATCH, "part_time", SINCE, duties=("hygiene",)),
    "part2": StaffPost(UUID(int=18), 8, OTHER, "part_time", SINCE, duties=("hygiene",)),
}


def check(posts: dict[str, StaffPost], areas: list[StaffedArea] = AREAS, **more: Any) -> list[StaffFinding]:
    given = {"norm": StaffingNorm(), "duty_codes": DUTIES, "on": ON, **more}
    return check_staffing(Staff(areas=areas, posts=list(posts.values()), **given))


def codes(found: list[StaffFinding]) -> list[tuple[str, str]]:
    return [(f.rule.code, f.code) for f in found]


def without(*names: str) -> dict[str, StaffPost]:
    return {name: post for name, post in POSTS.items() if name not in names}


def test_a_full_grid_has_no_finding():
    assert check(POSTS) == []


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("head1", ("no_head", "t")),
        ("head2", ("no_head", "v")),
        ("head3", ("no_head", "g")),
        ("officer", ("no_officer", "v")),
        ("part1", ("no_part_timer", "p1")),
    ],
)
def test_a_missing_person_is_named_with_the_area(missing: str, expected: tuple[str, str]):
    (found,) = check(without(missing))
    assert (found.rule.code, found.code) == expected
    assert (found.since, found.days) == (SINCE, (ON - SINCE).days)
    assert found.sentence and found.proposal


def test_vacancy_counts_from_the_day_on_which_the_last_holder_left():
    ended = POSTS | {
        "part1": replace(POSTS["part1"], end=date(2026, 2, 26)),
        "earlier": replace(POSTS["part1"], id=UUID(int=20), start=SINCE, end=date(2025, 1, 1)),
    }
    (found,) = check(ended)
    assert (found.rule.code, found.since, found.days) == ("no_part_timer", date(2026, 2, 26), 4)


def test_a_holder_to_come_does_not_fill_the_post_yet():
    coming = POSTS | {"head3": replace(POSTS["head3"], start=date(2026, 3, 3))}
    assert codes(check(coming)) == [("no_head", "g")]
    assert codes(check(coming, on=date(2026, 3, 3))) == []


def test_part_timers_count_in_each_patch_and_not_in_the_grid():
    moved = POSTS | {"part2": replace(POSTS["part2"], area=PATCH)}
    assert codes(check(moved)) == [("no_part_timer", "p2")]


def test_a_patch_without_full_timer_leaves_its_households_unbound():
    assert codes(check(without("full2"))) == [("no_full_timer", "p2"), ("unbound", "g")]
    assert check(without("full2"))[1].values["households"] == 15


def test_an_area_without_people_is_one_finding_and_not_five():
    found = check(without("head3", "full1", "full2", "part1", "part2"))
    assert codes(found) == [("nobody", "g")]


def test_officer_of_the_township_serves_its_villages():
    above = POSTS | {"officer": replace(POSTS["officer"], area=TOWN)}
    assert check(above) == []


def test_duty_areas_that_nobody_looks_after():
    narrow = {n: replace(p, duties=("hygiene",)) if p.duties else p for n, p in POSTS.items()}
    (found,) = check(narrow)
    assert (found.rule.code, found.values["duties"]) == ("uncovered", ["safety"])


def test_people_without_duties_are_named_with_their_post():
    idle = POSTS | {"part1": replace(POSTS["part1"], duties=())}
    (found,) = check(idle)
    assert (found.rule.code, found.post) == ("no_duties", POSTS["part1"].id)


def test_one_head_of_two_grids():
    second = StaffedArea(UUID(int=30), "g2", 3, VILLAGE, SINCE)
    posts = POSTS | {
        "also": replace(POSTS["head3"], id=UUID(int=31), area=second.id),
        "full3": StaffPost(UUID(int=32), 9, second.id, "full_time", SINCE, duties=DUTIES),
        "part3": StaffPost(UUID(int=33), 10, second.id, "part_time", SINCE, duties=DUTIES),
    }
    found = check(posts, [*AREAS, second])
    assert [f.rule.code for f in found] == ["head_twice"]
    assert found[0].values["count"] == 2


def test_source_missing_or_of_the_other_kind():
    (found,) = check(POSTS | {"full1": replace(POSTS["full1"], is_source_right=False)})
    assert (found.rule.code, found.rule.is_reminder) == ("wrong_source", True)


# --- about fifteen households for each full-timer (R45)


def with_households(count: int | None, kind: str = "township") -> list[StaffedArea]:
    changed = {PATCH: count}
    return [
        replace(a, top_kind=kind, households=changed.get(a.id, a.households) if a.id != GRID else None) for a in AREAS
    ]


@pytest.mark.parametrize(
    ("households", "expected"),
    [(9, "too_few"), (10, None), (15, None), (20, None), (21, "too_many"), (None, None)],
)
def test_households_inside_and_outside_the_band(households: int | None, expected: str | None):
    found = check(POSTS, with_households(households))
    assert [f.rule.code for f in found] == ([expected] if expected else [])


def test_the_norm_is_not_stated_for_streets():
    assert check(POSTS, with_households(45, "street")) == []


def test_two_full_timers_share_a_patch_and_one_may_have_two():
    shared = POSTS | {"also": replace(POSTS["full1"], id=UUID(int=40), user_id=40)}
    assert check(shared, with_households(36)) == []
    both = POSTS | {"full2": replace(POSTS["full2"], user_id=POSTS["full1"].user_id)}
    (found,) = check(both)
    assert (found.rule.code, found.values["count"], found.values["by"]) == ("too_many", 30, 10)


def test_the_band_comes_from_the_pack():
    norm = staffing_norm({"households_band": [8, 22], "households_kinds": ["street"]})
    assert check(POSTS, with_households(22, "street"), norm=norm) == []
    assert codes(check(POSTS, with_households(23, "street"), norm=norm)) == [("too_many", "p1")]
    assert (staffing_norm({}).least, staffing_norm({}).most, staffing_norm({}).usual) == (10, 20, 15)


def test_a_city_of_two_levels_has_its_grids_right_below():
    areas = [StaffedArea(TOWN, "n", 1, None, SINCE)]
    assert codes(check({}, areas)) == [("nobody", "n")]
    posts = {
        "head": replace(POSTS["head1"], area=TOWN),
        "full": replace(POSTS["full1"], area=TOWN),
        "part": replace(POSTS["part1"], area=TOWN),
    }
    assert check(posts, areas) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"households_band": [20, 10]},
        {"households_band": 15},
        {"households_per_full_timer": "15"},
        {"households_kinds": 1},
    ],
)
def test_settings_that_cannot_be_used_are_named(wrong: dict[str, Any]):
    assert len(settings_faults(wrong)) == 1
    assert settings_faults({"households_band": [10, 20], "households_per_full_timer": 15}) == []
