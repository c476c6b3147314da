"""What happens beside the state: pressing, notes, publication, follow-up, reopening."""

from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases import problems as p
from vitalgrid.loop.cases.actions.clocking import follow_calendar, limits_of, start_resolve
from vitalgrid.loop.cases.actions.effects.showing import hide_from_everybody, show_to_everybody
from vitalgrid.loop.cases.actions.moving import Move, effect
from vitalgrid.loop.cases.models import Answer


@effect("press")
def press(move: Move) -> None:
    """A press order (督办) to whoever has it; counted, never a state."""
    move.set(press_count=move.case.press_count + 1)


@effect("follow_calendar")
def follow_the_calendar(move: Move) -> None:
    """A holiday was set or lifted: the clocks follow, and the reporter reads that and why the promise moved."""
    was = move.case.due_at
    follow_calendar(move.case)
    move.changed |= {"due_at", "next_due_at"}
    due = move.case.due_at
    move.data = {"was": was.isoformat() if was else None, "due": due.isoformat() if due else None}


@effect("note")
def note(move: Move) -> None:
    """Words for colleagues."""


@effect("publish")
def publish(move: Move) -> None:
    """The result in public words. A complaint about staff is never published by this door."""
    if move.case.is_integrity:
        raise Problem(p.NOT_YOURS)
    show_to_everybody(move)
    move.set(published_at=move.at, public_text=move.answer)


@effect("unpublish")
def unpublish(move: Move) -> None:
    """Taken down at once, and its photos with it."""
    if move.case.published_at is None:
        raise Problem(p.NO_CHANGE)
    hide_from_everybody(move.case)
    move.set(published_at=None, public_text="")


@effect("follow_up")
def follow_up(move: Move) -> None:
    """What the reporter said on the telephone or at the door; not reached is a fact too, and no satisfaction."""
    given = move.given
    answer = record_answer(
        move, given["channel"], is_reached=bool(given["reached"]), solved=given["solved"], satisfied=given["satisfied"]
    )
    if answer.is_reached:
        move.set(followed_up_at=move.at)


def record_answer(move: Move, channel: str, *, is_reached: bool, solved: bool | None, satisfied: str) -> Answer:
    """Write one asking down. Valid when the reporter was reached and said something about it."""
    is_valid = is_reached and (solved is not None or satisfied != "")
    answer = Answer(
        case=move.case,
        report=move.report,
        at=move.at,
        channel=channel,
        is_reached=is_reached,
        is_solved=solved if is_reached else None,
        satisfied=satisfied if is_reached else "",
        is_valid=is_valid,
        text=move.text,
    )
    Answer.objects.bulk_create([answer])
    return answer


@effect("reopen")
def reopen(move: Move) -> None:
    """Not over after all: back to the desk, with a new final clock of the same limit."""
    open_again(move)


def open_again(move: Move) -> None:
    """The common part of reopening by staff and by the reporter."""
    case = move.case
    hide_from_everybody(case)
    move.set(
        reopen_count=case.reopen_count + 1,
        closed_at=None,
        outcome="",
        handled_at=None,
        verified_at=None,
        published_at=None,
        public_text="",
        follow_up_due_at=None,
        is_extension_asked=False,
    )
    _contact, resolve = limits_of(case)
    if resolve:
        start_resolve(case, move.at, resolve)
        move.changed.add("due_at")
