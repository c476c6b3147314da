"""Before a day of the calendar is saved, its page says which promises it would move; saving then moves just those."""

from datetime import date, timedelta

from django.test import Client

from vitalgrid.foundation.calendar.actions import set_day
from vitalgrid.foundation.calendar.models import CalendarDay
from vitalgrid.foundation.calendar.queries import effect_of
from vitalgrid.foundation.changes.jobs import run_reactions
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop

HOLIDAY = date(2026, 3, 3)


def test_what_is_foretold_is_what_happens(loop: Loop) -> None:
    with clock.set_to(MONDAY):
        moves = loop.assigned(unit="hygiene", category="0301").code  # two working days
        stays = loop.assigned().code  # 24 hours round the clock
        paused = loop.assigned(unit="hygiene", category="0301", at="1-1-1-2").code
        loop.move(paused, "take", "hygiene")
        until = (MONDAY + timedelta(days=1)).isoformat()
        loop.move(paused, "pause", "hygiene", cause="weather", until=until, answer="演示:大风。")
        before = dict(Case.objects.values_list("code", "due_at"))
        made = CalendarDay(day=HOLIDAY, kind="holiday")
        told = effect_of(loop.actor("dispatch"), HOLIDAY, made)
        assert {one.code for one in told.examples} == {moves, paused}
        assert (told.count, told.later, told.earlier) == (2, 2, 0)
        assert dict(Case.objects.values_list("code", "due_at")) == before
        set_day(by=loop.actor("administrator"), day=HOLIDAY, kind="holiday")
        run_reactions()
        after = dict(Case.objects.values_list("code", "due_at"))
        assert {one.code: one.becomes for one in told.examples} == {code: after[code] for code in (moves, paused)}
        assert after[stays] == before[stays]


def test_the_page_foretells_and_names_no_case_to_who_may_not_see_it(loop: Loop, client: Client) -> None:
    with clock.set_to(MONDAY):
        code = loop.assigned(unit="hygiene", category="0301").code
        loop.sign_in(client, "administrator")
        sent = {"day": "2026-03-03", "kind": "holiday", "step": "look"}
        page = client.post("/console/calendar/", sent)
        assert page.status_code == 200
        assert page.context["effect"].count == 1
        assert code not in page.content.decode()
        assert not CalendarDay.objects.filter(pk=HOLIDAY).exists()
        assert client.post("/console/calendar/", {**sent, "step": "set"}).status_code == 302
        assert CalendarDay.objects.filter(pk=HOLIDAY).exists()
        shown = client.get("/console/calendar/?year=2026&day=2026-03-03").content.decode()
        assert 'value="2026-03-03"' in shown
