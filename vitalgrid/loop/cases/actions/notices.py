"""Who is told what, later, by the worker: the unit that has it, the desk whose turn it is, everybody in an emergency,
and the reporter who left an e-mail address. Nobody is told of their own act."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalgrid.city.grids.models import Post
from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.roles import ROLES
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.changes.reactions import only_if
from vitalgrid.foundation.outbox.actions import Draft, queue_messages
from vitalgrid.foundation.outbox.personal import News, tell_people
from vitalgrid.loop.cases.models import Case, Contact, Exclusion, Step
from vitalgrid.loop.cases.workflow import Desk, Procedure, State
from vitalgrid.loop.tasks.models import Task

EMAIL = "email"
DESK_RIGHTS = ("case.assign", "case.extend_decide")

SUBJECTS: dict[str, "str | Promise"] = {
    "case.assigned": gettext_lazy("A case for your unit"),
    "case.reassigned": gettext_lazy("A case for your unit"),
    "case.ruled": gettext_lazy("A case for your unit, by ruling"),
    "case.pressed": gettext_lazy("Your unit is pressed"),
    "case.verification_failed": gettext_lazy("Verification found it not in order"),
    "case.extension_decided": gettext_lazy("Decided on more time"),
    "case.returned": gettext_lazy("A unit returned a case"),
    "case.extension_asked": gettext_lazy("A unit asks for more time"),
    "case.reopened": gettext_lazy("A case is open again"),
    "case.overdue": gettext_lazy("Overdue"),
    "task.given": gettext_lazy("Please check on the spot"),
}


def tell_unit(event: Event) -> None:
    """Whoever works in the unit that has the case."""
    case = Case.objects.filter(pk=event.object_id).first()
    if case is None or not case.is_open or case.lead_unit_id is None or _is_taken_back(event):
        return
    # Whoever is complained about does not even hear the code.
    kept_out = list(Exclusion.objects.filter(case=case).values_list("unit", "user"))
    if any(unit == case.lead_unit_id for unit, _user in kept_out):
        return
    where = Q(unit=case.lead_unit_id)
    if case.is_integrity:  # whoever had it before it was known for what it is hears no more of it
        where &= Q(role__in=[code for code, role in ROLES.items() if "case.view_integrity" in role.permissions])
    users = set(_users(where)) - {user for _unit, user in kept_out}
    _notify(event, case, sorted(users))


def tell_desk(event: Event) -> None:
    """Whoever sits at the desk whose turn it is. Of a complaint about staff nobody but its own office hears."""
    case = Case.objects.filter(pk=event.object_id).first()
    if case is None or case.is_integrity or not case.is_open:
        return
    roles = [code for code, role in ROLES.items() if any(right in role.permissions for right in DESK_RIGHTS)]
    where = Q(unit__kind="centre") | Q(unit=None, area=None)
    if case.desk == Desk.TOWNSHIP:
        where = Q(unit__area=case.township) | Q(area=case.township)
    _notify(event, case, _users(where & Q(role__in=roles)))


def _is_emergency(event: Event) -> bool:
    return bool(event.data.get("procedure") == Procedure.EMERGENCY)


@only_if(_is_emergency)
def tell_of_emergency(event: Event) -> None:
    """Everybody concerned at once: the centre, the township, the village, the grid, the patch, the unit (class 13)."""
    if not _is_emergency(event):
        return
    case = Case.objects.filter(pk=event.object_id).first()
    if case is None:
        return
    if case.is_integrity:
        return
    areas = [key for key in (case.township, case.village, case.grid, case.area_id) if key]
    units = [case.lead_unit_id] if case.lead_unit_id else []
    where = Q(area__in=areas) | Q(unit__in=units) | Q(unit__kind="centre") | Q(unit__area=case.township)
    subject = gettext_lazy("Emergency: dial 110, 119 or 120 first")
    # It is opened, accepted and assigned in one moment: each hears of it once, its unit as soon as it has one.
    _notify(event, case, _users(where), subject=subject, key=f"emergency:{case.pk}")


def tell_worker(event: Event) -> None:
    """Whoever may do the task that was given."""
    task = Task.objects.filter(pk=event.object_id, state=Task.State.OPEN).first()
    if task is None:
        return
    users = [task.assignee_id] if task.assignee_id else _users(Q(area=task.area_id))
    case = Case.objects.filter(code=task.object_code).only("code", "state", "due_at").first()
    _notify(event, case, (user for user in users if user != task.not_for_id), code=task.object_code)


def tell_reporter(event: Event) -> None:
    """An e-mail to every reporter who left an address: what happened, in the words meant for them."""
    case = Case.objects.filter(pk=event.object_id).first()
    step = Step.objects.filter(case=case, number=event.revision).first() if case else None
    if case is None or step is None or _is_taken_back(event):
        return
    contacts = Contact.objects.filter(report__case=case, report__withdrawn_at=None, erased_at=None)
    drafts = []
    for contact in contacts.exclude(email_index="").select_related("report"):
        with translation.override(contact.report.language or settings.LANGUAGE_CODE):
            state = str(State(event.data["state"]).label)
            lines = [_("Your report %(code)s: %(state)s.") % {"code": case.code, "state": state}, step.answer]
            key = f"{event.name}:{case.pk}:{event.revision}:{contact.pk}"
            subject, body = _("Your report %(code)s") % {"code": case.code}, "\n\n".join(filter(None, lines))
            drafts.append(_draft(EMAIL, contact.email, subject, body, event, case.code, key))
    queue_messages(drafts)


def _is_taken_back(event: Event) -> bool:
    """Whether the step that this tells of was undone: that can only be the very next step."""
    return Step.objects.filter(case=UUID(event.object_id), number=event.revision + 1, verb="undo").exists()


def _users(where: Q) -> list[int]:
    found = Post.objects.held_on(net().today()).filter(where).values_list("user", flat=True)
    return sorted(set(found))


def _notify(
    event: Event,
    case: Case | None,
    users: Iterable[int | None],
    *,
    code: str = "",
    subject: "str | Promise" = "",
    key: str = "",
) -> None:
    """Tell everybody but the one who did it. With a `key` of its own nobody is told the same a second time."""
    lines: list[tuple[str | Promise, str | Promise]] = []
    if case is not None:
        lines.append((gettext_lazy("State"), State(case.state).label))
        if case.due_at:
            lines.append((gettext_lazy("Due"), f"{case.due_at.astimezone(city_zone()):%Y-%m-%d %H:%M}"))
    news = News(
        kind=event.name,
        subject=subject or SUBJECTS[event.name],
        key=key or f"{event.name}:{event.object_id}:{event.revision}",
        about_kind=event.kind,
        about_id=event.object_id,
        code=code or (case.code if case else ""),
        lines=tuple(lines),
        path=f"/console/cases/{case.code}/" if case else "",
    )
    tell_people((user for user in users if user is not None and user != event.by.user_id), news)


def _draft(channel: str, to: str, subject: str, body: str, event: Event, code: str, key: str) -> Draft:
    return Draft(
        channel=channel,
        to=to,
        subject=subject,
        body=body,
        kind=event.name,
        about_kind=event.kind,
        about_id=event.object_id,
        code=code,
        dedupe_key=key,
    )
