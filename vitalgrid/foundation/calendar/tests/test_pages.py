"""The calendar's page and its API, as somebody uses them."""

from datetime import UTC, date, datetime

import pytest

from vitalgrid.foundation.calendar.models import CalendarDay, CityClock
from vitalgrid.foundation.calendar.tests.factories import OFFICE, make_city_clock
from vitalgrid.foundation.kit import clock

PAGE = "/console/calendar/"
FLOOD = {"day": "2026-06-08", "kind": "holiday", "hours": "", "name": "演示·防汛", "source": ""}


@pytest.fixture(autouse=True)
def _summer():
    with clock.set_to(datetime(2026, 6, 1, 2, tzinfo=UTC)):
        yield


def test_a_day_is_set_shown_and_taken_back(browser):
    make_city_clock()
    keeper = browser("keeper")
    assert keeper.post(PAGE, FLOOD).status_code == 302
    shown = keeper.get(PAGE).content.decode()
    assert "演示·防汛" in shown
    assert keeper.post("/console/calendar/days/2026-06-08/clear/").status_code == 302
    assert not CalendarDay.objects.filter(pk=date(2026, 6, 8)).exists()
    assert keeper.post("/console/calendar/days/2026-02-30/clear/").status_code == 404


@pytest.mark.parametrize(
    "change", [{"day": "8 June"}, {"kind": "feast"}, {"kind": "special"}, {"kind": "special", "hours": "9-11"}]
)
def test_what_is_wrong_is_said_at_its_field(browser, change):
    make_city_clock()
    answer = browser("keeper").post(PAGE, {**FLOOD, **change})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not CalendarDay.objects.filter(pk=date(2026, 6, 8)).exists()


def test_an_unknown_year_is_said_and_confirmed(browser):
    make_city_clock(years=(2025,))
    keeper = browser("keeper")
    assert "2026" in keeper.get(PAGE).content.decode()
    assert keeper.get(f"{PAGE}?year=2100").status_code == 200
    keeper.post("/console/calendar/years/2100/confirm/")
    keeper.post("/console/calendar/years/2026/confirm/")
    assert CityClock.objects.get().known_years == [2025, 2026]


def test_before_a_pack_is_loaded_the_page_still_stands(browser):
    assert browser("keeper").get(PAGE).status_code == 200


def test_others_are_refused(browser):
    make_city_clock()
    assert browser("stranger").get(PAGE).status_code == 403
    assert browser("stranger").post(PAGE, FLOOD).status_code == 403
    assert browser("stranger").post("/console/calendar/days/2026-05-01/clear/").status_code == 403
    assert browser("").get(PAGE).status_code == 302
    assert browser("").post(PAGE, FLOOD).status_code == 302
    assert CalendarDay.objects.filter(pk=date(2026, 5, 1)).exists()


def send(client, path, body, **headers):
    return client.post(f"/api/v1/calendar/{path}", body, content_type="application/json", headers=headers)


def test_the_api_sets_days_and_weeks_once_for_a_key(browser):
    make_city_clock()
    keeper = browser("keeper")
    for _ in range(2):
        answer = send(keeper, "days", {"day": "2026-06-08", "kind": "holiday"}, **{"Idempotency-Key": "k1"})
        assert answer.status_code == 200
        assert answer.json()["kind"] == "holiday"
    year = browser("").get("/api/v1/calendar/2026").json()
    assert "2026-06-08" in [day["day"] for day in year["days"]]
    assert send(keeper, "days", {"day": "2026-06-08", "kind": ""}).status_code == 200
    assert not CalendarDay.objects.filter(pk=date(2026, 6, 8)).exists()
    week = {
        "time_zone": "Asia/Shanghai",
        "week": OFFICE,
        "seasons": [{"first": "10-08", "last": "04-30", "week": OFFICE}],
    }
    assert send(keeper, "working-time", week).status_code == 200
    assert send(keeper, "years", {"year": 2024}).json()["added"] > 20


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("days", {"day": "2026-06-08", "kind": "feast"}, "kit.invalid"),
        ("days", {"day": "2026-06-08", "kind": "special"}, "calendar.needs_hours"),
        ("days", {"day": "2026-06-08", "kind": "special", "hours": ["x"]}, "calendar.bad_hours"),
        ("working-time", {"time_zone": "Nowhere", "week": OFFICE}, "calendar.bad_zone"),
        ("years", {"year": 2100}, "calendar.year_not_known"),
    ],
)
def test_the_api_answers_with_problems(browser, path, body, code):
    make_city_clock()
    assert send(browser("keeper"), path, body).json()["code"] == code
    assert send(browser("stranger"), path, {"day": "2026-06-08", "kind": "holiday", **body}).status_code in (403, 422)
    assert send(browser(""), path, body).status_code in (401, 422)
    assert not CalendarDay.objects.filter(pk=date(2026, 6, 8)).exists()
