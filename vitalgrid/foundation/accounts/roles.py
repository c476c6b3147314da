"""Roles: what a post allows. Which person holds which post, and where, lives in `city.grids`.

Code never names a role to decide something; it asks the actor for a permission.
"""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.accounts import duties
from vitalgrid.foundation.accounts import permissions as p

CITY, AREA, UNIT = "city", "area", "unit"
# The parts of a grid's staff: one head, some full-timers, some part-timers (R47), an officer in liaison (R51).
HEAD, FULL_TIME, PART_TIME, OFFICER = "head", "full_time", "part_time", "officer"


@dataclass(frozen=True)
class Role:
    """One role. `reach` says what a post of this role is tied to; `level` which area level, when it is an area;
    `grid_part` which part of a grid's staff it is, if it is one."""

    code: str
    label: "str | Promise"
    duty: str
    permissions: frozenset[str]
    reach: str
    level: int | None = None
    needs_second_factor: bool = False
    grid_part: str = ""


_EVERYBODY = frozenset({p.REPORT_FILE, p.CASE_VIEW, p.CASE_NOTE, p.TASK_VIEW, p.STAFFING_VIEW, p.FIGURES_VIEW})
_WORKER = _EVERYBODY | {p.TASK_DO, p.CASE_HANDLE_ON_SPOT, p.REPORT_FILE_ON_BEHALF}
_HANDLING = _EVERYBODY | {
    p.CASE_ACCEPT,
    p.CASE_RETURN,
    p.CASE_HANDLE,
    p.CASE_PAUSE,
    p.CASE_EXTEND_ASK,
    p.CONTACT_REVEAL,
    p.TASK_GIVE,
    p.TASK_DO,
}

