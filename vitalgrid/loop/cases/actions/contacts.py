"""How to reach a reporter: masked until revealed with a reason, every reading in the journal."""

from uuid import UUID

from django.db import transaction

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.journal.actions import record_reading
from vitalgrid.foundation.kit.problems import FORBIDDEN, Problem
from vitalgrid.loop.cases.access import access_case, may_reveal
from vitalgrid.loop.cases.actions.cleaning import clean_text
from vitalgrid.loop.cases.models import Contact
from vitalgrid.loop.cases.problems import NO_CONTACT, REASON_NEEDED


@transaction.atomic
def reveal_contact(*, by: Actor, code: str, report_id: UUID, reason: str) -> Contact:
    """The contact of one report in clear. `reason` is the person's own words (at least four characters).

    Raises `kit.not_found`, `kit.forbidden`, `cases.reason_needed`, `cases.no_contact`.
    """
    case = access_case(by, code)
    words = clean_text(reason, 300)
    if len(words) < 4:
        raise Problem(REASON_NEEDED, field="reason")
    contact = Contact.objects.filter(report__case=case, report=report_id, erased_at=None).first()
    if contact is None:
        raise Problem(NO_CONTACT)
    if not may_reveal(by, case):
        raise Problem(FORBIDDEN)
    record_reading(
        by=by, kind="report", object_id=str(report_id), fields=["name", "phone", "email"], reason=words, code=code
    )
    return contact
