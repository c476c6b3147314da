"""The calendar's part of a pack: read, checked, loaded, loaded again."""

from datetime import date

import pytest
from jsonschema import Draft202012Validator

from vitalgrid.foundation.calendar import pack
from vitalgrid.foundation.calendar.models import CalendarDay, CityClock
from vitalgrid.foundation.calendar.queries import work_calendar
from vitalgrid.foundation.calendar.tests.factories import OFFICE
from vitalgrid.foundation.changes.models import Change
from vitalgrid.foundation.kit.parts import PackData, Row


def pack_data(tmp_path, *, week=OFFICE, zone="Asia/Shanghai", years=(2025, 2026), days=(), seasons=()):
    rows = {
        "city": [Row(1, {"time_zone": zone})],
        "working_time": [Row(2, {"week": week, "seasons": list(seasons)})],
        "calendar_seed": [Row(8, {"library": "chinesecalendar", "years": list(years)})],
        "calendar_days": [Row(12 + n, day) for n, day in enumerate(days)],
    }
    return PackData(tmp_path, rows, dict.fromkeys(rows, "calendar.yaml"))


def load(data):
    return sum(part.load(data) for part in pack.PARTS)


def findings(data):
    return [finding for part in pack.PARTS if part.check for finding in part.check(data)]


FLOOD = {"day": "2026-06-08", "kind": "holiday", "name": "flood"}


@pytest.mark.django_db
def test_loading_twice_changes_nothing_the_second_time(tmp_path):
    data = pack_data(tmp_path, days=[FLOOD, {"day": "2026-10-10", "kind": "special", "hours": ["09:00-11:00"]}])
    assert load(data) > 50
    stamp, told = CityClock.objects.get().stamp, Change.objects.count()
    assert load(data) == 0
    assert CityClock.objects.get().stamp == stamp
    assert Change.objects.count() == told
    assert work_calendar().spans_on(date(2026, 6, 8)) == ()
    assert work_calendar().spans_on(date(2026, 10, 10)) == ((540, 660),)  # the pack's own word wins over the library
    assert work_calendar().known_years == {2025, 2026}


@pytest.mark.django_db
def test_a_kind_can_change_from_special_to_holiday(tmp_path):
    load(pack_data(tmp_path, days=[{"day": "2026-06-08", "kind": "special", "hours": ["09:00-11:00"]}]))
    assert load(pack_data(tmp_path, days=[FLOOD])) == 1
    assert CalendarDay.objects.get(pk=date(2026, 6, 8)).hours == ""


@pytest.mark.django_db
def test_a_year_that_nobody_knows_is_a_warning_and_loads(tmp_path):
    data = pack_data(tmp_path, years=(2026, 2100))
    found = findings(data)
    assert [finding.is_warning for finding in found] == [True]
    assert "2100" in found[0].what
    load(data)
    assert work_calendar().known_years == {2026}


@pytest.mark.parametrize(
    "change",
    [
        {"zone": "Asia/Yumen"},
        {"week": {"mon": ["14:30-12:00"]}},
        {"seasons": [{"first": "13-01", "last": "04-30", "week": OFFICE}]},
        {"days": [{"day": "2026-06-08", "kind": "special"}]},
        {"days": [{"day": "2026-06-08", "kind": "holiday", "hours": ["09:00-11:00"]}]},
        {"days": [FLOOD, FLOOD]},
    ],
)
def test_what_cannot_be_is_found_with_its_line(tmp_path, change):
    assert findings(pack_data(tmp_path)) == []
    found = findings(pack_data(tmp_path, **change))
    assert len(found) == 1
    assert not found[0].is_warning
    assert found[0].line == (1 if "zone" in change else 2 if "days" not in change else 11 + len(change["days"]))


def test_the_schema_holds_the_documented_form(tmp_path):
    data = pack_data(tmp_path, days=[FLOOD], seasons=[{"first": "10-08", "last": "04-30", "week": OFFICE}])
    for part in pack.PARTS:
        for row in data.of(part.name):
            Draft202012Validator(part.schema).validate(row.values)
    assert list(Draft202012Validator(pack.DAY).iter_errors({"day": "2026-06-08", "kind": "feast"}))
    assert list(Draft202012Validator(pack.WORKING_TIME).iter_errors({"week": {"mon": ["8:30"]}}))
