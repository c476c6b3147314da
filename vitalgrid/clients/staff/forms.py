"""The forms of the phone pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.forms import PlainForm
from vitalgrid.loop.cases.forms import ReportForm, photos_field
from vitalgrid.loop.tasks.actions import RESULTS


class WorkerReportForm(ReportForm):
    """A report from the field: what, a picture, where."""

    is_record_to_follow = forms.BooleanField(
        label=_("Emergency told by voice: the record follows within the hour"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, leave_out=("email",), **kwargs)
        self.fields["name"].label = _("Whose matter it is")
        self.fields["description"].help_text = ""


class CheckForm(PlainForm):
    """What was seen on the spot."""

    result = forms.ChoiceField(
        label=_("Is it in order?"),
        choices=list(zip(RESULTS, (_("In order"), _("Not in order")), strict=True)),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What you saw"), required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000})
    )
    photos = photos_field()
