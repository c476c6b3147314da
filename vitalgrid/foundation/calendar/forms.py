"""The forms of the calendar's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.calendar.models import CalendarDay
from vitalgrid.foundation.kit.forms import DayInput, PlainForm

KINDS = (
    (CalendarDay.Kind.HOLIDAY, _("Nobody works")),
    (CalendarDay.Kind.MAKE_UP, _("Worked although it is a free weekday")),
    (CalendarDay.Kind.SPECIAL, _("Worked in other hours")),
)


class DayForm(PlainForm):
    """One day unlike its weekday."""

    day = forms.DateField(label=_("Day"), widget=DayInput())
    kind = forms.ChoiceField(label=_("What is different"), choices=KINDS)
    hours = forms.CharField(
        label=_("Hours"), required=False, max_length=120, help_text=_("Such as 09:00-11:00, 14:00-16:00.")
    )
    name = forms.CharField(label=_("What for"), required=False, max_length=80)
    source = forms.CharField(
        label=_("Source"), required=False, max_length=200, help_text=_("The notice that announced it.")
    )

    def change(self) -> dict[str, Any]:
        """The arguments of `actions.set_day`."""
        given = dict(self.cleaned_data)
        given["hours"] = [span.strip() for span in given["hours"].split(",") if span.strip()]
        return given
