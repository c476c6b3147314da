"""Odd input is refused at its field in a sentence; it breaks nothing and leaves nothing behind."""

import json
from typing import Any

import pytest
from django.test import Client

from vitalgrid.foundation.kit.crypto import blind_index
from vitalgrid.loop.cases.models import Case, Contact, Report
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.rules import phone_digits
from vitalgrid.loop.cases.tests.factories import Loop

NUL, LONE = "a\x00b", "\ud800"


def tell(client: Client, **given: Any) -> Any:
    return client.post(
        "/api/v1/reports", json.dumps({"description": "演示:路灯不亮。", **given}), content_type="application/json"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("occurred_at", "0001-01-01T00:00:00+08:00"),
        ("occurred_at", "0001-01-01T00:00:00"),
        ("occurred_at", "9999-12-31T23:59:59-12:00"),
        ("description", NUL),
        ("description", LONE),
        ("description", "字" * 5001),
        ("description", ["字"]),
        ("address", {"a": 1}),
        ("lat", 97.05),
        ("lat", "NaN"),
        ("photos", ["../../etc/passwd"]),
        ("photos", [NUL]),
        ("category", LONE),
        ("area", NUL),
        ("joins", NUL),
        ("anonymous", []),
    ],
)
def test_an_odd_answer_is_refused_at_its_field(loop: Loop, client: Client, field: str, value: Any) -> None:
    given = {"lon": 97.05, field: value} if field == "lat" else {field: value}
    answer = tell(client, **given)
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["field"].split(".")[0] == field
    assert not Report.objects.exists() and not Case.objects.exists()


@pytest.mark.parametrize("phone", ["1234567890123456", "12345678", "12", "call me"])
def test_a_number_that_nobody_can_dial_is_told_at_its_field(loop: Loop, client: Client, phone: str) -> None:
    answer = tell(client, contact={"phone": phone})
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["code"] == "kit.bad_phone" and "phone" in answer.json()["errors"][0]["field"]
    page = client.post("/report/", {"description": "演示:路灯不亮。", "phone": phone})
    assert "请填 11 位手机号" in page.content.decode() and not Case.objects.exists()


def test_a_number_of_before_the_rule_is_found_still(loop: Loop) -> None:
    code = loop.report(phone="13800000000").code
    Contact.objects.update(phone="1234567890123456", phone_index=blind_index(phone_digits("1234567890123456"), "phone"))
    rows = list_cases(loop.actor("intake"), CaseFilter(view="all", q="1234 5678 9012 3456")).rows
    assert [row.code for row in rows] == [code]


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "[" * 20_000, '{"a":' * 20_000, '"x"', '{"description":NaN}'])
def test_json_that_cannot_be_read_is_refused(loop: Loop, client: Client, body: str) -> None:
    answer = client.post("/api/v1/reports", body, content_type="application/json")
    assert answer.status_code in (400, 422), answer.content
    assert not Report.objects.exists()


def test_a_moment_without_a_zone_is_one_of_the_city(loop: Loop, client: Client) -> None:
    assert tell(client, occurred_at="2026-03-02T09:00:00").status_code == 201
    assert Report.objects.get().occurred_at.isoformat() == "2026-03-02T01:00:00+00:00"
    assert tell(client, occurred_at="2026-03-02T10:01:00").status_code == 201  # clocks differ by a little
    answer = tell(client, occurred_at="2026-03-02T10:20:00")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "cases.future")


def test_a_place_on_another_continent_is_no_place_of_the_city(loop: Loop, client: Client) -> None:
    lon, lat = loop.city.middle("1-1-1-1")
    for wrong in ({"lon": lat, "lat": 0.0}, {"lon": 0.0, "lat": 0.0}, {"lon": lon, "lat": -lat}):
        answer = tell(client, **wrong)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "cases.outside"), wrong
    assert not Report.objects.exists()
    assert tell(client, lon=lon - 0.3, lat=lat).status_code == 201  # next to the city: somebody may mean us
    assert tell(client, lon=lon, lat=lat).status_code == 201


def test_rare_characters_are_kept_as_told(loop: Loop, client: Client) -> None:
    told = "演示:𠮷野家门口🕳️\u202e有坑\u2066。"
    assert tell(client, description=told).status_code == 201
    assert Report.objects.get().description == told


def test_days_at_the_ends_of_the_calendar_narrow_a_list_like_any_other(loop: Loop) -> None:
    code = loop.report().code
    wide = CaseFilter.from_query({"view": "all", "since": "0001-01-01", "until": "9999-12-31"})
    assert [row.code for row in list_cases(loop.actor("intake"), wide).rows] == [code]
    assert list_cases(loop.actor("intake"), CaseFilter.from_query({"view": "all", "since": "9999-12-31"})).rows == []


@pytest.mark.parametrize("held", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-12:00", NUL, LONE, ["2026"], {}])
def test_a_moment_that_no_clock_holds_is_refused(loop: Loop, client: Client, held: Any) -> None:
    code = loop.in_progress().code
    loop.sign_in(client, "dispatch")
    body = json.dumps({"held_at": held, "units": ["water"], "text": "演示"})
    answer = client.post(f"/api/v1/cases/{code}/meet", body, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "held_at"), answer.content
    assert not Case.objects.get(code=code).meetings.exists()
