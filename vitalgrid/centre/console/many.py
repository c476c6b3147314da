"""One act on many cases: each verb of the table whose answers need not differ from case to case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.forms import PlainForm
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.access import may_move, visible_to
from vitalgrid.loop.cases.actions import move_case
from vitalgrid.loop.cases.forms import form_field, suggested
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.problems import NO_PARENT, NOT_YOURS, WRONG_STATE
from vitalgrid.loop.cases.workflow import TRANSITIONS, Field, Reach, State, Transition, verbs_from

MOST = 200
# Their answers tell something of one case alone.
ONE_BY_ONE: dict[str, str] = {
    "split": "the parts are those of one report",
    "undo_split": "takes one splitting back",
    "undo_join": "takes one joining back",
    "exclude": "who is complained about",
    "follow_up": "what one reporter said",
    "meet": "one meeting about one matter",
    "decide_review": "an opinion on one petition",
    "contact": "what was said to one reporter",
}
# Answers of a verb that stay each case's own when it is done to many.
OWN_ANSWERS = {"accept": ("title", "area", "matter")}
# Answers that each case proposes itself, when none is given for all.
PROPOSED = ("category", "unit", "outcome")
EACH = ("", gettext_lazy("— each as proposed —"))


@dataclass(frozen=True, slots=True)
class Act:
    """A verb in the bar of what was selected."""

    verb: str
    label: "str | Promise"
    key: str
    states: str  # in which it can be done, with blanks between


def for_many() -> list[Transition]:
    """The rows that can be done to many, in the table's order."""
    hidden = (Reach.REPORTER, Reach.SYSTEM)
    return [row for row in TRANSITIONS if row.reach not in hidden and row.verb not in ONE_BY_ONE]


def acts_on_many(by: Actor) -> list[Act]:
    """What `by` holds the permission for; whether they stand near enough to each case is told case by case."""
    rows = (row for row in for_many() if by.can(row.permission))
    return [Act(row.verb, row.label, row.key, " ".join(sorted(row.from_states))) for row in rows]


class ManyForm(PlainForm):
    """One form for all of them."""

    def __init__(self, *args: Any, row: Transition, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="many_%s", **kwargs)
        for field in fields_for_many(row):
            made = form_field(field, None)
            if is_proposed(row, field) and field.is_required and isinstance(made, forms.ChoiceField):
                made.required = False
                made.choices = [EACH, *list(cast("Any", made.choices))[1:]]
            self.fields[field.name] = made

    def answers(self) -> dict[str, Any]:
        """What was filled in."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}


def is_proposed(row: Transition, field: Field) -> bool:
    """Whether each case proposes this answer itself. Who takes a case from a unit says which unit has it next."""
    return field.name in PROPOSED and (row.verb, field.name) != ("reassign", "unit")


def fields_for_many(row: Transition) -> list[Field]:
    """The verb's fields but those that stay each case's own. Photos show one case."""
    own = OWN_ANSWERS.get(row.verb, ())
    return [field for field in row.fields if field.name not in (*own, "photos", "shown", "mediation")]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of the cases: done, or why not."""

    code: str
    title: str
    why: str = ""

    @property
    def is_done(self) -> bool:
        """Done."""
        return not self.why


def chosen(by: Actor, codes: Iterable[str]) -> list[Case]:
    """The cases of these codes that `by` sees, in the order given, `MOST` at most."""
    wanted = list(dict.fromkeys(code[:16] for code in codes if code))[:MOST]
    found = {case.code: case for case in visible_to(by).filter(code__in=wanted)}
    return [found[code] for code in wanted if code in found]


def refusal(by: Actor, case: Case, row: Transition) -> str:
    """Why the verb cannot be done to this case, in words; "" when it can, as far as is known before."""
    if row not in verbs_from(case.state, case.procedure):
        return Problem(WRONG_STATE, state=State(case.state).label).sentence
    if row.verb == "release" and case.parent_id is None:
        return Problem(NO_PARENT).sentence
    return "" if may_move(by, case, row) else Problem(NOT_YOURS).sentence


def _proposed(row: Transition, case: Case, given: dict[str, Any]) -> dict[str, Any]:
    """What the case itself proposes for the answers that nobody gave for all."""
    names = [*PROPOSED, *(("matter",) if "category" not in given else ())]
    return {name: value for name, value in suggested(row, case).items() if name in names}


def do_to_many(by: Actor, cases: Sequence[Case], row: Transition, given: dict[str, Any]) -> list[Outcome]:
    """The verb on each case, each in a transaction of its own: one that is refused leaves the others done."""
    told = []
    for case in cases:
        try:
            move_case(by=by, code=case.code, verb=row.verb, data=_proposed(row, case, given) | given)
            told.append(Outcome(case.code, case.title))
        except Problem as problem:
            inner = [one.sentence for one in problem.errors]
            told.append(Outcome(case.code, case.title, " ".join(inner) or problem.sentence or _("Refused.")))
    return told
