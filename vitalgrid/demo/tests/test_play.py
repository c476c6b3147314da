"""A short play of the real demonstration city: every verb of the loop happens, nothing stumbles, and it repeats."""

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.db import transaction

from vitalgrid.demo import instance
from vitalgrid.demo.instance import Wish
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.files import queries as files
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock, ids
from vitalgrid.loop.cases.models import Answer, Case, Pause, Report, Step
from vitalgrid.loop.cases.workflow import TRANSITIONS
from vitalgrid.packs.actions import load_pack
from vitalgrid.packs.registry import PARTS

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 10, 30)


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.FILES = tmp_path / "files"
    return tmp_path


def play_city(days: int, count: int, seed: int = 7):
    zone = instance.city_zone()
    first = datetime(UNTIL.year, UNTIL.month, UNTIL.day, 9, tzinfo=zone) - timedelta(days=days)
    with clock.set_to(first), ids.dice(Random(f"city {seed}")):
        load_pack(by=Actor.system("pack"), folder=instance.pack_folder(), parts=PARTS)
        instance.make_sign_ins()
        senders = instance.make_senders()
    plan = instance.plan_of(Wish(days, UNTIL, seed), first, count=count)
    return instance.play(plan, seed=seed, keys=senders, chores_every=timedelta(hours=6))


def test_every_verb_of_the_loop_happens_and_nothing_stumbles(folder):
    played = play_city(40, 130)
    assert played.stumbles == []
    done = set(Step.objects.values_list("verb", flat=True))
    # Nobody moves a holiday in the played months; `calendar` and `cases` test what follows when somebody does.
    assert {row.verb for row in TRANSITIONS} - done == {"follow_calendar"}
    assert Report.objects.count() == 130
    sources = set(Report.objects.values_list("source", flat=True))
    assert {"resident", "worker", "hotline"} <= sources
    assert set(Case.objects.values_list("class_code", flat=True)) >= {"12", "13", "14"}
    outcomes = set(Case.objects.filter(state="closed").values_list("outcome", flat=True))
    assert outcomes == {"done", "explained", "not_accepted"}
    published = list(Step.objects.filter(verb="publish").values_list("answer", flat=True))
    assert len(set(published)) > len(published) / 2  # the public page tells what was done, each time in its own words
    assert Pause.objects.filter(ended_at__isnull=False).exists()
    assert Answer.objects.filter(is_valid=True).exists()
    at = [step.at for step in Step.objects.order_by("case", "number")]
    assert max(at) < datetime(2026, 10, 31, tzinfo=instance.city_zone())
    assert Entry.objects.filter(event="case.closed").count() == Step.objects.filter(verb="close").count()
    assert not list(files.mismatches(is_deep=True))
    assert not list(files.stray_files())


def fingerprint() -> list[tuple]:
    cases = Case.objects.order_by("code").values_list(
        "code", "title", "state", "outcome", "opened_at", "closed_at", "due_at", "lead_unit__code", "report_count"
    )
    steps = Step.objects.order_by("case__code", "number").values_list("case__code", "verb", "at", "text", "answer")
    return [*cases, *steps, *Report.objects.order_by("case__code", "received_at").values_list("description", "source")]


def test_the_same_seed_plays_the_same_city(folder, django_db_blocker):
    prints = []
    for _ in range(2):
        try:
            with transaction.atomic():
                play_city(4, 30)
                prints.append(fingerprint())
                raise _UndoneError
        except _UndoneError:
            pass
    assert len(prints[0]) > 100
    assert prints[0] == prints[1]


class _UndoneError(Exception):
    """Ends the transaction of a play."""


def test_sign_ins_open_with_the_password_shown_and_cover_every_role(folder):
    with clock.set_to(datetime(2026, 9, 1, tzinfo=instance.city_zone())):
        load_pack(by=Actor.system("pack"), folder=instance.pack_folder(), parts=PARTS)
        rows = instance.make_sign_ins()
        senders = instance.make_senders()
    users = {u.username: u for u in instance.User.objects.all()}
    assert all(users[row["username"]].check_password(row["password"]) for row in rows)
    roles = Counter(
        post.role for post in instance.Post.objects.filter(user__username__in=[row["username"] for row in rows])
    )
    assert set(roles) >= {
        "centre_intake", "centre_dispatch", "centre_inspection", "centre_assessment", "information_room",
        "grid_head_1", "grid_head_2", "grid_head_3", "full_timer", "part_timer", "unit_worker", "petition_officer",
        "discipline", "hotline_clerk", "leader", "auditor", "privacy_officer", "administrator", "resident",
    }  # fmt: skip
    assert sum(u.has_usable_password() for u in users.values()) == len(rows)
    assert senders["tip_off"].can("report.file")
    assert senders["resident"].can("report.file")


def test_a_real_city_is_never_played_over(folder):
    with clock.set_to(datetime(2026, 9, 1, tzinfo=instance.city_zone())):
        instance.refuse_real_city()
        load_pack(by=Actor.system("pack"), folder=instance.pack_folder(), parts=PARTS)
        with pytest.raises(instance.Problem) as caught:
            instance.refuse_real_city()
    assert caught.value.kind.code == "demo.not_empty"


def test_what_is_here_is_shown_and_nothing_else(folder):
    assert instance.what_is_here() is None
    wish = Wish(5, UNTIL, 7)
    instance._write_marker(instance.PLAYED, wish, [{"username": "intake1"}])
    here = instance.what_is_here()
    assert here["sign_ins"] == [{"username": "intake1"}]
    instance.check_same(here, days=None, until=None, seed=None)
    instance.check_same(here, days=5, until=UNTIL, seed=7)
    for other in ({"days": 6}, {"until": date(2026, 10, 1)}, {"seed": 8}):
        with pytest.raises(instance.Problem):
            instance.check_same(here, **{"days": None, "until": None, "seed": None, **other})
