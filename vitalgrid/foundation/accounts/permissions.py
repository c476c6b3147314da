"""The one vocabulary of what can be asked for: `noun.verb`, its words, and which duties may hold it.

Code asks for a permission and never for a role. `held_by` writes the separation of duties down once (domain.md R62,
GB/T 22239 "three separate people"): a role whose duty is not listed can never be given the permission, and a test
reads the table. An empty `held_by` means that every duty may hold it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.accounts.duties import (
    ADMINISTRATION,
    ASSESSMENT,
    AUDIT,
    DISCIPLINE,
    DISPATCH,
    EXECUTION,
    INTAKE,
    LEADING,
    PRESSING,
    PRIVACY,
    TOWNSHIP_DESK,
)


@dataclass(frozen=True)
class Permission:
    """One thing that can be allowed. `label` is a lazy text that finishes the sentence "may …"."""

    code: str
    label: "str | Promise"
    held_by: frozenset[str] = frozenset()


PERMISSIONS: dict[str, Permission] = {}


def define(code: str, label: "str | Promise", held_by: Iterable[str] = ()) -> str:
    """Add a permission to the vocabulary and return its code. A code stands here once."""
    if code in PERMISSIONS:
        raise ValueError(f"permission {code} is defined twice")
    PERMISSIONS[code] = Permission(code, label, frozenset(held_by))
    return code


# Reports: what people and devices tell us.
REPORT_FILE = define("report.file", _("file a report"))
REPORT_FILE_ON_BEHALF = define(
    "report.file_on_behalf", _("file a report for somebody else"), [INTAKE, TOWNSHIP_DESK, EXECUTION]
)
REPORT_IMPORT = define("report.import", _("import reports from a file"), [INTAKE, TOWNSHIP_DESK, ADMINISTRATION])

# Cases: what is being dealt with.
CASE_VIEW = define("case.view", _("see cases"))
CASE_VIEW_INTEGRITY = define("case.view_integrity", _("see complaints about staff"), [DISCIPLINE])
CASE_TRIAGE = define("case.triage", _("accept, answer or decline what comes in"), [INTAKE, TOWNSHIP_DESK, DISCIPLINE])
CASE_ASSIGN = define("case.assign", _("hand a case to a unit"), [DISPATCH, TOWNSHIP_DESK, DISCIPLINE])
CASE_RULE = define("case.rule", _("decide who must take a case that was returned twice"), [DISPATCH])
CASE_MERGE = define("case.merge", _("join reports about the same matter"), [INTAKE, DISPATCH, TOWNSHIP_DESK])
CASE_SPLIT = define("case.split", _("split a case and undo a joining"), [INTAKE, DISPATCH, TOWNSHIP_DESK])
CASE_ACCEPT = define("case.accept", _("take a case on for the unit"), [EXECUTION, DISCIPLINE])
CASE_RETURN = define("case.return", _("return a case with the ground and the proposed owner"), [EXECUTION, DISCIPLINE])
CASE_HANDLE = define("case.handle", _("deal with a case and record the result"), [EXECUTION, DISCIPLINE])
CASE_HANDLE_ON_SPOT = define("case.handle_on_spot", _("settle a matter on the spot"), [EXECUTION])
CASE_PAUSE = define("case.pause", _("pause and resume a case for a named cause"), [EXECUTION, DISCIPLINE])
CASE_EXTEND_ASK = define("case.extend_ask", _("ask for more time"), [EXECUTION, DISCIPLINE])
CASE_EXTEND_DECIDE = define("case.extend_decide", _("grant or refuse more time"), [DISPATCH, TOWNSHIP_DESK, LEADING])
CASE_VERIFY = define("case.verify", _("verify a result"), [PRESSING, LEADING, DISCIPLINE])
CASE_CLOSE = define("case.close", _("close a case"), [PRESSING, LEADING, DISCIPLINE])
CASE_REOPEN = define("case.reopen", _("reopen a case"), [PRESSING, INTAKE, TOWNSHIP_DESK, DISCIPLINE])
CASE_PRESS = define("case.press", _("press for completion"), [PRESSING, LEADING, EXECUTION])
CASE_FOLLOW_UP = define("case.follow_up", _("ask the resident afterwards"), [PRESSING])
CASE_PUBLISH = define("case.publish", _("publish a result"), [PRESSING, DISPATCH])
CASE_NOTE = define("case.note", _("add a note for colleagues"))
CASE_REVIEW = define("case.review", _("decide a review of a petition"), [DISPATCH, EXECUTION, LEADING])
CONTACT_REVEAL = define(
    "contact.reveal",
    _("see a reporter's contact, with a reason"),
    [INTAKE, DISPATCH, TOWNSHIP_DESK, EXECUTION, PRESSING, DISCIPLINE, PRIVACY],
)

# Tasks: something for somebody by some time.
TASK_VIEW = define("task.view", _("see tasks"))
TASK_GIVE = define("task.give", _("give a task"), [DISPATCH, TOWNSHIP_DESK, PRESSING, LEADING, EXECUTION, DISCIPLINE])
TASK_DO = define("task.do", _("do a task"), [EXECUTION])

# The net.
STAFFING_VIEW = define("staffing.view", _("see who works where"))
STAFFING_MANAGE = define("staffing.manage", _("assign posts and hand them over"), [ADMINISTRATION])
AREA_MANAGE = define("area.manage", _("change areas and boundaries"), [ADMINISTRATION])
UNIT_MANAGE = define("unit.manage", _("change units"), [ADMINISTRATION])
CATALOGUE_MANAGE = define("catalogue.manage", _("change the catalogue of admitted matters"), [ADMINISTRATION])
REPLY_MANAGE = define(
    "reply.manage",
    _("write the standard answers"),
    [INTAKE, DISPATCH, PRESSING, TOWNSHIP_DESK, ADMINISTRATION],
)
CALENDAR_MANAGE = define("calendar.manage", _("change working days and hours"), [ADMINISTRATION])

# Figures.
FIGURES_VIEW = define("figures.view", _("see figures"))
FIGURES_ASSESS = define("figures.assess", _("assess areas, units and posts"), [ASSESSMENT])

# The house itself.
JOURNAL_VIEW = define("journal.view", _("read the journal"), [AUDIT])
ACCOUNT_MANAGE = define("account.manage", _("make, reset and disable accounts"), [ADMINISTRATION])
KEY_MANAGE = define("key.manage", _("issue and revoke API keys"), [ADMINISTRATION])
OUTBOX_MANAGE = define("outbox.manage", _("see and repeat what could not be delivered"), [ADMINISTRATION])
PRIVACY_MANAGE = define("privacy.manage", _("keep the rules for personal data"), [PRIVACY])
SYSTEM_ACT = define("system.act", _("act as the product itself"), ["system"])
