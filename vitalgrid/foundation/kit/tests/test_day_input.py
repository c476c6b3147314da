"""A day stands in its field as browsers want it, in every language of the page."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

from vitalgrid.foundation.kit.forms import DayInput


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_day_is_written_as_iso(language: str) -> None:
    class One(forms.Form):
        day = forms.DateField(widget=DayInput())

    with translation.override(language):
        assert 'value="2026-03-05"' in str(One(initial={"day": date(2026, 3, 5)})["day"])
        assert One({"day": "2026-03-05"}).is_valid()
