"""The API: one code for one key, problems in words, every verb, and nothing to see for strangers."""

import json
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.loop.cases.actions import NewReport, Receipt, receive_reports
from vitalgrid.loop.cases.models import Case, Contact, Report
from vitalgrid.loop.cases.tests.factories import Loop

WORDS = {"description": "演示:路灯三天不亮。"}


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


def test_the_same_key_gives_the_same_answer_and_one_case(loop: Loop, client: Client) -> None:
    first = post(client, "reports", WORDS, **{"Idempotency-Key": "a-1"})
    again = post(client, "reports", WORDS, **{"Idempotency-Key": "a-1"})
    other = post(client, "reports", {"description": "演示:别的事。"}, **{"Idempotency-Key": "a-1"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.json() == again.json()
    assert other.json()["code"] == "kit.key_reused"
    assert Case.objects.count() == Report.objects.count() == 1


def test_a_report_with_place_category_and_contact_costs_ten_statements(loop: Loop, client: Client) -> None:
    """On PostgreSQL, where every statement is a way to the server and back; BEGIN and COMMIT stand in the limit."""
    lon, lat = loop.city.middle("1-1-1-1")
    contact = {"name": "演示·甲某", "phone": "0937 0000001"}
    body = {**WORDS, "lon": lon, "lat": lat, "category": "0404", "contact": contact}
    post(client, "reports", body, **{"Idempotency-Key": "a-1"})  # what a process remembers from then on
    with CaptureQueriesContext(connection) as seen:
        assert post(client, "reports", body, **{"Idempotency-Key": "a-2"}).status_code == 201
    asked_anew = 2  # tests remember neither the net nor the calendar
    limit = 10 if connection.vendor == "postgresql" else 18
    assert len(seen) <= limit + asked_anew, [one["sql"][:60] for one in seen.captured_queries]
    assert Report.objects.count() == Contact.objects.count() == Case.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "description"),
        ({"description": "  "}, "description"),
        ({**WORDS, "category": "nonsense"}, "category"),
        ({**WORDS, "lat": 95, "lon": 97}, "lat"),
        ({**WORDS, "lat": 39.8}, "lat"),
        ({**WORDS, "frame": "mars"}, "lat"),
        ({**WORDS, "contact": {"phone": "call me"}}, "phone"),
        ({**WORDS, "contact": {"email": "nobody"}}, "email"),
        ({**WORDS, "occurred_at": "2126-01-01T00:00:00Z"}, "occurred_at"),
        ({**WORDS, "photos": ["0" * 64]}, "photos"),
        ({**WORDS, "description": "x" * 5001}, "description"),
        ({**WORDS, "surprise": 1}, "surprise"),
    ],
)
def test_bad_input_is_told_at_its_field(loop: Loop, client: Client, body: Any, field: str) -> None:
    answer = post(client, "reports", body)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not Case.objects.exists()


def test_what_cannot_be_read_is_malformed(loop: Loop, client: Client) -> None:
    answer = client.post("/api/v1/reports", b"{", content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "kit.malformed"


@pytest.mark.parametrize("key", ["", "k" * 201])
@pytest.mark.parametrize("address", ["reports", "photos", "cases/search"])
def test_a_key_without_length_or_too_long_is_refused_everywhere(
    loop: Loop, client: Client, address: str, key: str
) -> None:
    """Found by the fuzz: photos, which are stored once whatever their key, took any."""
    answer = client.post(f"/api/v1/{address}", b"{}", content_type="application/json", headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "kit.malformed")


def test_a_report_goes_to_its_leaf_and_its_reporter_follows_it(loop: Loop, client: Client) -> None:
    lon, lat = loop.city.middle("1-1-1-1")
    receipt = post(client, "reports", {**WORDS, "lon": lon, "lat": lat, "category": "0404"}).json()
    case = Case.objects.get(code=receipt["code"])
    assert case.area.code == "1-1-1-1"
    assert receipt["expected_at"] is not None
    secret = receipt["track_url"].rstrip("/").rsplit("/", 1)[1]
    seen = client.get(f"/api/v1/track/{case.code}", headers={"X-Track-Secret": secret})
    assert seen.status_code == 200
    assert seen.json()["may"] == ["add", "withdraw"]
    wrong = client.get(f"/api/v1/track/{case.code}", headers={"X-Track-Secret": "no"})
    absent = client.get("/api/v1/track/000000-0000000", headers={"X-Track-Secret": "no"})
    assert wrong.status_code == absent.status_code == 404
    done = post(client, f"track/{case.code}/withdraw", {}, **{"X-Track-Secret": secret})
    assert done.json()["state"] == "withdrawn"


def test_verbs_by_the_api_follow_the_table(loop: Loop, client: Client) -> None:
    code = loop.report().code
    assert client.get(f"/api/v1/cases/{code}").status_code == 401
    loop.sign_in(client, "room-2")
    assert client.get(f"/api/v1/cases/{code}").status_code == 404
    loop.sign_in(client, "intake")
    story = client.get(f"/api/v1/cases/{code}").json()
    assert "accept" in [one["verb"] for one in story["next"]]
    assert post(client, f"cases/{code}/assign", {"unit": "water"}).status_code == 403
    assert post(client, f"cases/{code}/accept", {"category": "0404", "expected_revision": 9}).status_code == 409
    moved = post(client, f"cases/{code}/accept", {"category": "0404", "expected_revision": 1})
    assert (moved.status_code, moved.json()["state"]) == (200, "triaged")
    assert post(client, f"cases/{code}/accept", {"category": "0404"}).status_code == 409


def test_the_document_names_every_verb(client: Client, db: None) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/reports" in paths and "/api/v1/cases/{code}/assign" in paths
    assert "/api/v1/cases/{code}/take_in" not in paths
    refused = paths["/api/v1/reports"]["post"]["responses"]["422"]["content"]
    assert list(refused) == ["application/problem+json"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**WORDS, "lat": "north", "lon": 97}, "kit.not_a_number"),
        ({"description": 7}, "kit.not_a_text"),
        ({**WORDS, "photos": "one"}, "kit.not_a_list"),
        ({**WORDS, "occurred_at": "yesterday"}, "kit.not_a_moment"),
        ({**WORDS, "surprise": 1}, "kit.no_such_member"),
        ({**WORDS, "lat": 95, "lon": 97}, "kit.out_of_range"),
        ({"description": "x" * 5001}, "kit.too_long"),
        ({**WORDS, "photos": ["a"] * 10}, "kit.too_many_items"),
    ],
)
def test_wrong_forms_are_told_in_our_words(loop: Loop, client: Client, body: Any, code: str) -> None:
    answer = client.post("/api/v1/reports", json.dumps(body), content_type="application/json")
    errors = answer.json()["errors"]
    assert (answer.status_code, [one["code"] for one in errors]) == (422, [code])
    assert "Input should" not in str(errors)


