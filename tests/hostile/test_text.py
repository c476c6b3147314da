# ruff: noqa: E501 - one kind of text is one line
"""Whatever is written into a text comes out as text: on every page that shows it, for everybody who may read it."""

from html.parser import HTMLParser
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.hostile.sweep import get
from tests.matrix.routes import Stage
from vitalgrid.loop.cases.actions import NewReport, receive_report

TENTH, ALL = 100, 1000
MARK = "pwned"
# The shapes of the usual collections: markup, attributes, addresses, templates, and how filters are got round.
PAYLOADS = (
    "<script>{0}()</script>", "<ScRiPt\t>{0}()</sCrIpT >", "<scr<script>ipt>{0}()</script>", "<img src=x onerror={0}()>",
    "<svg/onload={0}()>", "<svg><script href=data:,{0}() /></svg>", "<body onpageshow={0}()>", "<details open ontoggle={0}()>x",
    "<iframe srcdoc='<script>{0}()</script>'>", "<iframe src=javascript:{0}()>", "<a href='javascript:{0}()'>x</a>",
    "<a href='java\tscript:{0}()'>x</a>", "<math><mtext></form><form><mglyph><style></math><img src onerror={0}()>",
    "\"><script>{0}()</script>", "' onmouseover='{0}()", "\" autofocus onfocus=\"{0}()", "`-{0}()-`", "</textarea><script>{0}()</script>",
    "</title><script>{0}()</script>", "--><script>{0}()</script>", "]]><script>{0}()</script>", "<![CDATA[<script>{0}()</script>]]>",
    "<?xml version='1.0'?><x xmlns:a='http://www.w3.org/1999/xhtml'><a:script>{0}()</a:script></x>", "{{{{ {0} }}}}", "{{% {0} %}}",
    "${{{0}}}", "<%= {0} %>", "&lt;script&gt;{0}()&lt;/script&gt;", "&#60;script&#62;{0}()", "\\u003cscript\\u003e{0}()", "%3Cscript%3E{0}()",
    "[x](javascript:{0}())", "![x](x\"onerror=\"{0}())", "<meta http-equiv=refresh content='0;url=javascript:{0}()'>",
    "<base href=//{0}.example/>", "<link rel=stylesheet href=//{0}.example/x.css>", "<style>@import '//{0}.example'</style>",
    "<form action=//{0}.example><button>x", "<input name=csrfmiddlewaretoken value={0}>", "<div hx-get=/{0} hx-trigger=load>x</div>",
    "<p data-opens='{0}' style='x:expression({0}())'>x", "<object data=javascript:{0}()>", "<embed src=javascript:{0}()>",
)  # fmt: skip
WRAPPERS = ("演示:{}", "{}", "\ufeff{}", "‮{}", "{}\u2028", " {} ", "<b>{}</b>", "{}{}", "字{}字", "𠮷{}")


class _Marked(HTMLParser):
    """Collects what the mark got into that is not text: names of elements, attributes, and what runs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.raw = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.raw = tag if tag in ("script", "style") else ""
        for name, value in attrs:
            told = value or ""
            is_code = name.startswith(("on", "hx-")) or name in ("style", "srcdoc", "action", "formaction")
            is_place = name in ("href", "src", "data", "content") and "script:" in "".join(told.split()).lower()
            if name.startswith("hx-") or name == "action":
                told = told.partition("?")[0]  # behind it stands a query, encoded
            if MARK in name or (MARK in told and (is_code or is_place)):
                self.found.append(f"<{tag} {name}={told[:80]}")

    def handle_endtag(self, tag: str) -> None:
        self.raw = ""

    def handle_data(self, data: str) -> None:
        if self.raw and MARK in data:
            self.found.append(f"<{self.raw}> {data[:80]}")


def running(page: str) -> list[str]:
    """What of the mark a browser would run, load or send to."""
    parser = _Marked()
    parser.feed(page)
    parser.close()
    return parser.found


def texts(count: int) -> list[str]:
    """`count` texts, the same in every run."""
    dice = Random(21)
    whole = [w.format(*[p.format(MARK)] * w.count("{}")) for w in WRAPPERS for p in PAYLOADS]
    dice.shuffle(whole)
    return (whole * (count // len(whole) + 1))[:count]


def _shown(stage: Stage, text: str) -> list[str]:
    """One text in every field that takes one, on every page that shows it."""
    loop = stage.world.loop
    lon, lat = loop.city.middle("1-1-1-1")
    told = NewReport(text, source="resident", lon=lon, lat=lat, address=text[:200], name=text[:60])
    receipt = receive_report(by=loop.actor("intake"), report=told)
    loop.move(receipt.code, "accept", "intake", category="0404", text=text)
    loop.move(receipt.code, "assign", "dispatch", unit="water", text=text)
    loop.move(receipt.code, "take", "water", text=text)
    loop.move(receipt.code, "note", "water", text=text)
    loop.move(receipt.code, "handle", "water", outcome="done", answer=text)
    client = Client()
    client.get(f"/track/{receipt.code}/{receipt.secret}/")
    pages = [
        client.get(f"/track/{receipt.code}/"),
        client.get("/track/"),
        client.post("/report/", {"description": text * 90, "address": text}),
    ]
    staff = (
        "/console/?view=all",
        f"/console/cases/{receipt.code}/",
        f"/console/cases/{receipt.code}/print/",
        "/console/notices/",
    )
    pages += [get(stage, "intake", address) for address in staff]
    pages += [get(stage, "full-1-1-1-1", f"/field/cases/{receipt.code}/"), get(stage, "intake", "/console/")]
    pages += [
        stage.clients["intake"].get("/console/", {"q": text[:90], "view": text[:20]}),
        Client().get("/chart/", {"q": text[:60]}),
    ]
    bodies = []
    for page in pages:
        assert page.status_code < 500, (text, page)
        assert (
            "script-src 'self'" in page["Content-Security-Policy"] and "unsafe" not in page["Content-Security-Policy"]
        )
        bodies.append(page.content.decode())
    assert any(MARK in body for body in bodies[3:5])
    return bodies


def _check(stage: Stage, count: int) -> None:
    for text in texts(count):
        with transaction.atomic():
            for body in _shown(stage, text):
                assert running(body) == [], text
            transaction.set_rollback(True)


def test_texts_stay_texts(stage: Stage) -> None:
    _check(stage, TENTH // 10)  # each in nine fields, on a dozen pages: a thousand showings


@pytest.mark.soak
def test_a_thousand_texts_stay_texts(stage: Stage) -> None:
    _check(stage, ALL)


@pytest.mark.parametrize("payload", PAYLOADS[:22])
def test_the_parser_would_see_it(payload: str) -> None:
    """Unescaped, most of them run; a parser that sees nothing proves nothing."""
    seen: Any = running(f"<html><body><p title='{payload.format(MARK)}'>{payload.format(MARK)}</p>")
    inert = ("`", "]]>", "' on", '" auto', "<scr<", "<svg><script href", "<math", "<![CDATA")
    assert seen or payload.startswith(inert), payload