_TABLE = [
    Role(
        "centre_intake",
        _("Centre: intake"),
        duties.INTAKE,
        _EVERYBODY
        | {
            p.REPORT_FILE_ON_BEHALF,
            p.REPORT_IMPORT,
            p.CASE_TRIAGE,
            p.CASE_MERGE,
            p.CASE_SPLIT,
            p.CASE_REOPEN,
            p.CONTACT_REVEAL,
        },
        CITY,
        needs_second_factor=True,
    ),
    Role(
        "centre_dispatch",
        _("Centre: dispatch"),
        duties.DISPATCH,
        _EVERYBODY
        | {
            p.CASE_ASSIGN,
            p.CASE_RULE,
            p.CASE_MERGE,
            p.CASE_SPLIT,
            p.CASE_EXTEND_DECIDE,
            p.CASE_REVIEW,
            p.CASE_PUBLISH,
            p.REPLY_MANAGE,
            p.TASK_GIVE,
            p.CONTACT_REVEAL,
        },
        CITY,
        needs_second_factor=True,
    ),
    Role(
        "centre_inspection",
        _("Centre: inspection"),
        duties.PRESSING,
        _EVERYBODY
        | {
            p.CASE_PRESS,
            p.CASE_VERIFY,
            p.CASE_CLOSE,
            p.CASE_REOPEN,
            p.CASE_FOLLOW_UP,
            p.CASE_PUBLISH,
            p.REPLY_MANAGE,
            p.TASK_GIVE,
            p.CONTACT_REVEAL,
        },
        CITY,
        needs_second_factor=True,
    ),
    Role(
        "centre_assessment",
        _("Centre: assessment"),
        duties.ASSESSMENT,
        _EVERYBODY | {p.FIGURES_ASSESS},
        CITY,
        needs_second_factor=True,
    ),
    Role(
        "information_room",
        _("Township information room"),
        duties.TOWNSHIP_DESK,
        _EVERYBODY
        | {
            p.REPORT_FILE_ON_BEHALF,
            p.REPORT_IMPORT,
            p.CASE_TRIAGE,
            p.CASE_ASSIGN,
            p.CASE_MERGE,
            p.CASE_SPLIT,
            p.CASE_EXTEND_DECIDE,
            p.CASE_REOPEN,
            p.CONTACT_REVEAL,
            p.TASK_GIVE,
        },
        AREA,
        level=1,
        needs_second_factor=True,
    ),
    Role(
        "grid_head_1",
        _("Head of a first-level grid"),
        duties.LEADING,
        _EVERYBODY | {p.CASE_PRESS, p.CASE_VERIFY, p.CASE_CLOSE, p.CASE_EXTEND_DECIDE, p.TASK_GIVE},
        AREA,
        level=1,
        grid_part=HEAD,
    ),
    Role(
        "grid_head_2",
        _("Head of a second-level grid"),
        duties.EXECUTION,
        _WORKER | {p.CASE_PRESS, p.TASK_GIVE},
        AREA,
        level=2,
        grid_part=HEAD,
    ),
    Role(
        "grid_head_3",
        _("Head of a third-level grid"),
        duties.EXECUTION,
        _WORKER | {p.TASK_GIVE},
        AREA,
        level=3,
        grid_part=HEAD,
    ),
    Role("full_timer", _("Full-time grid worker"), duties.EXECUTION, _WORKER, AREA, level=4, grid_part=FULL_TIME),
    # R49: part-timers only help to collect information. No registry, no handling, no figures.
    Role(
        "part_timer",
        _("Part-time grid worker"),
        duties.EXECUTION,
        frozenset({p.REPORT_FILE, p.TASK_VIEW, p.TASK_DO}),
        AREA,
        level=4,
        grid_part=PART_TIME,
    ),
    # R51: a liaison; no right to all records comes with it.
    Role(
        "community_officer",
        _("Community police officer"),
        duties.EXECUTION,
        _WORKER,
        AREA,
        level=2,
        grid_part=OFFICER,
    ),
    Role("unit_worker", _("Handling unit"), duties.EXECUTION, _HANDLING, UNIT),
    Role(
        "petition_officer",
        _("Petition officer"),
        duties.EXECUTION,
        _HANDLING | {p.CASE_REVIEW, p.REPORT_FILE_ON_BEHALF},
        UNIT,
        needs_second_factor=True,
    ),
    Role(
        "discipline",
        _("Discipline inspection"),
        duties.DISCIPLINE,
        _EVERYBODY
        | {
            p.CASE_VIEW_INTEGRITY,
            p.CASE_TRIAGE,
            p.CASE_ASSIGN,
            p.CASE_ACCEPT,
            p.CASE_RETURN,
            p.CASE_HANDLE,
            p.CASE_PAUSE,
            p.CASE_EXTEND_ASK,
            p.CASE_VERIFY,
            p.CASE_CLOSE,
            p.CASE_REOPEN,
            p.CONTACT_REVEAL,
        },
        UNIT,
        needs_second_factor=True,
    ),
    Role(
        "hotline_clerk",
        _("Hotline clerk"),
        duties.INTAKE,
        frozenset({p.REPORT_FILE, p.REPORT_FILE_ON_BEHALF, p.CASE_VIEW, p.CASE_NOTE, p.STAFFING_VIEW}),
        CITY,
        needs_second_factor=True,
    ),
    Role("leader", _("Leader"), duties.LEADING, _EVERYBODY - {p.REPORT_FILE, p.CASE_NOTE}, AREA),
    # Sees what was done and changes nothing, so that nobody audits their own hand.
    Role(
        "auditor",
        _("Auditor"),
        duties.AUDIT,
        frozenset({p.JOURNAL_VIEW, p.CASE_VIEW, p.TASK_VIEW, p.STAFFING_VIEW, p.FIGURES_VIEW}),
        CITY,
        needs_second_factor=True,
    ),
    Role(
        "privacy_officer",
        _("Privacy officer"),
        duties.PRIVACY,
        frozenset({p.PRIVACY_MANAGE, p.CASE_VIEW, p.CONTACT_REVEAL, p.STAFFING_VIEW}),
        CITY,
        needs_second_factor=True,
    ),
    # Keeps the house in order and sees no case.
    Role(
        "administrator",
        _("Administrator"),
        duties.ADMINISTRATION,
        frozenset(
            {
                p.ACCOUNT_MANAGE,
                p.KEY_MANAGE,
                p.OUTBOX_MANAGE,
                p.STAFFING_VIEW,
                p.STAFFING_MANAGE,
                p.AREA_MANAGE,
                p.UNIT_MANAGE,
                p.CATALOGUE_MANAGE,
                p.REPLY_MANAGE,
                p.CALENDAR_MANAGE,
                p.REPORT_IMPORT,
            }
        ),
        CITY,
        needs_second_factor=True,
    ),
    Role("resident", _("Resident"), duties.PARTICIPATION, frozenset({p.REPORT_FILE}), CITY),
]

ROLES: dict[str, Role] = {role.code: role for role in _TABLE}


def role(code: str) -> Role:
    """The role of that code; KeyError when there is none."""
    return ROLES[code]


@cache
def names_of(code: str) -> frozenset[str]:
    """What the role is called in every language; nothing for an unknown one."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(str(ROLES[code].label) if code in ROLES else "")
    return frozenset(found)
