"""`docs/reference/security-model.md` tells the truth about roles and rights: its tables come from the vocabulary."""

import os
import re
import sys

import django
import pytest
from django.utils import translation

from tests.house.source import ROOT
from vitalgrid.foundation.accounts.permissions import PERMISSIONS
from vitalgrid.foundation.accounts.roles import ROLES
from vitalgrid.foundation.kit import limits

PAGE = ROOT / "docs" / "reference" / "security-model.md"


def _roles() -> str:
    used = [code for code in PERMISSIONS if any(code in role.permissions for role in ROLES.values())]
    reaches = {"city": "the whole city", "area": "an area", "unit": "a unit"}
    lines = [
        "| Role | Duty | Reach | Second factor | May | Sees contacts | Sees cases |",
        "|---|---|---|---|---|---|---|",
    ]
    for role in ROLES.values():
        held = ", ".join(f"`{code}`" for code in used if code in role.permissions)
        cells = [str(role.label), role.duty, reaches[role.reach], "needed" if role.needs_second_factor else "", held]
        cells += ["with a reason" if "contact.reveal" in role.permissions else "never"]
        if "case.view_integrity" in role.permissions:
            cells.append("within reach, and complaints about staff")
        else:
            cells.append("within reach" if "case.view" in role.permissions else "none but what they reported")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _rights() -> str:
    lines = ["| Right | May … | Duties |", "|---|---|---|"]
    for one in PERMISSIONS.values():
        lines.append(f"| `{one.code}` | {one.label} | {', '.join(sorted(one.held_by))} |")
    return "\n".join(lines)


def _made(text: str) -> str:
    """The page with its tables as the vocabulary has them."""
    with translation.override("en"):
        for name, table in (("roles", _roles()), ("rights", _rights())):
            shape = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
            text = shape.sub(lambda found, table=table: f"{found[1]}{table}\n{found[2]}", text)
    return text


def test_the_page_says_what_the_vocabulary_says() -> None:
    """A model that was true last year is the one that the auditor believes."""
    text = PAGE.read_text(encoding="utf-8")
    assert _made(text) == text, "python -m tests.house.test_security_model writes it anew; read the difference"


@pytest.mark.parametrize(
    ("role", "never"),
    [
        ("administrator", {"case.view", "contact.reveal", "journal.view", "task.view", "figures.view"}),
        ("auditor", {"contact.reveal", "case.note", "report.file", "account.manage"}),
        ("part_timer", {"case.view", "contact.reveal", "case.handle", "figures.view", "staffing.view"}),
        ("resident", {"case.view", "contact.reveal", "staffing.view", "figures.view"}),
    ],
)
def test_the_sentences_about_who_sees_nothing_hold(role: str, never: set[str]) -> None:
    """What the page promises in words."""
    assert not ROLES[role].permissions & never


def test_the_limits_on_the_page_are_those_of_the_code() -> None:
    text = PAGE.read_text(encoding="utf-8").replace(",", "")
    for limit in (limits.REPORT, limits.PHOTO, limits.NEAR, limits.GUESS, limits.SEARCH):
        rates = (limit.device, limit.network, limit.unknown)
        row = " | ".join(f"{rate.burst} then {rate.a_minute:g} a minute" for rate in rates)
        assert row in text, limit.name


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalgrid.config.settings_test")
    django.setup()
    PAGE.write_text(_made(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} is written\n")
