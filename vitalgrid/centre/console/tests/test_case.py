"""The case desk: the whole story on one page, what comes next, what stands around, nothing said to the wrong ear."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Case, Step
from vitalgrid.loop.cases.queries.around import around_case
from vitalgrid.loop.cases.queries.desk import desk_case
from vitalgrid.loop.cases.queries.desk.story import AT_A_TIME, FIRST, LAST
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop

CEILING = 15


def grown(code: str, steps: int) -> Case:
    """The case with notes added until it has that many steps."""
    case = Case.objects.get(code=code)
    last = Step.objects.filter(case=case).order_by("-number")[0]
    told: dict[str, Any] = {"case": case, "verb": "note", "from_state": case.state, "to_state": case.state}
    Step.objects.bulk_create(
        Step(**told, number=n, at=last.at + timedelta(seconds=n), by_kind="user", by_name="演示·甲", text=f"演示{n}")
        for n in range(last.number + 1, steps + 1)
    )
    Case.objects.filter(pk=case.pk).update(revision=steps)
    return case


def test_a_long_story_costs_no_more_than_a_short_one(loop: Loop) -> None:
    code = loop.in_progress(phone="13800000000").code
    for n in range(2):
        other = loop.report(description=f"演示:同一处第{n}次来说。").code
        loop.move(other, "join", "intake", into=code)
    by = loop.actor("water")
    for steps in (40, 5000):
        grown(code, steps)
        with CaptureQueriesContext(connection) as asked:
            seen = desk_case(by, code, is_whole=False)
        assert len(asked) <= CEILING, [one["sql"][:120] for one in asked]
        assert len(seen.reports) == 3
        assert len(seen.steps) == min(steps, FIRST + LAST)


def test_the_folded_middle_opens_a_piece_at_a_time(loop: Loop, client: Client) -> None:
    code = loop.in_progress().code
    grown(code, 1000)
    loop.sign_in(client, "dispatch")
    page = client.get(f"/console/cases/{code}/")
    fold = next(line.fold for line in page.context["seen"].lines if line.fold)
    assert (fold.after, fold.count) == (FIRST, 1000 - FIRST - LAST)
    assert f"?after={fold.after}#story" in page.content.decode()
    more = client.get(f"/console/cases/{code}/?after={fold.after}").context["seen"]
    assert len(more.steps) == FIRST + AT_A_TIME + LAST
    assert [line.fold.after for line in more.lines if line.fold] == [FIRST + AT_A_TIME]
    assert client.get(f"/console/cases/{code}/?after=nonsense").status_code == 200


def test_the_page_says_whose_turn_it_is_and_what_is_still_to_come(loop: Loop, client: Client) -> None:
    with clock.set_to(MONDAY):
        code = loop.in_progress().code
    with clock.set_to(MONDAY + timedelta(hours=2)):
        loop.sign_in(client, "dispatch")
        page = client.get(f"/console/cases/{code}/")
        turn = page.context["seen"].turn
        assert (turn.who, turn.since, turn.is_mine) == ("演示·water", MONDAY, False)
        assert "现在在演示·water手上" in page.content.decode()
        assert [one.label for one in page.context["seen"].coming] == ["待核查", "待结案", "已办结", "待回访"]
        loop.sign_in(client, "water")
        mine = client.get(f"/console/cases/{code}/").context["seen"].turn
        assert mine.is_mine
    closed = loop.closed().code
    loop.sign_in(client, "dispatch")
    assert client.get(f"/console/cases/{closed}/").context["seen"].coming == []


def test_inside_and_outside_stand_apart_by_word_place_and_sign(loop: Loop, client: Client) -> None:
    """A colleague's blunt note once went to the resident word for word: the two fields had looked the same."""
    code = loop.in_progress().code
    loop.move(code, "note", "water", text="演示:只给同事看。")
    loop.move(code, "progress", "water", answer="演示:今天下午换管。")
    loop.sign_in(client, "water")
    story = client.get(f"/console/cases/{code}/").content.decode().split('id="story"')[1]
    inside, outside = story.index("演示:只给同事看。"), story.index("演示:今天下午换管。")
    assert "said inside" in story[:inside].rpartition("<p")[2] and "内部" in story[:inside].rpartition("<p")[2]
    assert "said outside" in story[:outside].rpartition("<p")[2]
    note = client.get(f"/console/cases/{code}/?do=note")
    assert [one.name for one in note.context["form"].inside] == ["text"] and not note.context["form"].outside
    assert "只留在内部" in note.content.decode()
    handle = client.get(f"/console/cases/{code}/?do=handle")
    assert [one.name for one in handle.context["form"].outside] == ["answer", "photos"]
    assert "反映人会看到" in handle.content.decode()
    forms = client.get(f"/console/cases/{code}/?do=ask_extension").context["form"]
    assert [one.name for one in forms.plain] == ["expected_revision", "limit", "reason"]


