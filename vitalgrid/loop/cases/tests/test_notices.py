"""Who is told what: the unit, the desk, everybody in an emergency, the reporter; never the one who did it."""

from django.core import mail

from vitalgrid.foundation.changes.jobs import run_reactions
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.outbox.jobs import send
from vitalgrid.foundation.outbox.models import Notice
from vitalgrid.loop.cases.rules import UNDO_WINDOW
from vitalgrid.loop.cases.tests.factories import Loop


def told(loop: Loop) -> set[str]:
    """Who has a notice: the names of their posts."""
    with clock.set_to(clock.now() + UNDO_WINDOW):  # what can be taken back is told when it no longer can
        run_reactions()
        send()
    users = set(Notice.objects.values_list("user_id", flat=True))
    return {name for name, post in loop.city.posts.items() if post.user_id in users}


def test_the_unit_hears_of_its_case_and_the_reporter_by_mail(loop: Loop) -> None:
    loop.assigned(email="nobody@example.org", name="演示·甲")
    assert told(loop) == {"water"}
    assert [message.to for message in mail.outbox] == [["nobody@example.org"]] * 2
    assert told(loop) == {"water"} and len(mail.outbox) == 2


def test_a_return_is_told_to_the_desk(loop: Loop) -> None:
    code = loop.assigned().code
    told(loop)
    Notice.objects.all().delete()
    loop.move(code, "return", "water", ground="not_our_duty", unit="hygiene", text="演示:不归我们。")
    assert told(loop) == {"dispatch"}


def test_an_emergency_is_told_to_everybody_concerned(loop: Loop) -> None:
    loop.report(category="13", description="演示:渠堤决口。", at="1-1-1-1")
    heard = told(loop)
    assert {"intake", "dispatch", "room-1", "head-1", "head-1-1", "head-1-1-1", "full-1-1-1-1", "water"} <= heard
    assert not heard & {"room-2", "head-2", "full-2-1-1-1", "discipline"}
    alarms = list(Notice.objects.filter(code__gt="", kind__in=["case.opened", "case.accepted"]).values_list("user_id"))
    assert alarms and len(alarms) == len(set(alarms)), "nobody is told the same alarm twice"


def test_whoever_is_complained_about_hears_nothing(loop: Loop) -> None:
    code = loop.report(category="14", description="演示:窗口推诿。").code
    loop.move(code, "accept", "discipline", category="14")
    loop.move(code, "assign", "discipline", unit="discipline")
    loop.move(code, "exclude", "discipline", user=loop.city.user("discipline").pk)
    assert told(loop) == set()
