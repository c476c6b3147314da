"""Problems as answers, and the reader's wishes."""

import errno
from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation

from vitalgrid.config.urls import handler400, handler403, handler404, handler500  # noqa: F401 - read by Django
from vitalgrid.config.urls import urlpatterns as product_patterns
from vitalgrid.foundation.kit import pages, problems
from vitalgrid.foundation.kit.forms import PlainForm, attach
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.kit.templatetags.kit import as_written

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

RAISED: dict[str, Callable[[], BaseException]] = {
    "conflict": lambda: Problem(problems.CONFLICT, who="乙某", what="已交办"),
    "fields": lambda: Problem(problems.INVALID, errors=[Problem(problems.REQUIRED, field="title")]),
    "sign_in": lambda: Problem(problems.SIGN_IN),
    "too_many": lambda: Problem(problems.TOO_MANY, seconds=9),
    "locked": lambda: OperationalError("database is locked"),
    "full_database": lambda: OperationalError("database or disk is full"),
    "full_disk": lambda: OSError(errno.ENOSPC, "No space left on device"),
    "too_large": lambda: RequestDataTooBig(),
    "bug": lambda: ZeroDivisionError("a secret in a trace"),
}


def raising(request: HttpRequest, name: str) -> HttpResponse:
    raise RAISED[name]()


urlpatterns = [
    *product_patterns,
    path("raise/<slug:name>", raising),
    path("console/raise/<slug:name>", raising),
    path("api/raise/<slug:name>", raising),
]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("conflict", 409, "乙某 先改了：已交办。"),
        ("fields", 422, "请填写这一项。"),
        ("too_many", 429, "请过 9 秒再试。"),
        ("locked", 503, "系统正忙"),
        ("full_database", 507, "存储空间满了"),
        ("full_disk", 507, "存储空间满了"),
        ("too_large", 413, "太大了"),
        ("bug", 500, "系统出错了"),
    ],
)
@pytest.mark.parametrize("face", ["", "/console"])
def test_pages_say_what_to_do(client: Client, name: str, status: int, words: str, face: str) -> None:
    response = client.get(f"{face}/raise/{name}")
    assert response.status_code == status
    assert words in response.content.decode()
    assert "a secret in a trace" not in response.content.decode()
    assert b'id="main"' in response.content


def test_programs_get_problem_json(client: Client) -> None:
    response = client.get("/api/raise/fields")
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert {key: body[key] for key in ("status", "code", "instance")} == {
        "status": 422, "code": "kit.invalid", "instance": "/api/raise/fields"
    }  # fmt: skip
    assert body["errors"] == [{"field": "title", "code": "kit.required", "detail": "请填写这一项。"}]


def test_whoever_asks_for_json_gets_it(client: Client) -> None:
    assert client.get("/raise/conflict", HTTP_ACCEPT="application/json").json()["code"] == "kit.conflict"
    assert client.get("/raise/conflict", HTTP_ACCEPT="text/html").status_code == 409


def test_try_again_later(client: Client) -> None:
    assert client.get("/raise/locked")["Retry-After"] == "5"
    assert client.get("/raise/too_many")["Retry-After"] == "9"


def test_pages_lead_to_the_sign_in(client: Client) -> None:
    response = client.get("/raise/sign_in?a=1")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/raise/sign_in%3Fa%3D1"
    assert client.get("/api/raise/sign_in").status_code == 401


def test_a_broken_shell_still_answers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: Any) -> Any:
        raise OperationalError("database is locked")

    monkeypatch.setattr("vitalgrid.foundation.kit.context.shell", broken)
    monkeypatch.setattr("vitalgrid.foundation.kit.city.current", lambda: broken(None))
    response = client.get("/raise/bug")
    assert response.status_code in (500, 503)
    assert "110" in response.content.decode()


def test_nothing_here(client: Client) -> None:
    response = client.get("/no/such/page")
    assert response.status_code == 404
    assert "这里没有您能看的内容" in response.content.decode()


def test_no_inline_script_or_style(client: Client) -> None:
    response = client.get("/raise/conflict")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    text = response.content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text


def test_wishes_are_kept(client: Client) -> None:
    response = client.post(
        "/language/", {"elder": "yes", "language": "en", "theme": "pink", "next": "/no/such/page?a=1"}
    )
    assert response["Location"] == "/no/such/page?a=1"
    assert "theme" not in response.cookies
    page = client.get("/no/such/page").content.decode()
    assert 'lang="en"' in page
    assert 'data-elder="yes"' in page
    assert "There is nothing here that you can see." in page


def test_no_way_to_another_site(client: Client) -> None:
    for target in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert client.post("/language/", {"language": "en", "next": target})["Location"] == "/"
    assert client.get("/language/").status_code == 405


def test_the_browsers_language_is_not_asked_for_pages(client: Client) -> None:
    assert 'lang="zh-Hans"' in client.get("/no/such/page", HTTP_ACCEPT_LANGUAGE="en-US").content.decode()
    english = client.get("/api/raise/fields", HTTP_ACCEPT_LANGUAGE="en").json()
    assert english["errors"][0]["detail"] == "Please fill this in."


class Small(PlainForm):
    """A form with one field."""

    title = forms.CharField()


def test_problems_land_at_their_fields() -> None:
    form = Small({"title": "x"})
    attach(
        form,
        Problem(problems.INVALID, errors=[Problem(problems.TOO_LONG, field="title", limit=1), Problem(problems.BUSY)]),
    )
    assert form.errors["title"] == ["太长了，最多 1 个字。"]
    assert form.non_field_errors() == ["系统正忙，这次没有保存；请稍后再发。"]
    with pytest.raises(Problem):
        attach(Small({"title": "x"}), Problem(problems.NOT_FOUND))


def test_our_words_for_what_is_missing() -> None:
    assert Small({}).errors["title"] == ["请填写这一项。"]


def test_safe_next_reads_both_ways() -> None:
    request = RequestFactory().get("/", {"next": "/console/"})
    assert pages.safe_next(request) == "/console/"


def test_the_foot_leads_to_the_source_where_it_is_named(client: Client, settings: Any) -> None:
    assert "本系统源代码" not in client.get("/no-such-page/").content.decode()
    settings.SOURCE_ADDRESS = "https://example.org/changed.git"
    assert '<a href="https://example.org/changed.git">本系统源代码</a>' in client.get("/no-such-page/").content.decode()


@pytest.mark.django_db
def test_a_sign_that_no_database_stores_is_no_crash(client: Client) -> None:
    """SQLite looks for U+0000 and finds nothing, PostgreSQL refuses; neither is a fault of the product."""
    for address in ("/api/v1/cases/a%00b", "/track/a%00b/", "/chart/a%00b/", "/api/v1/track/a%00b"):
        assert client.get(address, headers={"X-Track-Secret": "a"}).status_code < 500, address


def test_a_page_in_another_language_says_which_words_are_chinese() -> None:
    """A voice that reads English spells 网格长 out as nothing at all."""
    with translation.override("en"):
        assert as_written("演示·网格长") == '<span lang="zh-Hans">演示·网格长</span>'
        assert as_written("Head") == "Head" and as_written("<b>长") == '<span lang="zh-Hans">&lt;b&gt;长</span>'
    with translation.override("zh-hans"):
        assert as_written("演示·网格长") == "演示·网格长"
