"""Rows that are read together are those that each table gives by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vitalgrid.foundation.kit.together import read_together
from vitalgrid.loop.cases.models import (
    Answer,
    Assignment,
    Case,
    Clock,
    Contact,
    Extension,
    Meeting,
    Pause,
    Report,
    Step,
)
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop

pytestmark = pytest.mark.django_db


def columns(one: Any) -> dict[str, Any]:
    found = {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}
    return {name: round(value, 12) if isinstance(value, float) else value for name, value in found.items()}


def test_rows_read_together_are_those_read_alone(loop: Loop) -> None:
    code = loop.in_progress(phone="13800000000").code
    until = (MONDAY + timedelta(hours=10)).isoformat()
    loop.move(code, "pause", "water", cause="weather", until=until, answer="演示:风停再修。\"'\\")
    loop.report(description="演示:另一处。")
    queries = [
        model.objects.order_by("pk") for model in (Case, Step, Clock, Pause, Assignment, Extension, Meeting, Answer)
    ]
    with CaptureQueriesContext(connection) as asked:
        together = read_together(*queries, Case.objects.none(), Case.objects.order_by("-opened_at", "-id")[:1])
    assert len(asked) == 1
    for query, found in zip(queries, together, strict=False):
        assert [columns(one) for one in found] == [columns(one) for one in query], query.model
    assert together[3] and together[-2] == [] and len(together[-1]) == 1
    step = together[1][0]
    assert step.pk and not step._state.adding  # a row that is stored, not a new one


def test_what_is_encrypted_is_not_read_together(loop: Loop) -> None:
    loop.report(phone="13800000000")
    with pytest.raises(TypeError, match="together"):
        read_together(Report.objects.order_by("pk"), Contact.objects.order_by("pk"))
