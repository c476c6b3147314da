"""The forms of the public site."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.forms import PlainForm
from vitalgrid.loop.cases.forms import ReportForm, photos_field

IDEMPOTENCY = "key"


class ReporterForm(ReportForm):
    """A report by a resident: anonymous if they like."""

    anonymous = forms.BooleanField(label=_("Without my name"), required=False)
    field_order = ("description", "category", "photos", "area", "address", "name", "phone", "email", "anonymous")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, leave_out=("email",), **kwargs)


class WordsForm(PlainForm):
    """A few words, and photos."""

    text = forms.CharField(
        label=_("Your words"), required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000})
    )
    photos = photos_field()


class WithdrawForm(PlainForm):
    """Taking a report back."""

    text = forms.CharField(label=_("Why (if you like)"), required=False, max_length=500)


class RateForm(PlainForm):
    """Two questions, one tap each."""

    solved = forms.ChoiceField(
        label=_("Is it solved?"),
        required=False,
        choices=[("yes", _("Yes, it is")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    satisfied = forms.ChoiceField(
        label=_("Are you satisfied?"),
        required=False,
        choices=[("yes", _("Satisfied")), ("partly", _("So-so")), ("no", _("Not satisfied"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("In your words"), required=False, max_length=1000)


class ContestForm(WordsForm):
    """It is not solved."""


class ReviewForm(PlainForm):
    """A petition looked at again."""

    text = forms.CharField(
        label=_("What should be looked at again"), widget=forms.Textarea(attrs={"rows": 4, "maxlength": 2000})
    )


FORMS: dict[str, type[PlainForm]] = {
    "add": WordsForm,
    "withdraw": WithdrawForm,
    "rate": RateForm,
    "contest": ContestForm,
    "request_review": ReviewForm,
}
