"""The table of roles keeps apart what must be kept apart."""

from itertools import combinations

import pytest

from vitalgrid.foundation.accounts import duties
from vitalgrid.foundation.accounts.duties import DUTIES, KEPT_APART, clash
from vitalgrid.foundation.accounts.permissions import PERMISSIONS
from vitalgrid.foundation.accounts.roles import ROLES, Role

CELLS = [(role.code, right) for role in ROLES.values() for right in sorted(role.permissions)]


@pytest.mark.parametrize(("role", "right"), CELLS)
def test_no_role_holds_a_right_of_another_duty(role: str, right: str) -> None:
    """A role that handles and verifies would verify itself."""
    held_by = PERMISSIONS[right].held_by
    assert not held_by or ROLES[role].duty in held_by


@pytest.mark.parametrize("role", list(ROLES.values()), ids=lambda role: role.code)
def test_a_role_mixes_no_two_duties_kept_apart(role: Role) -> None:
    """The rights that only one duty may hold name that duty; no role collects them from two."""
    held = [PERMISSIONS[right].held_by for right in role.permissions]
    only = {next(iter(duties_of)) for duties_of in held if len(duties_of) == 1}
    assert clash(only) is None


def test_the_four_functions_and_the_three_guards_are_pairwise_apart() -> None:
    """R62 (intake, handling, pressing, assessment) and GB/T 22239 (administration, audit, security)."""
    four = ["intake", "execution", "pressing", "assessment"]
    guards = ["audit", "privacy", "administration"]
    for pair in [*combinations(four, 2), *combinations(guards, 2), *((a, b) for a in guards for b in four)]:
        assert frozenset(pair) in KEPT_APART, pair


def test_clash_names_the_pair_whatever_the_order() -> None:
    assert clash(["pressing", "execution"]) == ("execution", "pressing")
    assert clash(["execution", "execution"]) is None
    assert clash([duties.LEADING, duties.EXECUTION]) is None


def test_every_duty_and_right_of_the_roles_is_in_the_vocabulary() -> None:
    for role in ROLES.values():
        assert role.duty in DUTIES
        assert set(role.permissions) <= set(PERMISSIONS)


@pytest.mark.parametrize("code", ["centre_dispatch", "auditor", "administrator", "privacy_officer", "information_room"])
def test_duty_roles_need_a_second_factor(code: str) -> None:
    assert ROLES[code].needs_second_factor


def test_the_auditor_changes_nothing_and_the_administrator_sees_no_case() -> None:
    verbs = {right.partition(".")[2] for right in ROLES["auditor"].permissions}
    assert verbs == {"view"}
    assert not any(right.startswith(("case.", "contact.", "journal.")) for right in ROLES["administrator"].permissions)


def test_part_timers_only_help_to_collect() -> None:
    """R49: no view of cases, no contact, no handling, no figures."""
    assert ROLES["part_timer"].permissions == {"report.file", "task.view", "task.do"}


def test_the_police_officer_is_a_liaison_with_no_more_than_a_worker() -> None:
    """R51: linked to the grid, without a right to every record."""
    assert ROLES["community_officer"].permissions == ROLES["full_timer"].permissions
    assert "contact.reveal" not in ROLES["community_officer"].permissions
