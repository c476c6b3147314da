"""What is asked of the tables of a report is answered by an index, also where that holds only what has a value."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Q

from vitalgrid.loop.cases.models import Case, Contact, Report, Step
from vitalgrid.loop.cases.tests.factories import MONDAY

KEY = UUID(int=7)
ASKED: dict[str, Callable[[], Any]] = {
    "case_matter": lambda: Case.objects.filter(matter=KEY),
    "case_executor": lambda: Case.objects.filter(executor=7),
    "case_parent": lambda: Case.objects.filter(Q(parent=KEY) | Q(pk__in=[KEY]) | Q(code__in=["x", "y"])),
    "case_joined_into": lambda: Case.objects.filter(joined_into__in=[KEY, UUID(int=8)]),
    "case_follow_up": lambda: Case.objects.filter(
        follow_up_due_at__lt=MONDAY - timedelta(days=9), followed_up_at=None, state="closed"
    ),
    "case_code_once": lambda: Case.objects.filter(code="260101-1234567"),
    "step_number_once": lambda: Step.objects.filter(case=KEY),
    "step_by_user": lambda: Step.objects.filter(by_user=7).order_by(),
    "step_unit": lambda: Step.objects.filter(unit=KEY).order_by(),
    "report_by_filer": lambda: Report.objects.filter(filed_by=7).order_by("-received_at"),
    "contact_phone": lambda: Contact.objects.filter(phone_index__in=["1.0", "1.1"]),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ASKED)
def test_it_is_found_by_its_index(name: str) -> None:
    """A partial index that the planner cannot prove to hold all that is asked for is no index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # these tables are small
        plan = ASKED[name]().explain()
    # SQLite gives an index that stands for a constraint a name of its own.
    assert name in plan or (connection.vendor == "sqlite" and "sqlite_autoindex" in plan and "_once" in name), plan
    assert "SCAN" not in plan and "Seq Scan" not in plan, plan
