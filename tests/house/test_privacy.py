"""The product scores work and never residents."""

import re

from django.apps import apps
from django.db.models import Field, Model

ABOUT_PEOPLE = re.compile(r"resident|person|people|household|contact|report|party|complain|guardian|visitor", re.I)
LABELLING = re.compile(
    r"(^|_)(scor\w*|risk\w*|colou?r|stability|danger\w*|threat\w*|trust\w*|credit|rating|grade|blacklist\w*|watch\w*)(_|$)",
    re.I,
)
LABELS_ON_PEOPLE = re.compile(
    r"风险等级|维稳|重点人员|红黄绿|黑名单|信用分|积分等级|blacklist|watch ?list|risk level", re.I
)


def _own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("vitalgrid.")]


def _own_fields(model: type[Model]) -> list["Field[object, object]"]:
    return [field for field in model._meta.get_fields() if isinstance(field, Field)]


def test_no_score_of_a_resident() -> None:
    """Once the column exists somebody fills it, then somebody sorts by it, and a neighbour has become a red row."""
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in _own_models()
        if ABOUT_PEOPLE.search(model.__name__)
        for field in _own_fields(model)
        if LABELLING.search(field.name) or re.fullmatch(r"(\w+_)?level", field.name)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_choice_labels_a_person() -> None:
    """A choice named after a watch list makes one, whatever the help text says."""
    wrong = [
        f"{model.__name__}.{field.name}: {value} {label}"
        for model in _own_models()
        for field in _own_fields(model)
        for value, label in field.flatchoices or ()
        if LABELS_ON_PEOPLE.search(f"{value} {label}")
    ]
    assert not wrong, "\n".join(wrong)


def test_the_rule_would_find_one() -> None:
    """The pattern itself is tested: a rule that matches nothing guards nothing."""
    for name in ("risk_level", "score", "resident_colour", "stability", "is_watched"):
        assert LABELLING.search(name), name
    for name in ("scope", "description", "discord", "postcode"):
        assert not LABELLING.search(name), name
