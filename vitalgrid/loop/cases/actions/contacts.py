"""How to reach a reporter: masked until revealed with a reason, every reading in the journal."""

from django.db import transaction

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.journal.actions import record_reading
from vitalgrid.foundation.kit.problems import FORBIDDEN, Problem
from vitalgrid.loop.cases.access import access_case, covers
from vitalgrid.loop.cases.actions.cleaning import clean_text
from vitalgrid.loop.cases.models import Case, Contact
from vitalgrid.loop.cases.problems import NO_CONTACT, REASON_NEEDED

REVEAL = "contact.reveal"


def may_reveal(by: Actor, case: Case, contact: Contact) -> bool:
    """Whether `by` may ask to see this contact at all.

    Posts over the case's area may; the unit that handles it only where the category says that the work needs it.
    """
    for grant in by.grants_with(REVEAL):
        if case.is_integrity and "case.view_integrity" in grant.permissions:
            return True
        if covers(grant, case):
            return True
        if case.lead_unit_id in grant.unit_ids and contact.is_shown_to_unit:
            return True
    return False


@transaction.atomic
def reveal_contact(*, by: Actor, code: str, report_id: str, reason: str) -> Contact:
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
    if not may_reveal(by, case, contact):
        raise Problem(FORBIDDEN)
    record_reading(by=by, kind="report", object_id=report_id, fields=["name", "phone", "email"], reason=words, code=code)
    return contact