def test_twins_are_shown_with_distance_likeness_and_why_and_one_press_joins(loop: Loop, client: Client) -> None:
    words = "演示:北门外下水井往外冒脏水。"
    first = loop.report(description=words).code
    twin = loop.report(description="演示:北门下水井又冒脏水了。").code
    loop.report(description="演示:路灯不亮,夜里很黑。")
    loop.report(description=words, at="2-2-2-2")
    loop.sign_in(client, "intake")
    page = client.get(f"/console/cases/{twin}/")
    around = page.context["around"]
    assert [one.code for one in around.twins] == [first]
    assert around.twins[0].distance == 0 and "下水井" in around.twins[0].why[0]
    assert len(around.near) == 2 and [one.number for one in around.near] == [1, 2]
    text = page.content.decode()
    assert '<svg class="sketch"' in text and 'data-key="m"' in text.split('id="twins"')[1]
    done = client.post(f"/console/cases/{twin}/join/", {"into": first, "expected_revision": 1})
    assert done.status_code == 302
    assert Case.objects.get(code=twin).state == "joined"


def test_what_stands_around_costs_two_statements_and_tells_nothing_hidden(loop: Loop) -> None:
    code = loop.report().code
    loop.report(category="14")  # a complaint about staff at the same place
    case = Case.objects.get(code=code)
    with CaptureQueriesContext(connection) as asked:
        found = around_case(loop.actor("dispatch"), case, "演示:巷口垃圾堆了三天,没人清。")
    assert len(asked) <= 2
    assert found.near == [] and found.twins == [] and found.sketch is not None
    apart = Case.objects.get(is_integrity=True)
    assert around_case(loop.actor("discipline"), apart, "演示").sketch is None


def test_somebody_else_moved_it_while_i_read(loop: Loop, client: Client) -> None:
    code = loop.in_progress().code
    revision = Case.objects.get(code=code).revision
    loop.sign_in(client, "dispatch")
    address = f"/console/cases/{code}/moved/?revision="
    assert client.get(f"{address}{revision}").status_code == 204
    loop.move(code, "progress", "water", answer="演示:换好了一半。")
    told = client.get(f"{address}{revision}").json()
    assert loop.actor("water").name in told["text"] and told["count"] == 1
    loop.sign_in(client, "water")
    assert client.get(f"{address}{revision}").status_code == 204  # one's own act is no news
    loop.sign_in(client, "room-2")
    assert client.get(f"{address}1").status_code == 204  # what cannot be seen tells nothing
    assert client.get(f"{address}{revision}x").status_code == 204


def test_before_and_after_stand_side_by_side_with_who_is_responsible(loop: Loop, client: Client) -> None:
    code = loop.handled().code
    loop.sign_in(client, "inspection")
    seen = client.get(f"/console/cases/{code}/").context["seen"]
    assert [one.part for one in seen.responsible] == ["full_time", "head"]
    assert seen.before == [] and seen.after == []