def test_the_tree_of_categories_is_one_statement_at_most_and_not_sent_twice(loop: Loop, client: Client) -> None:
    first = client.get("/api/v1/categories")
    with CaptureQueriesContext(connection) as seen:
        again = client.get("/api/v1/categories", headers={"If-None-Match": first["ETag"]})
        english = client.get("/api/v1/categories", headers={"If-None-Match": first["ETag"], "Accept-Language": "en"})
    assert len(seen) <= 2
    assert {one["code"]: one["parent"] for one in first.json()} == {
        code: one.parent.code if one.parent else None for code, one in loop.categories.items()
    }
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (english.status_code, english["ETag"] == first["ETag"]) == (200, False)


@pytest.mark.parametrize("count", [1, 30])
def test_a_code_that_is_taken_is_drawn_again(loop: Loop, client: Client, count: int) -> None:
    taken = loop.report().code
    free = iter(range(1000))

    def drawn(at: Any) -> str:
        number = next(free)
        return taken if number == count - 1 else f"260302-{number:07d}"

    told = [NewReport(description="演示:路灯三天不亮。", source="resident") for _ in range(count)]
    with mock.patch("vitalgrid.foundation.kit.ids.case_code", side_effect=drawn):
        receipts = receive_reports(by=Actor.resident(), reports=told)
    codes = {one.code for one in receipts if isinstance(one, Receipt)}
    assert len(codes) == count and taken not in codes
    assert next(free) == count + 1  # one more drawing, not a whole batch thrown away
    assert set(Case.objects.values_list("code", flat=True)) == codes | {taken}
    with mock.patch("vitalgrid.foundation.kit.ids.case_code", side_effect=[taken, "260302-0009999"]):
        answer = post(client, "reports", WORDS, **{"Idempotency-Key": "a-1"})
    assert answer.json()["code"] == "260302-0009999"
    assert post(client, "reports", WORDS, **{"Idempotency-Key": "a-1"}).json() == answer.json()


@pytest.mark.parametrize("count", [1, 30])
def test_a_code_that_somebody_takes_meanwhile_is_drawn_again(loop: Loop, count: int) -> None:
    """Between the look and the writing: the database refuses, and the whole batch is made anew."""
    taken = loop.report().code
    tries = [[*(f"260302-{number:07d}" for number in range(1, count)), last] for last in (taken, "260302-0009999")]
    told = [NewReport(description="演示:路灯三天不亮。", source="resident") for _ in range(count)]
    with mock.patch("vitalgrid.loop.cases.actions.ready.free_codes", side_effect=tries):
        receipts = receive_reports(by=Actor.resident(), reports=told)
    assert [one.code for one in receipts if isinstance(one, Receipt)] == tries[1]
    assert set(Case.objects.values_list("code", flat=True)) == {taken, *tries[1]}


def test_a_telephone_number_is_sought_by_post_and_stands_in_no_address(loop: Loop, client: Client) -> None:
    told = loop.report(description="演示:井盖松动。", phone="138 0000 1111", name="演示·甲")
    loop.report(description="演示:井盖松动。")
    loop.sign_in(client, "intake")
    for number in ("13800001111", "138 0000 1111", "+86 138-0000-1111"):
        refused = client.get("/api/v1/cases", {"view": "all", "q": number})
        assert refused.status_code == 422 and "/api/v1/cases/search" in refused.json()["detail"]
        body = {"view": "all", "q": number}
        found = client.post("/api/v1/cases/search", body, content_type="application/json").json()
        assert [case["code"] for case in found["cases"]] == [told.code]
        assert "1111" not in str(found)
    words = client.post(
        "/api/v1/cases/search", {"view": "all", "q": "井盖", "limit": 1}, content_type="application/json"
    )
    first = words.json()
    assert first == client.get("/api/v1/cases", {"view": "all", "q": "井盖", "limit": 1}).json()
    body = {"view": "all", "q": "井盖", "limit": 1, "before": first["older"]}
    second = client.post("/api/v1/cases/search", body, content_type="application/json").json()
    assert {first["cases"][0]["code"], second["cases"][0]["code"]} >= {told.code}
    assert client.get("/api/v1/cases", {"view": "all", "q": told.code}).status_code == 200
    loop.sign_in(client, "leader")  # sees the case, and may not try out numbers
    body = {"view": "all", "q": "13800001111"}
    assert client.post("/api/v1/cases/search", body, content_type="application/json").json()["cases"] == []
