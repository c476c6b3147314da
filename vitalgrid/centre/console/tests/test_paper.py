"""A case on paper: the same facts as on the screen, in a file that can be read, searched and printed anywhere."""

import io
import re
from typing import Any
from unittest.mock import Mock

import pypdfium2
import pytest
from django.db import DatabaseError
from django.test import Client
from PIL import Image

from vitalgrid.centre.console.queries.sheet import case_sheet
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.files.marks import mark_of
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit.paper import printable
from vitalgrid.loop.cases.tests.factories import Loop

PHONE, NAME = "13900001234", "演示·王某某"
RARE = "𬭚 㛃 龘 é “引号” 100 % <b> #set *x* _y_ @ref $z$ \\"


def text_of(content: bytes) -> tuple[str, int]:
    """Every word of a PDF without line breaks, and its pages."""
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"\s+", "", "".join(pages)), len(pages)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def paper(client: Client, code: str) -> Any:
    answer = client.get(f"/console/cases/{code}/paper.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    return answer.content


def picture(loop: Loop) -> str:
    file = io.BytesIO()
    Image.new("RGB", (640, 480), (20, 120, 110)).save(file, "JPEG")
    return mark_of(store_photo(by=loop.actor("water"), data=file.getvalue(), name="demo.jpg").sha256)


def test_the_paper_says_what_the_screen_says(loop: Loop, client: Client) -> None:
    """Two tellings of one case that differ are two cases, and the court is shown the other one."""
    code = loop.in_progress(at="1-1-1-1", name=NAME, phone=PHONE, description=f"路灯坏了,很危险。{RARE}").code
    loop.move(code, "handle", "water", outcome="done", answer="演示:已经修好。", photos=[picture(loop)])
    loop.sign_in(client, "inspection")
    content = paper(client, code)
    found, pages = text_of(content)
    sheet = case_sheet(loop.actor("inspection"), code)
    told = [sheet.title, sheet.code, sheet.state, sheet.issuer, sheet.at]
    told += [text for fact in sheet.facts for text in fact.values()]
    for section in sheet.sections:
        told.append(section.heading)
        for line in section.lines:
            told += [line.when, line.head, line.more, *line.texts]
    assert [text for text in told if squeezed(printable(text)) not in found] == []
    assert RARE.replace(" ", "") in found
    page = client.get(f"/console/cases/{code}/print/").content.decode()
    assert [fact["value"] for fact in sheet.facts if fact["value"] not in page] == []
    assert len(sheet.sections) == 3 and len(sheet.photos) == 1
    assert squeezed(f"第 1 页，共 {pages} 页") in found
    document = pypdfium2.PdfDocument(content)
    assert [round(size) for size in document[0].get_size()] == [595, 842]
    assert any(one.type == 3 for page in document for one in page.get_objects())  # a picture


def test_the_watermark_names_the_reader_and_contacts_stay_masked(loop: Loop, client: Client) -> None:
    code = loop.in_progress(at="1-1-1-1", name=NAME, phone=PHONE).code
    for who in ("intake", "inspection"):
        found = text_of(paper(loop.sign_in(client, who), code))[0]
        assert squeezed(loop.actor(who).name) in found and PHONE not in found and NAME not in found
    intake = text_of(paper(loop.sign_in(client, "intake"), code))[0]
    assert "139****1234" in intake and squeezed(loop.actor("inspection").name) not in intake


def test_fonts_are_embedded_and_nothing_of_the_system_is_used(loop: Loop, client: Client) -> None:
    """A clerk's machine without a Chinese font prints boxes."""
    content = paper(loop.sign_in(client, "intake"), loop.report().code)
    assert b"/FontFile3" in content
    assert set(re.findall(rb"/BaseFont/[A-Z]{6}\+([A-Za-z]+)", content.replace(b" ", b""))) == {b"NotoSansSC"}


def test_a_sign_without_a_glyph_stands_there_as_its_code() -> None:
    assert printable("𠮷田 🌊\t\x07a\r\nb") == "〔U+20BB7〕田 〔U+1F30A〕 a\nb"


def test_taking_it_stands_in_the_journal_and_refusals_do_not(loop: Loop, client: Client) -> None:
    """A file that left the product is out of everybody's sight: who took it must be known."""
    code = loop.in_progress(at="1-1-1-1", name=NAME, phone=PHONE).code
    paper(loop.sign_in(client, "inspection"), code)
    assert client.get(f"/api/v1/cases/{code}/paper.pdf").status_code == 200
    loop.sign_in(client, "hygiene")
    assert client.get(f"/console/cases/{code}/paper.pdf").status_code == 404
    taken = Entry.objects.filter(event="export.taken", code=code)
    by = loop.actor("inspection")
    assert [(one.actor_id, one.actor_name) for one in taken] == [(by.id, by.name)] * 2
    assert "paper" in taken[0].payload and NAME not in taken[0].payload


def test_without_its_entry_no_paper_leaves(loop: Loop, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    code = loop.in_progress(at="1-1-1-1").code
    loop.sign_in(client, "inspection")
    client.raise_request_exception = False
    monkeypatch.setattr("vitalgrid.foundation.exports.actions.emit", Mock(side_effect=DatabaseError))
    answer = client.get(f"/console/cases/{code}/paper.pdf")
    assert answer.status_code >= 500 and b"%PDF" not in answer.content


def test_whoever_does_not_see_the_case_gets_no_paper(loop: Loop, client: Client) -> None:
    code = loop.in_progress(at="1-1-1-1").code
    apart = loop.report(category="14", at="1-1-1-1").code
    loop.sign_in(client, "hygiene")
    for address in (f"/console/cases/{code}/paper.pdf", f"/api/v1/cases/{code}/paper.pdf"):
        assert client.get(address).status_code == 404
        assert Client().get(address).status_code in (302, 401)
    loop.sign_in(client, "intake")
    assert client.get(f"/api/v1/cases/{code}/paper.pdf")["Content-Type"] == "application/pdf"
    assert client.get(f"/console/cases/{apart}/paper.pdf").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_paper_is_in_the_readers_language(loop: Loop, client: Client, language: str) -> None:
    code = loop.report().code
    loop.sign_in(client, "intake")
    user = loop.city.user("intake")
    user.language = language
    user.save(update_fields=["language"])
    found = text_of(paper(client, code))[0]
    assert ("Page1of1" in found) == (language == "en")
