"""The forms of the phone pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.forms import PlainForm
from vitalgrid.loop.cases.forms import ReportForm, photos_field
from vitalgrid.loop.tasks.actions import RESULTS

GRID = 3  # the level from which on an area is small enough to be somebody's own


def own_areas(by: Actor) -> list[tuple[str, str]]:
    """The grids and patches that the worker's own posts are for, today: code and the words for it."""
    known = net()
    today = known.today()
    found: dict[str, str] = {}
    for grant in by.grants:
        if grant.area_level is not None and grant.area_level >= GRID:
            for area in (known.area(one) for one in grant.area_ids):
                if area is not None and area.is_valid_on(today):
                    found[area.code] = area.label
    return sorted(found.items())


class WorkerReportForm(ReportForm):
    """A report from the field: what, a picture, where."""

    is_record_to_follow = forms.BooleanField(
        label=_("Emergency told by voice: the record follows within the hour"), required=False
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, leave_out=("email",), **kwargs)
        self.fields["name"].label = _("Whose matter it is")
        own = own_areas(by)
        if own:  # the likely place of what a worker sees; a position that the phone finds wins over it
            nothing, *others = self.fields["area"].choices  # type: ignore[attr-defined]
            self.fields["area"].choices = [nothing, (_("My area"), own), *others]  # type: ignore[attr-defined]
            self.fields["area"].initial = own[0][0] if len(own) == 1 else ""
        self.fields["description"].help_text = ""

    def told_for(self) -> dict[str, bool]:
        """Whose matter it is, and whether the words follow a call: both more than what a resident says."""
        given = self.cleaned_data
        return {
            "is_on_behalf": bool(given.get("phone") or given.get("name")),
            "is_record_to_follow": bool(given.get("is_record_to_follow")),
        }


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
