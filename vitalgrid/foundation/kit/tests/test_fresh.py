"""What `fresh` makes is what Django makes."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from vitalgrid.foundation.kit.fresh import fresh
from vitalgrid.loop.cases.models import Case, Clock, Contact, Report, Step

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ONE = UUID(int=1)
GIVEN = {
    Case: {"id": ONE, "code": "260302-0000001", "title": "路灯", "category": None, "opened_at": AT},
    Step: {"id": ONE, "case": Case(id=UUID(int=3)), "number": 1, "data": {"source": "api"}},
    Clock: {"id": ONE, "case_id": UUID(int=4), "stage": "accept", "due_at": AT},
    Report: {"id": ONE, "case": Case(id=UUID(int=3)), "description": "灯不亮", "lon": 97.0, "flags": ["late"]},
}  # fmt: skip


def _columns(one):
    return {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}


@pytest.mark.parametrize("model", list(GIVEN), ids=lambda model: model.__name__)
def test_columns_and_relations_are_those_of_django(model):
    made, known = fresh(model, **GIVEN[model]), model(**GIVEN[model])
    assert _columns(made) == _columns(known)
    assert made._state.fields_cache == known._state.fields_cache
    assert made._state.adding and made.__dict__.keys() == known.__dict__.keys()


def test_what_is_made_for_each_object_is_its_own():
    one, other = fresh(Report), fresh(Report)
    assert one.pk != other.pk and isinstance(one.pk, UUID)
    one.flags.append("late")
    assert other.flags == [] and fresh(Report).flags == []


def test_both_ends_of_a_pair_know_each_other():
    report = fresh(Report)
    contact = fresh(Contact, report=report, phone="0937 1234567")
    assert report.contact is contact and contact.report is report and contact.report_id == report.pk
    assert contact.phone == "0937 1234567"


def test_a_name_that_the_model_does_not_have():
    with pytest.raises(TypeError, match="colour"):
        fresh(Case, colour="red")
