"""The plan of a full play: dry, so that everything that may happen is looked at without playing it."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vitalgrid.demo.grammar import subclasses
from vitalgrid.demo.plan import Place, draw_plan
from vitalgrid.foundation.calendar.rules import WorkCalendar, parse_week

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(ZONE, parse_week({"mon-fri": ["08:30-12:00", "14:30-18:00"]}))
PLACES = [
    Place(f"X-{number}", f"T{number % 5}", name, setting, "三组", ((97.0, 40.3), (97.1, 40.2)))
    for number, (setting, name) in enumerate([("农", "甲村"), ("城", "乙社区"), ("园", "丙园")] * 20)
]


def full(seed=7, until=date(2026, 11, 22), days=90, count=2000):
    return draw_plan(seed=seed, until=until, days=days, count=count, places=PLACES, calendar=CALENDAR)


@pytest.fixture(scope="module")
def plan():
    return full()


def test_every_class_and_nearly_every_subclass_is_told(plan):
    told = Counter(t.category for t in plan.tellings)
    assert {code[:2] for code in told} == {f"{n:02d}" for n in range(1, 15)}
    assert len(told) >= len(subclasses()) - 12  # summer's floods are not told in autumn
    assert max(told.values()) < 200


def test_every_source_tells_and_everything_can_become_of_it(plan):
    assert {t.source for t in plan.tellings} == {
        "resident", "worker", "hotline", "department", "api", "import", "tip_off"
    }  # fmt: skip
    paths = Counter(t.fate.path for t in plan.tellings)
    assert set(paths) == {"ordinary", "on_spot", "answered", "refused", "petition", "emergency", "integrity"}
    late = sum(t.fate.pace > 1 for t in plan.tellings)
    assert 0.03 < late / len(plan.tellings) < 0.15
    assert {t.fate.returns for t in plan.tellings} == {0, 1, 2}
    assert sum(t.of is not None for t in plan.tellings) > 50
    assert 0.2 < sum(t.fate.aftermath == "" for t in plan.tellings) / len(plan.tellings) < 0.7


def test_days_nights_weekends_and_seasons_differ(plan):
    local = [t.at.astimezone(ZONE) for t in plan.tellings]
    by_day = Counter(at.date() for at in local)
    weekday = [n for day, n in by_day.items() if day.weekday() < 5]
    weekend = [n for day, n in by_day.items() if day.weekday() >= 5]
    assert sum(weekend) / len(weekend) < 0.9 * sum(weekday) / len(weekday)
    assert 0 < sum(at.hour < 6 for at in local) < sum(at.hour == 9 for at in local)
    heating = [t.at for t in plan.tellings if t.category == "0405"]
    assert sum(at.month == 11 for at in heating) > 3 * sum(at.month == 9 for at in heating)


def test_in_order_of_time_inside_the_period_and_echoes_follow_their_first(plan):
    moments = [t.at for t in plan.tellings]
    assert moments == sorted(moments)
    assert plan.start == datetime(2026, 8, 25, tzinfo=ZONE)
    assert plan.end == datetime(2026, 11, 23, tzinfo=ZONE)
    assert plan.start <= moments[0] < moments[-1] < plan.end
    for told in plan.tellings:
        if told.of is not None:
            first = plan.tellings[told.of]
            assert first.number < told.number
            assert (first.category, first.place) == (told.category, told.place)


def test_same_seed_same_plan_another_seed_another(plan):
    assert full().tellings == plan.tellings
    assert full(seed=8).tellings != plan.tellings
    assert full(until=date(2026, 11, 21)).tellings != plan.tellings


@pytest.mark.parametrize("count", [100, 400])
def test_a_short_plan_has_every_turn(count):
    plan = full(days=30, count=count)
    marks = {mark for t in plan.tellings for mark in t.fate.marks}
    wanted = {
        "split", "undo_split", "joint", "release", "join", "undo_join", "same", "contest", "staff_reopen", "withdraw",
        "place", "recategorise", "reassign", "assist", "unpublish", "check", "fail", "review",
    }  # fmt: skip
    assert wanted <= marks
    assert {2} <= {t.fate.returns for t in plan.tellings}
    assert {t.category[:2] for t in plan.tellings} >= {"12", "13", "14"}
    assert all(b.at >= a.at for a, b in zip(plan.tellings, plan.tellings[1:], strict=False))
    assert plan.tellings[0].at - plan.start < timedelta(days=3)
