"""The transition table (domain R61, R62; GB/T 30428's seven steps): verb, from, to, permission, reach, fields, key."""

from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalgrid.loop.cases.workflow.fields import Field
from vitalgrid.loop.cases.workflow.fields import FieldKind as K
from vitalgrid.loop.cases.workflow.states import OPEN_STATES, Mediation, Outcome, Procedure, State, Urgency


class Reach(StrEnum):
    """How near one must stand to a case to move it."""

    DESK = "desk"  # the desk whose turn it is: the centre, or the information room of the case's township
    TERRITORY = "territory"  # a post over the case's area, or over the whole city
    LEAD = "lead"  # the lead unit that has it now
    UNIT = "unit"  # the lead or an assisting unit
    OFFICE = "office"  # desk or lead unit
    REPORTER = "reporter"  # who holds the secret link of one of its reports
    SYSTEM = "system"  # the product itself, on a rule


@dataclass(frozen=True)
class Transition:
    """One row. `to_state` None leaves the state as it is. `event` is what the journal and the reactions call it."""

    verb: str
    label: "str | Promise"
    from_states: frozenset[State]
    to_state: State | None
    permission: str
    reach: Reach
    event: str
    fields: tuple[Field, ...] = ()
    key: str = ""
    procedures: frozenset[Procedure] | None = None
    is_public: bool = True
    is_apart: bool = False  # whoever executed may not do it
    past: "str | Promise" = ""  # how the story tells it

    def field(self, name: str) -> Field:
        """The field called `name`."""
        return next(f for f in self.fields if f.name == name)


S = State
UNTRIAGED = frozenset({S.RECEIVED, S.TRIAGED})
WITH_UNIT = frozenset({S.ASSIGNED, S.IN_PROGRESS, S.PAUSED})
PETITION = frozenset({Procedure.PETITION})
# Whose photos may be shown to everybody: petitions, mediations and complaints are about persons.
SHOWABLE = frozenset({Procedure.ORDINARY, Procedure.EMERGENCY})


def _note(label: "str | Promise" = _("Remark"), required: bool = False) -> Field:
    return Field("text", K.TEXT, label, required)


def _answer(
    label: "str | Promise", hint: "str | Promise" = _("The reporter reads this. Plain words, no names.")
) -> Field:
    return Field("answer", K.TEXT, label, True, hint, is_public=True)


CODE_HINT = _("Its code, for example 260305-0000123.")
PHOTOS = Field("photos", K.PHOTOS, _("Photos"))
SHOWN = Field(
    "shown",
    K.SHOWN,
    _("Photos that everybody may see"),
    hint=_("Choose only photos in which no face, number plate or door number can be seen."),
)
URGENCY = Field("urgency", K.CHOICE, _("Urgency"), choices=tuple(Urgency.choices))
LEAD = Field("unit", K.UNIT, _("Lead unit"), True)
PLACE = Field("area", K.AREA, _("Area"))

