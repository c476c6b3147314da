"""What is written here reads as Django's own templates would write it."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from vitalgrid.foundation.kit.forms import DayInput
from vitalgrid.foundation.kit.rendering import FormRenderer

GROUPED: list[Any] = [
    ("", gettext_lazy("— any —")),
    ("a&b", 'A "quoted" <b>'),
    (3, mark_safe("<i>three</i>")),
    ("下面", [("x", "演示·甲"), (None, 4711)]),
]


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.Select(choices=GROUPED), "a&b"),
        (forms.Select(choices=GROUPED, attrs={"required": True, "disabled": False, "data-n": 5}), ""),
        (forms.SelectMultiple(choices=GROUPED), ["3", "x"]),
        (forms.TextInput(attrs={"maxlength": 20, "placeholder": "<&>"}), 'a"<'),
        (forms.TextInput(), None),
        (forms.HiddenInput(), 0),
        (forms.NumberInput(attrs={"min": 1}), 4711),
        (DayInput(), "2026-03-05"),
        (forms.RadioSelect(choices=GROUPED), "x"),
        (forms.CheckboxInput(), True),
        (forms.Textarea(), "<p>"),
    ],
)
def test_a_field_reads_as_django_writes_it(widget: forms.Widget, value: Any) -> None:
    attrs = {"id": "id_演示"}
    ours = widget.render("名<", value, attrs, renderer=FormRenderer())
    theirs = widget.render("名<", value, attrs, renderer=DjangoTemplates())
    assert parse_html(ours) == parse_html(theirs)
