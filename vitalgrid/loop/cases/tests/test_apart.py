"""What must not be told: complaints about staff by any detour, whole stories to people who only reported, names."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.jobs import run_reactions
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.files.marks import mark_of
from vitalgrid.foundation.files.tests.factories import camera_photo
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.outbox.models import Message
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.actions import move_case
from vitalgrid.loop.cases.forms import VerbForm
from vitalgrid.loop.cases.models import Case, Exclusion, Report, Step
from vitalgrid.loop.cases.queries.desk import desk_case
from vitalgrid.loop.cases.queries.following import follow
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop
from vitalgrid.loop.cases.workflow import transition
from vitalgrid.loop.tasks.access import access_task
from vitalgrid.loop.tasks.models import Task


def refused(kind: str) -> Any:
    return pytest.raises(Problem, match=kind)


def reporter(code: str, verb: str, secret: str, **given: Any) -> Case:
    revision = given.pop("expected_revision", None)
    return move_case(by=Actor.resident(), code=code, verb=verb, secret=secret, data=given, expected_revision=revision)


def test_a_part_that_complains_about_staff_leaves_no_trace_at_the_case_it_was_split_from(loop: Loop) -> None:
    code = loop.in_progress().code
    parts = [{"text": "演示:窗口推诿。", "category": "14"}, {"text": "演示:垃圾。", "category": "0301"}]
    loop.move(code, "split", "dispatch", parts=parts)
    apart = Case.objects.get(is_integrity=True)
    assert (apart.parent_id, apart.desk) == (None, "centre")
    assert Exclusion.objects.filter(case=apart, area=apart.township).exists()
    seen = desk_case(loop.actor("dispatch"), code)
    assert len(seen.children) == 1
    assert apart.code not in str([(step.more, step.step.data) for step in seen.steps])
    assert code not in str(Step.objects.filter(case=apart).values_list("data", flat=True))
    assert apart.code not in str(Entry.objects.filter(code=code).values_list("payload", flat=True))


def test_a_case_found_to_complain_about_staff_leaves_its_leading_case_and_its_tasks(loop: Loop) -> None:
    leading, code = loop.in_progress().code, loop.handled().code
    loop.move(code, "adopt", "dispatch", into=leading)
    loop.move(code, "ask_check", "inspection", text="演示:去看看。")
    task = Task.objects.get()
    assert access_task(loop.actor("full-1-1-1-1"), task.pk) == task
    loop.move(code, "recategorise", "intake", category="14", text="演示:说的是工作人员。")
    assert desk_case(loop.actor("dispatch"), leading).children == []
    task.refresh_from_db()
    assert (task.state, task.title, task.object_code) == ("cancelled", "", "")
    with refused("kit.not_found"):
        access_task(loop.actor("full-1-1-1-1"), task.pk)
    with refused("cases.not_yours"):
        loop.move(code, "ask_check", "discipline", text="演示:看看。")


def test_a_story_names_no_case_that_its_reader_may_not_see(loop: Loop) -> None:
    first, second = loop.accepted(), loop.accepted()
    loop.move(second.code, "join", "dispatch", into=first.code)
    assert first.code in desk_case(loop.actor("dispatch"), second.code).steps[-1].more
    loop.move(first.code, "recategorise", "intake", category="14", text="演示:说的是工作人员。")
    seen = desk_case(loop.actor("dispatch"), second.code)
    assert first.code not in seen.joined_into + "".join(step.more for step in seen.steps)


def test_a_unit_that_had_it_hears_no_more_of_a_complaint_about_staff(loop: Loop) -> None:
    code = loop.in_progress().code
    loop.move(code, "recategorise", "intake", category="14", text="演示:说的是工作人员。")
    Message.objects.all().delete()
    loop.move(code, "reassign", "discipline", unit="discipline", text="演示:归口。")
    run_reactions()
    told = {message.to for message in Message.objects.filter(channel="notice")}
    assert told <= {str(loop.city.user("discipline").pk)}


def test_nobody_gets_into_a_petition_by_joining_it(loop: Loop) -> None:
    petition = loop.report(category="12", name="演示·甲", phone="13800000000")
    ordinary = loop.report()
    with refused("kit.invalid"):
        loop.report(joins=petition.code)
    with refused("kit.invalid"):
        loop.report(loop.actor("part-1-1-1-1"), joins=petition.code)
    assert loop.report(joins=ordinary.code).code == ordinary.code
    assert loop.report(loop.actor("intake"), source="hotline", joins=petition.code).code == petition.code


def test_who_only_reported_reads_their_words_and_the_public_steps(loop: Loop) -> None:
    first = loop.report(description="演示:第一个人的话。")
    loop.move(first.code, "note", "intake", text="演示:只给同事看。")
    with clock.set_to(MONDAY + timedelta(minutes=5)):
        loop.report(loop.actor("part-1-1-1-1"), source="worker", joins=first.code, description="演示:第二个人的话。")
    seen = desk_case(loop.actor("part-1-1-1-1"), first.code)
    told = str([one.report.description for one in seen.reports] + [(s.step.text, s.step.verb) for s in seen.steps])
    assert "第二个人的话" in told
    assert "第一个人的话" not in told + seen.case.title and "只给同事看" not in told and "note" not in told
    assert seen.next_verbs == [] and seen.clocks == []
    assert "只给同事看" in str([s.step.text for s in desk_case(loop.actor("intake"), first.code).steps])


def test_a_report_without_a_name_holds_no_account_either(loop: Loop) -> None:
    worker = loop.actor("full-1-1-1-1")
    nameless = loop.report(worker, is_anonymous=True, category="14", description="演示:站长刁难。")
    named = loop.report(worker, name="演示·丁", phone="13800000001")
    assert Report.objects.get(pk=nameless.report_id).filed_by_id is None
    assert Report.objects.get(pk=named.report_id).filed_by_id == worker.user_id
    for code in (nameless.code, named.code):
        step = Step.objects.get(case__code=code)
        assert (step.by_kind, step.by_name, step.by_post, step.by_user_id) == ("resident", "", "", None)
        assert worker.name not in str(Entry.objects.filter(code=code).values())


def test_the_link_proves_the_reporter_and_tells_no_account(loop: Loop) -> None:
    receipt = loop.report()
    move_case(
        by=loop.actor("water"), code=receipt.code, verb="add", secret=receipt.secret, data={"text": "演示:补充。"}
    )
    step = Step.objects.filter(case__code=receipt.code).last()
    assert step is not None and (step.by_kind, step.by_user_id, step.by_post) == ("resident", None, "")


def test_a_reporter_is_told_no_name_of_staff_by_a_conflict(loop: Loop, client: Client) -> None:
    receipt = loop.accepted()
    answer = client.post(
        f"/api/v1/track/{receipt.code}/add",
        {"text": "演示:补充。", "expected_revision": 1},
        content_type="application/json",
        headers={"X-Track-Secret": receipt.secret},
    )
    assert answer.status_code == 409
    assert loop.city.user("intake").display_name not in answer.content.decode()


def test_a_handling_unit_cannot_try_out_telephone_numbers(loop: Loop) -> None:
    receipt = loop.assigned(phone="13812345678", name="演示·甲某")
    wanted = CaseFilter(view="all", q="13812345678")
    assert [row.code for row in list_cases(loop.actor("intake"), wanted).rows] == [receipt.code]
    assert visible_to(loop.actor("water")).filter(code=receipt.code).exists()
    assert list_cases(loop.actor("water"), wanted).rows == []


def test_an_emergency_found_at_the_desk_is_told_to_everybody_too(loop: Loop) -> None:
    late, later = loop.report().code, loop.accepted().code
    loop.move(late, "accept", "intake", category="13")
    loop.move(later, "recategorise", "intake", category="13", text="演示:渠堤决口。")
    run_reactions()
    for code in (late, later):
        assert Message.objects.filter(code=code, channel="notice", subject__contains="110").count() > 3, code


def test_no_figure_of_an_area_or_a_unit_tells_of_a_complaint_about_staff(loop: Loop, client: Client) -> None:
    loop.report()
    loop.report(category="14", description="演示:窗口推诿。")

    def told(who: str, **given: str) -> int:
        loop.sign_in(client, who)
        return int(client.get("/api/v1/figures/reports_received", given).json()["value"])

    for who in ("head-1", "leader", "water"):
        assert (told(who), told(who, area="1"), told(who, area="1-1-1-1")) == (2, 1, 1), who
    assert told("discipline", area="1") == 2
    loop.sign_in(client, "head-1")
    page = client.get("/console/figures/", {"area": "1"}).content.decode()
    loop.sign_in(client, "discipline")
    assert page != client.get("/console/figures/", {"area": "1"}).content.decode()


def test_pictures_that_one_reporter_adds_are_not_shown_to_another(loop: Loop) -> None:
    first = loop.report()
    second = loop.report(joins=first.code)
    picture = store_photo(by=Actor.resident(), data=camera_photo(), name="a.jpg").sha256
    reporter(first.code, "add", first.secret, text="演示:补一张。", photos=[mark_of(picture)])
    shown = [[photo.blob_id for step in follow(first.code, secret).steps for photo in step.photos]
             for secret in (first.secret, second.secret)]  # fmt: skip
    assert shown == [[picture], []]


def test_words_that_a_reporter_adds_are_read_again_by_that_reporter_alone(loop: Loop) -> None:
    first = loop.report()
    second = loop.report(joins=first.code)
    reporter(first.code, "add", first.secret, text="演示:夜里看不见。")
    said = [[step.said for step in follow(first.code, secret).steps if step.said]
            for secret in (first.secret, second.secret)]  # fmt: skip
    assert said == [["演示:夜里看不见。"], []]


def test_a_new_complaint_about_staff_waits_on_the_desk_of_discipline_and_on_no_other(loop: Loop) -> None:
    code = loop.report(category="14").code
    desks = ("discipline", "intake", "room-1")
    waiting = {who: list_cases(loop.actor(who), CaseFilter(view="desk")).rows for who in desks}
    assert [row.code for row in waiting["discipline"]] == [code]
    assert not waiting["intake"]
    assert not waiting["room-1"]


def test_who_is_complained_about_is_given_by_name(loop: Loop) -> None:
    receipt = loop.report(category="14", description="演示:窗口推诿。")
    loop.move(receipt.code, "accept", "discipline", category="14")
    case, person = Case.objects.get(code=receipt.code), loop.city.user("water")
    row = transition("exclude")
    for told in (person.username, person.display_name):
        form = VerbForm({"user": told}, row=row, case=case)
        assert form.is_valid(), form.errors
        assert form.answers() == {"user": person.pk}
    wrong = VerbForm({"user": str(person.pk)}, row=row, case=case)
    assert not wrong.is_valid()
    assert "user" in wrong.errors
