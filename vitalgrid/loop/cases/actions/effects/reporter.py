"""What the reporter may do, proved by the word in their link: add, withdraw, rate, reopen, ask for a review."""

from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases import problems as p
from vitalgrid.loop.cases.actions.clocking import start_resolve
from vitalgrid.loop.cases.actions.effects.beside import open_again, record_answer
from vitalgrid.loop.cases.actions.moving import Move, effect
from vitalgrid.loop.cases.models import Answer, Attachment, Report
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.rules import REOPEN_WINDOW_DAYS, REVIEW_WINDOW, REVIEWS, may_reopen
from vitalgrid.loop.cases.workflow import State


@effect("add")
def add(move: Move) -> None:
    """More words or photos; the report itself stays as it was told."""
    move.photo_kind = Attachment.Kind.BEFORE
    if move.report and move.report.is_record_to_follow:
        Report.objects.filter(pk=move.report.pk).update(is_record_to_follow=False)


@effect("withdraw")
def withdraw(move: Move) -> None:
    """Only the complainant withdraws. When others reported the same matter, the case goes on without this report."""
    report = move.report
    if report is None:
        raise Problem(p.BAD_LINK)
    Report.objects.filter(pk=report.pk).update(withdrawn_at=move.at)
    left = Report.objects.filter(case=move.case, withdrawn_at=None).count()
    move.set(report_count=left)
    if left:
        move.to_state = State(move.case.state)
    else:
        move.set(closed_at=None, outcome="")  # what was handled and then taken back has no outcome


@effect("rate")
def rate(move: Move) -> None:
    """Solved? Satisfied? Counted on the day it is said."""
    given = move.given
    if given["solved"] is None and not given["satisfied"]:
        raise Problem(p.EXPLAIN_FIRST, field="solved")
    if not _complete_answer(move):
        record_answer(move, "link", is_reached=True, solved=given["solved"], satisfied=given["satisfied"])
    move.set(followed_up_at=move.at)


def _complete_answer(move: Move) -> bool:
    """The second question of the same asking: it fills what the first tap left open, and is no second answer."""
    solved, satisfied = move.given["solved"], move.given["satisfied"]
    since = Answer.objects.filter(case=move.case, report=move.report, channel="link", at__gte=move.case.closed_at)
    first = since.order_by("-at").first()
    if first is None or (solved is not None and first.is_solved is not None) or (satisfied and first.satisfied):
        return False
    first.is_solved = first.is_solved if solved is None else solved
    first.satisfied = first.satisfied or satisfied
    first.text = "\n".join(filter(None, (first.text, move.text)))
    first.save(update_fields=["is_solved", "satisfied", "text"])
    return True


@effect("contest")
def contest(move: Move) -> None:
    """Not solved: handled again, within seven days by one tap."""
    if move.case.closed_at is None or not may_reopen(move.case.closed_at, move.at):
        raise Problem(p.TOO_LATE_TO_REOPEN, days=REOPEN_WINDOW_DAYS)
    record_answer(move, "link", is_reached=True, solved=False, satisfied="")
    move.photo_kind = Attachment.Kind.BEFORE
    open_again(move)


@effect("request_review")
def request_review(move: Move) -> None:
    """A petition may be reviewed twice (复查, 复核), each asked for within 30 days of the opinion before."""
    case = move.case
    if case.review_level >= REVIEWS:
        raise Problem(p.NO_MORE_REVIEW)
    if case.closed_at is None or move.at - case.closed_at > REVIEW_WINDOW:
        raise Problem(p.TOO_LATE_FOR_REVIEW)
    move.set(review_level=case.review_level + 1, closed_at=None)
    limit = catalogue().stage_limit("review", case.urgency, case.procedure)
    if limit:  # the promise is the review's now; the one before was kept or missed already
        start_resolve(case, move.at, limit)
        move.changed.add("due_at")
    move.data["level"] = case.review_level
