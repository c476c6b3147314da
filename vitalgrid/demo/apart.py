"""Matters with rules of their own: petitions, emergencies, complaints about staff, what another system kept."""

from datetime import timedelta
from typing import Any

from vitalgrid.city.grids.queries import net
from vitalgrid.demo import grammar
from vitalgrid.demo.endings import handle, say_how_it_was
from vitalgrid.demo.life import Life, Story
from vitalgrid.loop.cases.actions.importing import import_reports
from vitalgrid.loop.cases.importing_rows import ImportedReport
from vitalgrid.loop.cases.workflow import State


def petition(life: Life) -> Story:
    """信访: accepted within 15 days, decided within 60, and reviewed if the petitioner asks for it."""
    yield life.office(700)
    life.do(
        life.centre("centre_intake"), "accept", category=life.told.category, text=life.words("triage"), **_place(life)
    )
    yield life.office(60)
    unit = life.right_unit()
    life.do(life.centre("centre_dispatch"), "assign", unit=unit.code, text=life.words("assign"))
    yield life.office(120)
    officer = life.executor(unit)
    life.do(officer, "take", text=life.words("take"))
    yield life.office(300)
    life.do(officer, "contact", text=life.words("contact"))
    yield life.share_of_time(0.15 * life.fate.pace)
    life.do(officer, "progress", answer=grammar.progress(life.dice, life.told.category, life.scene))
    if life.fate.pause:
        until = (life.now + timedelta(days=life.dice.randint(4, 9))).isoformat()
        cause = life.fate.pause
        life.do(officer, "pause", cause=cause, until=until, answer=life.words("pause", of=cause))
        yield life.now + timedelta(days=3)
        if life.is_in(State.PAUSED):
            life.do(officer, "resume", text=life.words("resume", of=life.fate.pause))
    elif life.fate.pace > 0.8:
        yield life.share_of_time(0.45)
        text = life.words("extension", of="petition_30")
        life.do(officer, "ask_extension", limit="30 d", reason="petition_30", text=text)
        yield life.office(300)
        life.do(life.centre("centre_dispatch"), "decide_extension", decision="grant", answer=life.words("grant"))
    yield life.share_of_time(0.7 * life.fate.pace)
    handle(life, unit)
    yield from _verified_by_centre(life)
    yield from _reviews(life)
    yield from say_how_it_was(life)


def _place(life: Life) -> dict[str, Any]:
    return {} if life.row.area_id else {"area": life.told.place.code}


def _verified_by_centre(life: Life, minutes: float = 240) -> Story:
    yield life.office(minutes)
    life.do(life.centre("centre_inspection"), "pass", text=life.words("pass"))
    yield life.office(minutes / 3)
    life.do(life.centre("centre_inspection"), "close", outcome=life.row.outcome, answer=life.result)


def _reviews(life: Life) -> Story:
    """复查 and, if the petitioner is still not content, 复核."""
    if "review" not in life.marks:
        return
    for level in (1, 2):
        yield life.awake(60 * 24 * 3)
        if not life.is_in(State.CLOSED):
            return
        life.reporter_does("request_review", text=life.words("review_request"))
        yield life.office(60 * 8 * 6)
        decision = "changed" if life.chance(0.3) else "upheld"
        life.do(
            life.centre("centre_dispatch"),
            "decide_review",
            decision=decision,
            answer=life.words(f"review_{decision}"),
        )
        if level == 1 and (decision == "changed" or life.chance(0.5)):
            return


def emergency(life: Life) -> Story:
    """Accepted and assigned the moment it was told; people are on their way, the record follows."""
    life.look()
    unit = net().unit(life.row.lead_unit_id)
    assert unit is not None
    yield life.office(15)
    by = life.executor(unit)
    life.do(by, "take", text=life.words("take"))
    yield life.office(36)
    life.do(by, "progress", answer=grammar.progress(life.dice, life.told.category, life.scene))
    if life.told.source == "worker" and life.secret:
        yield life.office(24)
        life.reporter_does("add", text=life.words("emergency_record"))
    yield life.share_of_time(0.75 * life.fate.pace)
    handle(life, unit)
    yield from _verified_by_centre(life, 20)
    if "publish" in life.marks:
        yield life.awake(400)
        life.do(life.centre("centre_inspection"), "publish", answer=life.words("publish"))
    yield from say_how_it_was(life)


def integrity(life: Life) -> Story:
    """Complaints about staff: discipline alone, outside the chain complained about; one handles, another looks."""
    cast = life.stage.cast
    first, second = _two_of_discipline(life)
    yield life.office(90)
    life.do(first, "accept", category=life.told.category, text=life.words("triage"), **_place(life))
    known = net()
    stations = [u for u in known.units.all_on(known.today()) if u.kind == "station" and u.township == life.row.township]
    accused = life.dice.choice(stations) if stations else known.unit_by_code("housing")
    if accused is not None:
        life.do(first, "exclude", unit=accused.code)
    yield life.office(60)
    unit = known.unit(life.category.lead_unit_id)
    assert unit is not None and cast.unit_worker(life.dice, unit.id) is not None
    life.do(first, "assign", unit=unit.code, text=life.words("assign"))
    yield life.office(45)
    life.do(first, "take", text=life.words("take"))
    yield life.office(200)
    life.do(first, "progress", answer=grammar.progress(life.dice, life.told.category, life.scene))
    yield life.share_of_time(0.7 * life.fate.pace)
    is_done = "explained" not in life.marks
    answer = grammar.result(life.dice, life.told.category, life.scene, is_done=is_done)
    life.do(first, "handle", outcome="done" if is_done else "explained", answer=answer)
    yield life.office(120)
    life.do(second, "pass", text=life.words("pass"))
    yield life.office(40)
    life.do(second, "close", outcome=life.row.outcome, answer=answer)
    yield from say_how_it_was(life)


def _two_of_discipline(life: Life) -> tuple[Any, Any]:
    first = life.centre("discipline")
    while True:
        second = life.centre("discipline")
        if second.user_id != first.user_id:
            return first, second


def imported(life: Life) -> Story:
    """Kept by another system before: comes in as a file's row, with the moment at which it was received there."""
    life.find_spot()
    received = life.now - timedelta(hours=life.dice.randint(2, 30))
    row = ImportedReport(
        external_source="演示旧台账",
        external_id=f"JTZ-{life.told.number:05d}",
        description=life.description(),
        received_at=received,
        category=life.told.category,
        area=life.told.place.code,
        address=life.spot,
        state="received",
        **{key: value for key, value in life.person().items() if key != "is_anonymous"},
    )
    life.code = import_reports(by=life.centre("centre_intake"), rows=[row])[0].code
    life.stage.done["import"] += 1
    life.look()
    yield life.now