# fmt: off
TRANSITIONS: tuple[Transition, ...] = (
    # -- triage: the desk
    Transition("accept", _("Accept"), frozenset({S.RECEIVED}), S.TRIAGED, "case.triage", Reach.DESK, "case.accepted",
               (Field("category", K.CATEGORY, _("Category"), True), Field("matter", K.MATTER, _("Admitted matter")),
                URGENCY, Field("title", K.LINE, _("Title"), limit=120), PLACE, _note()),
               "a", past=_("Accepted")),
    Transition("answer_at_once", _("Answer at once"), UNTRIAGED, S.CLOSED, "case.triage", Reach.DESK,
               "case.answered_at_once", (_answer(_("Answer")), Field("category", K.CATEGORY, _("Category"))), "w",
               past=_("Answered at once")),
    Transition("refuse", _("Not accept"), UNTRIAGED, S.CLOSED, "case.triage", Reach.DESK, "case.refused",
               (Field("reason", K.REASON, _("Reason"), True, source="not_accepted"), _answer(_("Explanation"))), "v",
               past=_("Not accepted")),
    Transition("join", _("Join to another case"), UNTRIAGED | WITH_UNIT, S.JOINED, "case.merge", Reach.DESK,
               "case.joined", (Field("into", K.CASE, _("The case that goes on"), True, CODE_HINT), _note()), "m",
               past=_("Joined to another case")),
    Transition("send_up", _("Send up to the city"), UNTRIAGED, None, "case.triage", Reach.DESK, "case.sent_up",
               (_note(_("Why the city has to act"), True),), "u", past=_("Sent up to the city's centre")),
    Transition("send_down", _("Give to the township"), UNTRIAGED, None, "case.triage", Reach.DESK, "case.sent_down",
               (_note(),), "t", past=_("Given to the township's information room")),
    Transition("recategorise", _("Change the category"), frozenset(OPEN_STATES), None, "case.triage", Reach.DESK,
               "case.recategorised",
               (Field("category", K.CATEGORY, _("Category"), True), Field("matter", K.MATTER, _("Admitted matter")),
                _note(_("Why"), True)), "c", past=_("Category changed")),
    Transition("set_urgency", _("Change the urgency"), frozenset(OPEN_STATES), None, "case.triage", Reach.DESK,
               "case.reprioritised", (replace(URGENCY, is_required=True), _note()), "p", is_public=False,
               past=_("Urgency changed")),
    Transition("place", _("Correct the place"), frozenset(OPEN_STATES), None, "case.triage", Reach.DESK, "case.placed",
               (Field("area", K.AREA, _("Area"), True), _note()), past=_("Place corrected")),
    # -- dispatch: the desk
    Transition("assign", _("Assign"), frozenset({S.TRIAGED}), S.ASSIGNED, "case.assign", Reach.DESK, "case.assigned",
               (LEAD, Field("assisting", K.UNITS, _("Assisting units")), _note(_("Instruction"))), "d",
               past=_("Assigned")),
    Transition("reassign", _("Change the unit"), WITH_UNIT, S.ASSIGNED, "case.assign", Reach.DESK, "case.reassigned",
               (LEAD, _note(_("Why"), True)), "d", past=_("Assigned to another unit")),
    Transition("assist", _("Add assisting units"), WITH_UNIT, None, "case.assign", Reach.DESK, "case.assisted",
               (Field("assisting", K.UNITS, _("Assisting units"), True), _note(_("Instruction"))), "b",
               past=_("Assisting units added")),
    Transition("rule", _("Rule"), frozenset({S.RULING}), S.ASSIGNED, "case.rule", Reach.TERRITORY, "case.ruled",
               (LEAD, _note(_("Ground of the ruling"), True)), "r", past=_("Ruled by the centre")),
    # -- execution: the unit
    Transition("take", _("Accept the task"), frozenset({S.ASSIGNED}), S.IN_PROGRESS, "case.accept", Reach.LEAD,
               "case.taken", (_note(),), "y", past=_("Accepted by the unit")),
    Transition("return", _("Return"), frozenset({S.ASSIGNED, S.IN_PROGRESS}), S.TRIAGED, "case.return", Reach.LEAD,
               "case.returned",
               (Field("ground", K.REASON, _("Legal ground"), True, source="return_ground"),
                Field("unit", K.UNIT, _("Proposed owner"), True), _note(_("Explanation"), True)), "r",
               past=_("Returned")),
    Transition("contact", _("Reporter contacted"), frozenset(OPEN_STATES), None, "case.note", Reach.OFFICE,
               "case.contacted", (_note(_("What was said"), True),), "l", is_public=False,
               past=_("Reporter contacted")),
    Transition("progress", _("Record progress"), frozenset({S.IN_PROGRESS}), None, "case.handle", Reach.UNIT,
               "case.progressed", (_answer(_("Progress")), PHOTOS), "w", past=_("Progress")),
    Transition("pause", _("Pause the clocks"), frozenset({S.ASSIGNED, S.IN_PROGRESS}), S.PAUSED, "case.pause",
               Reach.OFFICE, "case.paused",
               (Field("cause", K.REASON, _("Cause"), True, source="pause_cause"),
                Field("until", K.MOMENT, _("Until"), True), _answer(_("What the reporter is told"))), "o",
               past=_("Clocks paused")),
    Transition("resume", _("Resume"), frozenset({S.PAUSED}), S.IN_PROGRESS, "case.pause", Reach.OFFICE, "case.resumed",
               (_note(),), "o", past=_("Clocks resumed")),
    Transition("ask_extension", _("Ask for time"), frozenset({S.IN_PROGRESS}), None, "case.extend_ask", Reach.LEAD,
               "case.extension_asked",
               (Field("limit", K.LIMIT, _("How much more"), True, _("For example: 3 wd (working days)")),
                Field("reason", K.REASON, _("Reason"), True, source="extension_reason"), _note(_("Explanation"), True)),
               "e", is_public=False, past=_("More time asked for")),
    Transition("decide_extension", _("Decide on more time"), frozenset({S.IN_PROGRESS, S.PAUSED}), None,
               "case.extend_decide", Reach.DESK, "case.extension_decided",
               (Field("decision", K.CHOICE, _("Decision"), True,
                      choices=(("grant", _("Grant")), ("refuse", _("Refuse")))),
                _answer(_("What the reporter is told"))), "t", past=_("Decided on more time")),
    Transition("handle_part", _("Our part is done"), frozenset({S.ASSIGNED, S.IN_PROGRESS, S.PAUSED}), None,
               "case.handle", Reach.UNIT, "case.part_handled", (_note(_("Result"), True), PHOTOS), "f",
               is_public=False, past=_("Assisting unit finished its part")),
    Transition("handle", _("Handled"), frozenset({S.IN_PROGRESS}), S.HANDLED, "case.handle", Reach.LEAD, "case.handled",
               (Field("outcome", K.CHOICE, _("Outcome"), True, choices=tuple(Outcome.choices[:2])),
                _answer(_("Result")), PHOTOS,
                Field("mediation", K.CHOICE, _("How the mediation ended"), choices=tuple(Mediation.choices))), "f",
               past=_("Handled")),
    Transition("handle_on_spot", _("Handled on the spot"), UNTRIAGED, S.HANDLED, "case.handle_on_spot", Reach.TERRITORY,
               "case.handled_on_spot",
               (_answer(_("What was done")), PHOTOS, Field("category", K.CATEGORY, _("Category")),
                Field("mediation", K.CHOICE, _("How the mediation ended"), choices=tuple(Mediation.choices))), "f",
               past=_("Handled on the spot")),
    # -- checking: somebody else
    Transition("ask_check", _("Ask for a check on the spot"), frozenset({S.HANDLED}), None, "case.verify",
               Reach.TERRITORY, "case.check_asked", (_note(_("What to look at")),), "q", is_public=False, is_apart=True,
               past=_("Check on the spot asked for")),
    Transition("pass", _("Verified"), frozenset({S.HANDLED}), S.VERIFIED, "case.verify", Reach.TERRITORY,
               "case.verified", (_note(_("What was seen")), PHOTOS), "y", is_apart=True, past=_("Verified")),
    Transition("fail", _("Not in order"), frozenset({S.HANDLED}), S.IN_PROGRESS, "case.verify", Reach.TERRITORY,
               "case.verification_failed", (_note(_("What is missing"), True), PHOTOS), "r", is_apart=True,
               past=_("Verification found it not in order")),
    Transition("close", _("Close"), frozenset({S.VERIFIED}), S.CLOSED, "case.close", Reach.TERRITORY, "case.closed",
               (Field("outcome", K.CHOICE, _("Outcome"), True, choices=tuple(Outcome.choices)),
                _answer(_("Answer to the reporter"))), "f", is_apart=True, past=_("Closed")),
    # -- beside the state
    Transition("press", _("Press"), frozenset(OPEN_STATES), None, "case.press", Reach.TERRITORY, "case.pressed",
               (_note(_("Order"), True),), "h", is_public=False, past=_("Pressed for completion")),
    Transition("note", _("Note inside"), frozenset(State), None, "case.note", Reach.OFFICE, "case.noted",
               (_note(_("Note (only staff read it)"), True),), "n", is_public=False, past=_("Note")),
    Transition("exclude", _("Keep somebody out"), frozenset(OPEN_STATES), None, "case.triage", Reach.DESK,
               "case.excluded", (Field("unit", K.UNIT, _("Unit complained about")),
                                 Field("user", K.USER, _("Person complained about"))),
               procedures=frozenset({Procedure.INTEGRITY}), is_public=False, past=_("Somebody is kept out")),
    Transition("publish", _("Publish the result"), frozenset({S.CLOSED}), None, "case.publish", Reach.TERRITORY,
               "case.published",
               (_answer(_("Public words"), _("Everybody reads this. Plain words, no names.")), SHOWN), "i",
               past=_("Published")),
    Transition("show_photos", _("Choose public photos"), frozenset(OPEN_STATES | {S.CLOSED}), None, "case.publish",
               Reach.TERRITORY, "case.photos_shown", (SHOWN,), procedures=SHOWABLE, is_public=False,
               past=_("Public photos chosen")),
    Transition("unpublish", _("Take the result down"), frozenset({S.CLOSED}), None, "case.publish", Reach.TERRITORY,
               "case.unpublished", (_note(_("Why"), True),), is_public=False, past=_("Taken down")),
    Transition("follow_up", _("Record the follow-up"), frozenset({S.CLOSED}), None, "case.follow_up", Reach.TERRITORY,
               "case.followed_up",
               (Field("channel", K.CHOICE, _("How asked"), True,
                      choices=(("phone", _("Telephone")), ("visit", _("Visit")))),
                Field("reached", K.FLAG, _("Reached")), Field("solved", K.FLAG, _("Solved, by the reporter's word")),
                Field("satisfied", K.CHOICE, _("Satisfied"),
                      choices=(("yes", _("Satisfied")), ("partly", _("So-so")), ("no", _("Not satisfied")))),
                _note(_("What was said"))), "f", is_public=False, is_apart=True, past=_("Followed up")),
    Transition("reopen", _("Reopen"), frozenset({S.CLOSED}), S.TRIAGED, "case.reopen", Reach.TERRITORY, "case.reopened",
               (_note(_("Why"), True),), past=_("Reopened")),
    # -- joining and splitting, each with its undo
    Transition("follow", _("Same matter"), frozenset(OPEN_STATES), None, "report.file", Reach.SYSTEM, "case.followed",
               (), past=_("Somebody else reported the same")),
    Transition("follow_calendar", _("Follow the calendar"), frozenset(OPEN_STATES), None, "system.act", Reach.SYSTEM,
               "case.due_moved", (), past=_("Working days have changed")),
    Transition("take_in", _("Take reports in"), frozenset(OPEN_STATES), None, "case.merge", Reach.SYSTEM,
               "case.took_in", (_note(),), is_public=False, past=_("Took in the reports of another case")),
    Transition("undo_join", _("Undo the joining"), frozenset({S.JOINED}), None, "case.split", Reach.DESK,
               "case.join_undone", (_note(),), "u", is_public=False, past=_("Joining undone")),
    Transition("let_go", _("Let reports go"), frozenset(State), None, "case.split", Reach.SYSTEM,
               "case.let_go", (_note(),), is_public=False, past=_("Let the reports of another case go")),
    Transition("undo", _("Take back"), frozenset(State), None, "case.view", Reach.SYSTEM, "case.undone", (),
               is_public=False, past=_("Taken back")),
    Transition("split", _("Split"), frozenset(OPEN_STATES), None, "case.split", Reach.DESK, "case.split",
               (Field("parts", K.PARTS, _("Parts"), True, _("Each part becomes a case of its own below this one.")),),
               "i", past=_("Split into parts")),
    Transition("undo_split", _("Undo the splitting"), UNTRIAGED, S.JOINED, "case.split", Reach.DESK,
               "case.split_undone", (_note(),), is_public=False, past=_("Splitting undone")),
    Transition("adopt", _("Put under a joint action"), frozenset(OPEN_STATES), None, "case.merge", Reach.DESK,
               "case.adopted", (Field("into", K.CASE, _("Leading case"), True, CODE_HINT), _note()), is_public=False,
               past=_("Put under a joint action")),
    Transition("release", _("Take out of the joint action"), frozenset(OPEN_STATES), None, "case.split", Reach.DESK,
               "case.released", (_note(),), is_public=False, past=_("Taken out of the joint action")),
    Transition("meet", _("Record a meeting"), frozenset(OPEN_STATES), None, "case.assign", Reach.DESK, "case.met",
               (Field("held_at", K.MOMENT, _("Held at"), True), Field("place", K.LINE, _("Place"), limit=160),
                Field("units", K.UNITS, _("Units that took part"), True), _note(_("Decisions"), True)),
               is_public=False, past=_("Joint meeting")),
    # -- the reporter, by the secret link
    Transition("add", _("Add to the report"), frozenset(OPEN_STATES), None, "report.file", Reach.REPORTER,
               "case.added_to", (_note(_("What you want to add"), True), PHOTOS), past=_("The reporter added")),
    Transition("withdraw", _("Withdraw"), frozenset(OPEN_STATES - {S.IN_REVIEW}), S.WITHDRAWN, "report.file",
               Reach.REPORTER, "case.withdrawn", (_note(_("Why (if you like)")),), past=_("Withdrawn by the reporter")),
    Transition("rate", _("Rate"), frozenset({S.CLOSED}), None, "report.file", Reach.REPORTER, "case.rated",
               (Field("solved", K.FLAG, _("Solved?")),
                Field("satisfied", K.CHOICE, _("Satisfied?"),
                      choices=(("yes", _("Satisfied")), ("partly", _("So-so")), ("no", _("Not satisfied")))),
                _note(_("In your words"))), is_public=False, past=_("Rated by the reporter")),
    Transition("contest", _("Not solved, handle again"), frozenset({S.CLOSED}), S.TRIAGED, "report.file",
               Reach.REPORTER, "case.reopened", (_note(_("What is not solved")), PHOTOS),
               past=_("Reopened by the reporter")),
    Transition("request_review", _("Ask for a review"), frozenset({S.CLOSED}), S.IN_REVIEW, "report.file",
               Reach.REPORTER, "case.review_requested", (_note(_("What should be looked at again"), True),),
               procedures=PETITION, past=_("Review requested")),
    Transition("decide_review", _("Decide the review"), frozenset({S.IN_REVIEW}), S.CLOSED, "case.review",
               Reach.TERRITORY, "case.review_decided",
               (Field("decision", K.CHOICE, _("Decision"), True,
                      choices=(("upheld", _("The first decision stands")), ("changed", _("The decision is changed")))),
                _answer(_("Opinion of the review"))), "f", procedures=PETITION, is_apart=True,
               past=_("Review decided")),
)
# fmt: on

# What is offered with "undo" for some seconds instead of "are you sure": triage, dispatch, joining and closing.
UNDOABLE = frozenset({"accept", "assign", "reassign", "join", "answer_at_once", "refuse", "close"})

_BY_VERB = {row.verb: row for row in TRANSITIONS}


def transition(verb: str) -> Transition:
    """The row of `verb`; KeyError when the table has none."""
    return _BY_VERB[verb]


def verbs_from(state: str, procedure: str) -> list[Transition]:
    """The rows that leave `state` (or act beside it) under `procedure`, in the table's order."""
    return [
        row
        for row in TRANSITIONS
        if state in row.from_states and (row.procedures is None or procedure in row.procedures)
    ]


def answering_verbs() -> dict[str, "str | Promise"]:
    """The verbs of staff with an answer that the reporter reads, and their words."""
    return {
        row.verb: row.label
        for row in TRANSITIONS
        if row.reach not in (Reach.REPORTER, Reach.SYSTEM) and any(field.name == "answer" for field in row.fields)
    }
