"""What a line of the list says, and that nothing in it is taken for markup."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vitalgrid.centre.console.rows import Lines, marked
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.queries.listing import CaseRow, rows_of
from vitalgrid.loop.cases.tests.factories import Loop

pytestmark = pytest.mark.django_db
EVERYTHING = {
    "is_integrity": True, "rework_count": 1, "press_count": 1, "report_count": 3, "return_count": 2,
    "is_extension_asked": True,
}  # fmt: skip


def row_of(loop: Loop, **values: object) -> CaseRow:
    loop.in_progress()
    return replace(rows_of(Case.objects.all())[0], **values)  # type: ignore[arg-type]


def test_a_line_says_what_is_special_about_its_case(loop: Loop) -> None:
    row = row_of(loop, **EVERYTHING)
    line = Lines().html([row])
    for words in (*map(_, ("Kept apart", "Not in order", "pressed", "time asked for")), "3 条反映"):
        assert words in line, words
    assert ngettext("returned once", "returned %(n)s times", 2) % {"n": 2} in line
    assert row.state_label in line.split('class="body"')[0]
    closed = Lines().html([replace(row, closed_at=clock.now(), is_follow_up_due=True, state="closed")])
    assert _("to be followed up") in closed and "<time " in closed and _("pressed") not in closed
    with translation.override("en"):
        assert row.state_label in Lines(is_english=True).html([row]).split('class="more"')[1]


def test_nothing_that_was_typed_is_markup(loop: Loop) -> None:
    row = row_of(loop, title="<b>&\"'", place="<i>", pause_cause="<u>")
    line = Lines(query='a="<s>', words="b", found={row.id: "<em>b"}).html([row])
    for mark in ("<b>&", "<i>", "<u>", "<s>", "<em>"):
        assert mark not in line, mark
    assert line.count("<mark>b</mark>") == 2
    assert marked("a<b", "  ") == "a&lt;b"


def test_the_open_case_is_marked_and_a_late_one_red(loop: Loop, client: Client) -> None:
    code = loop.in_progress().code
    Case.objects.update(next_due_at=clock.now() - timedelta(hours=1))
    loop.sign_in(client, "dispatch")
    page = client.get(f"/console/cases/{code}/?view=open").content.decode()
    assert f'data-code="{code}"' in page and page.count('aria-current="true"') == 1
    assert '<span class="state danger">' in page
