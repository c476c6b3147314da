"""What a person narrows figures by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.forms import DayInput, PlainForm


class QuestionForm(PlainForm):
    """Period, area and unit; every answer may be left out."""

    first = forms.DateField(label=_("From"), required=False, widget=DayInput())
    last = forms.DateField(label=_("To"), required=False, widget=DayInput())
    area = forms.CharField(label=_("Area"), required=False, max_length=80, help_text=_("Code or exact name."))
    unit = forms.CharField(label=_("Unit"), required=False, max_length=80, help_text=_("Code or exact name."))
