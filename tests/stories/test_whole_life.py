"""The same life of a matter on two cities that share nothing: Yumen (five levels, Chinese, petitions) and a small town
(three levels, English, another time zone with summer time, another working week, no petitions).

Nothing here names a category, a unit or a person: whatever a pack brings must carry the loop.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vitalgrid.city.grids.actors import actor_for_user
from vitalgrid.city.grids.models import Post
from vitalgrid.city.grids.queries import net
from vitalgrid.config.indicators import INDICATORS
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.actions import NewReport, Receipt, move_case, receive_report
from vitalgrid.loop.cases.models import Case, Category, Step
from vitalgrid.loop.cases.queries.desk import desk_case
from vitalgrid.loop.cases.queries.following import follow
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.tasks.access import for_me
from vitalgrid.loop.tasks.actions import finish_task
from vitalgrid.packs.actions import load_pack
from vitalgrid.packs.registry import PARTS

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 9, 2, 2, 0, tzinfo=UTC)


class Life:
    """A city with its people, found by what they may do."""

    def __init__(self) -> None:
        self.category = Category.objects.filter(procedure="ordinary", parent__isnull=False, lead_unit__isnull=False)[0]
        held = set(Post.objects.held_on(net().today()).filter(role="full_timer").values_list("area", flat=True))
        self.patch = next(area for area in net().areas.all_on(net().today()) if area.id in held)

    def who(self, role: str, **where: object) -> Actor:
        """Somebody who holds the role today."""
        posts = Post.objects.held_on(net().today()).filter(role=role, **where).select_related("user")
        return actor_for_user(posts.order_by("started_on", "id")[0].user, is_second_factor_met=True)

    def report(self, by: Actor | None = None, **given: object) -> Receipt:
        """A report in the first patch."""
        words = {"description": "The gate lamp is dark. 门口的灯不亮。", "source": "resident", "area": self.patch.code}
        return receive_report(by=by or Actor.resident(), report=NewReport(**{**words, **given}))

    def unit_worker(self, code: str) -> Actor:
        """Somebody in the lead unit of the case."""
        return self.who("unit_worker", unit=Case.objects.get(code=code).lead_unit_id)


@pytest.fixture(params=["packs/yumen", "tests/packs/smalltown"])
def life(db: None, request: pytest.FixtureRequest) -> Iterator[Life]:
    """The city of a pack, in the first hours of a Wednesday (UTC)."""
    with clock.set_to(NOW):
        load_pack(by=Actor.system("test"), folder=ROOT / request.param, parts=PARTS)
        yield Life()


def move(by: Actor, code: str, verb: str, **data: object) -> Case:
    return move_case(by=by, code=code, verb=verb, data=data)


def test_a_matter_goes_through_every_hand(life: Life) -> None:
    receipt = life.report(category=life.category.code, phone="+1 202 555 0100", name="演示·甲")
    code = receipt.code
    intake, dispatch, inspection = (life.who(f"centre_{duty}") for duty in ("intake", "dispatch", "inspection"))
    move(intake, code, "accept", category=life.category.code)
    move(dispatch, code, "assign", unit=life.category.lead_unit.code)
    unit = life.unit_worker(code)
    assert code in [row.code for row in list_cases(unit, CaseFilter(view="inbox")).rows]
    move(unit, code, "take")
    with clock.set_to(NOW + timedelta(hours=1)):
        move(unit, code, "progress", answer="On the way. 在路上。")
        move(unit, code, "handle", outcome="done", answer="The lamp burns again. 灯亮了。")
        move(inspection, code, "ask_check", text="Please look. 请看看。")
        worker = life.who("full_timer", area=life.patch.id)
        task = for_me(worker).get()
        finish_task(by=worker, task_id=task.pk, result="in_order", text="It burns. 亮着。")
        case = move(inspection, code, "close", outcome="done", answer="Done, thank you. 办好了,谢谢。")
    assert (case.state, case.outcome) == ("closed", "done")
    seen = follow(code, receipt.secret)
    assert seen.may_rate and seen.answer
    rating = {"solved": True, "satisfied": "yes"}
    move_case(by=Actor.resident(), code=code, verb="rate", secret=receipt.secret, data=rating)
    verbs = list(Step.objects.filter(case=case).order_by("number").values_list("verb", flat=True))
    assert verbs == ["receive", "accept", "assign", "take", "progress", "handle", "ask_check", "pass", "close", "rate"]
    assert Entry.objects.filter(object_id=str(case.pk)).count() == len(verbs)


def test_the_township_assigns_to_its_own_and_sends_the_rest_up(life: Life) -> None:
    worker = life.who("full_timer", area=life.patch.id)
    code = life.report(worker, source="worker").code
    case = Case.objects.get(code=code)
    assert (case.desk, case.township) == ("township", life.patch.township)
    rooms = Post.objects.filter(role="information_room").select_related("user")
    actors = [actor_for_user(post.user, is_second_factor_met=True) for post in rooms]
    room = next(a for a in actors if any(case.township in g.area_ids for g in a.grants))
    move(room, code, "accept", category=life.category.code)
    with pytest.raises(Exception, match="cases.not_station"):
        move(room, code, "assign", unit=life.category.lead_unit.code)
    move(room, code, "send_up", text="A matter of the city. 市里的事。")
    assert move(life.who("centre_dispatch"), code, "assign", unit=life.category.lead_unit.code).state == "assigned"


def test_every_procedure_of_the_pack_can_be_reported_and_has_its_promise(life: Life) -> None:
    for category in Category.objects.filter(parent__isnull=True).order_by("procedure", "code"):
        receipt = life.report(category=category.code, phone="+1 202 555 0100", name="演示·甲")
        assert receipt.expected_at is not None and receipt.expected_at > NOW, category.code
        case = Case.objects.get(code=receipt.code)
        handler = life.who("discipline") if case.is_integrity else life.who("centre_intake")
        assert desk_case(handler, receipt.code).case == case


def test_figures_exist_for_every_city(life: Life) -> None:
    assert {"reports_received", "on_time_rate", "satisfied_rate"} <= set(INDICATORS)
