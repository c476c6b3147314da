"""The forms of the public site."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.foundation.kit.forms import PlainForm
from vitalgrid.loop.cases.filing import KeptPhoto
from vitalgrid.loop.cases.forms import NOTHING, ReportForm, photos_field

# The list of places, each below the one before: field -> level of the area that it names.
PLACES = {"town": 1, "village": 2, "group": 3}


class ReporterForm(ReportForm):
    """A report by a resident: anonymous if they like. The place is a pin, words, or a town, its village, its group.

    Only the villages of the chosen town are in the page: the list of all of them weighs more than everything else.
    """

    town = forms.CharField(label=_("Township or street"), required=False, widget=forms.Select)
    village = forms.CharField(label=_("Village or community"), required=False, widget=forms.Select)
    group = forms.CharField(label=_("Group or building"), required=False, widget=forms.Select)
    anonymous = forms.BooleanField(label=_("Without my name"), required=False)
    stored: list[KeptPhoto]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, leave_out=("email", "area"), **kwargs)
        above: KnownArea | None = next(iter(net().children(None)), None)
        for name in PLACES:
            below = net().children(above.id) if above else []
            choices = [NOTHING, *((area.code, area.label) for area in below)]
            self.fields[name].widget.choices = choices  # type: ignore[attr-defined]
            above = next((area for area in below if area.code == self[name].value()), None)

    def offers(self, name: str) -> bool:
        """Whether there is anything to choose from yet."""
        return len(self.fields[name].widget.choices) > 1  # type: ignore[attr-defined]

    @property
    def place(self) -> KnownArea | None:
        """The smallest area that is chosen; one that does not lie in the one above it counts for nothing."""
        found: KnownArea | None = None
        for name in PLACES:
            chosen = net().area_by_code(str(self[name].value() or ""))
            if chosen is None or (found is not None and chosen.parent != found.id):
                break
            found = chosen
        return found

    def answers(self) -> dict[str, Any]:
        """What `NewReport` takes, without photos and source."""
        given = super().answers() | {"is_anonymous": bool(self.cleaned_data.get("anonymous"))}
        return given | ({"area": self.place.code} if self.place else {})


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
