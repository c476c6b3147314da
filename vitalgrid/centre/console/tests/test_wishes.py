"""Each is told by the channels that they chose, not at night, and once a day in short; never with anybody's words."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from vitalgrid.centre.console.jobs import send_digests
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.changes.jobs import run_reactions
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.outbox.actions import save_wishes
from vitalgrid.foundation.outbox.groups import groups
from vitalgrid.foundation.outbox.jobs import send
from vitalgrid.foundation.outbox.models import Message, Notice, Wish
from vitalgrid.loop.cases.rules import UNDO_WINDOW
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop

MAIL = "water@example.org"
WORDS = "演示:王家的门口有三袋垃圾。"


def told(after: timedelta = UNDO_WINDOW) -> None:
    with clock.set_to(clock.now() + after):
        run_reactions()
        send()


def wish(loop: Loop, who: str, **given: Any) -> User:
    user = loop.city.user(who)
    user.email = MAIL
    user.save(update_fields=["email"])
    save_wishes(by=loop.actor(who), **{"channels": {}, **given})
    return user


def test_a_case_comes_by_mail_to_who_wants_it_so(loop: Loop, settings: Any) -> None:
    settings.SITE_ADDRESS = "https://grid.example.org"
    wish(loop, "water", channels={"assigned": ["email"]})
    code = loop.assigned(description=WORDS, name="演示·王某", phone="13900001234").code
    told()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([MAIL], "有一件交给您单位")
    assert code in letter.body and "2026-" in letter.body
    assert f"https://grid.example.org/console/cases/{code}/" in letter.body
    assert not [word for word in ("垃圾", "王某", "13900001234") if word in letter.body + letter.subject]
    assert Notice.objects.filter(user_id=loop.city.user("water").pk).count() == 1
    told()
    assert len(mail.outbox) == 1


def test_each_reads_it_in_their_language(loop: Loop) -> None:
    user = wish(loop, "water", channels={"assigned": ["email"]})
    User.objects.filter(pk=user.pk).update(language="en")
    loop.assigned()
    told()
    assert mail.outbox[0].subject == "A case for your unit" and "State: " in mail.outbox[0].body


def test_a_group_that_was_not_chosen_stays_in_the_console(loop: Loop) -> None:
    wish(loop, "water", channels={"pressed": ["email"]})
    code = loop.assigned().code
    told()
    assert mail.outbox == [] and Notice.objects.count() == 1
    loop.move(code, "press", "inspection", text="演示:请抓紧。")
    told()
    assert len(mail.outbox) == 1


def test_what_comes_at_night_leaves_in_the_morning(loop: Loop) -> None:
    wish(loop, "water", channels={"assigned": ["email"]}, quiet_from=time(9), quiet_until=time(11, 30))
    loop.assigned()
    told()
    assert mail.outbox == [] and Notice.objects.count() == 1
    told(timedelta(hours=2))
    assert len(mail.outbox) == 1


def test_an_emergency_does_not_wait(loop: Loop) -> None:
    wish(loop, "water", channels={"emergency": ["email"]}, quiet_from=time(9), quiet_until=time(11, 30))
    loop.report(category="13", description="演示:渠堤决口。", at="1-1-1-1")
    told()
    assert {tuple(letter.to) for letter in mail.outbox} == {(MAIL,)}


def test_a_channel_without_an_address_is_passed_over(loop: Loop) -> None:
    user = wish(loop, "water", channels={"assigned": ["email"]})
    User.objects.filter(pk=user.pk).update(email="")
    loop.assigned()
    told()
    assert not Message.objects.filter(channel="email").exists()


# --- the digest


def test_one_digest_a_day_with_what_is_due_and_what_came(loop: Loop) -> None:
    wish(loop, "water", digest="email", digest_at=time(9, 30))
    code = loop.assigned(description=WORDS).code
    told()
    overdue = MONDAY + timedelta(days=9)
    assert loop.assigned(unit="hygiene", category="0301").code
    with clock.set_to(overdue):
        assert send_digests() == 1
        assert send_digests() == 0
        send()
    (letter,) = mail.outbox
    assert letter.to == [MAIL] and letter.subject.startswith("今日")
    assert code in letter.body and "垃圾" not in letter.body
    assert Wish.objects.get().digest_on == date(2026, 3, 11)


def test_a_day_without_anything_has_no_digest(loop: Loop) -> None:
    wish(loop, "water", digest="email", digest_at=time(9, 30))
    assert send_digests() == 0
    assert not Message.objects.exists() and Wish.objects.get().digest_on == MONDAY.date()


def test_a_digest_waits_for_its_hour_and_holds_ones_own_matters_alone(loop: Loop) -> None:
    wish(loop, "water", digest="notice", digest_at=time(10, 30))
    theirs = loop.assigned(unit="hygiene", category="0301").code
    mine = loop.assigned().code
    told()
    assert send_digests() == 0
    with clock.set_to(MONDAY + timedelta(days=9, hours=1)):
        assert send_digests() == 1
        send()
    notice = Notice.objects.get(kind="digest.daily")
    assert notice.user_id == loop.city.user("water").pk
    assert mine in notice.body and theirs not in notice.body


def test_who_left_hears_nothing(loop: Loop) -> None:
    user = wish(loop, "water", digest="email", digest_at=time(9), channels={"assigned": ["email"]})
    User.objects.filter(pk=user.pk).update(is_active=False, disabled_at=clock.now())
    loop.assigned()
    told()
    with clock.set_to(MONDAY + timedelta(days=9)):
        assert send_digests() == 0
    assert mail.outbox == []


# --- the page


def test_the_page_keeps_what_was_chosen(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "water")
    assert client.get("/console/notices/settings/").status_code == 200
    given = {
        "email": MAIL, "overdue": ["email"], "quiet_from": "21:00", "quiet_until": "07:00", "digest": "email",
        "digest_at": "08:15",
    }  # fmt: skip
    assert client.post("/console/notices/settings/", given).status_code == 302
    kept = Wish.objects.get()
    assert (kept.user_id, kept.channels, kept.digest_at) == (
        loop.city.user("water").pk,
        {"overdue": ["email"]},
        time(8, 15),
    )
    assert loop.city.user("water").__class__.objects.get(pk=kept.user_id).email == MAIL
    page = client.get("/console/notices/settings/").content.decode()
    assert MAIL in page and "21:00" in page
    assert client.get("/api/v1/notices/settings").json()["channels"] == {"overdue": ["email"]}
    assert Client().get("/console/notices/settings/").status_code == 302


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quiet_until": ""}, "quiet_until"),
        ({"email": "not an address"}, "email"),
        ({"email": "", "overdue": ["email"]}, "email"),
        ({"email": "", "digest": "email"}, "email"),
        ({"overdue": ["pigeon"]}, "overdue"),
        ({"digest": "pigeon"}, "digest"),
        ({"digest_at": ""}, "digest_at"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(loop: Loop, client: Client, change: dict[str, Any], field: str) -> None:
    loop.sign_in(client, "water")
    given = {"email": MAIL, "quiet_from": "21:00", "quiet_until": "07:00", "digest_at": "08:15"}
    answer = client.post("/console/notices/settings/", given | change)
    assert answer.status_code == 422 and answer.context["form"].errors[field]
    assert not Wish.objects.exists()


def test_every_notice_belongs_to_one_group(loop: Loop) -> None:
    """A kind in two groups would be told twice."""
    kinds = [kind for group in groups().values() for kind in group.kinds]
    assert len(kinds) == len(set(kinds))
