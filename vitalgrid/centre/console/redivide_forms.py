"""The form of a re-division: which areas, where the new border runs, from which day; then the names of what comes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalgrid.city.grids.actions import NewArea
from vitalgrid.city.grids.fields import GeoJsonField
from vitalgrid.city.grids.forms import features_of
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.city.grids.queries.redivision import Part, Redivision
from vitalgrid.foundation.kit.forms import DayInput, PlainForm
from vitalgrid.foundation.kit.geometry.frames import FRAMES
from vitalgrid.foundation.kit.geometry.shapes import to_geojson

LONGEST_FILE = 4_000_000


class RedivideForm(PlainForm):
    """Which areas become others, and how."""

    also = forms.MultipleChoiceField(
        label=_("Together with these neighbours"), required=False, widget=forms.CheckboxSelectMultiple
    )
    line = forms.CharField(
        label=_("New border"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea,
        help_text=_("Press the map from beyond one border to beyond another, or write longitude,latitude pairs."),
    )
    features = GeoJsonField(
        label=_("Or the new areas as a GeoJSON FeatureCollection"),
        required=False,
        max_length=LONGEST_FILE,
        help_text=_("Properties of each feature: code, name, households."),
    )
    file = forms.FileField(label=_("Or a file with it"), required=False)
    frame = forms.ChoiceField(label=_("Frame of the coordinates"), choices=[(f, f.upper()) for f in FRAMES])
    on = forms.DateField(label=_("From which day"), widget=DayInput())
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, neighbours: Sequence[KnownArea], *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["also"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(area.code, area.label) for area in neighbours]
        if not neighbours:
            del self.fields["also"]

    def clean_features(self) -> Any:
        """The features that were pasted, None when there are none."""
        found = self.cleaned_data.get("features")
        return features_of(found) if found is not None else None

    def clean_file(self) -> Any:
        """The text of the file, as if it had been pasted."""
        file = self.cleaned_data.get("file")
        if file is None:
            return None
        if file.size > LONGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 4 MB. Simplify the outlines first."))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The file is not text in UTF-8. Save it as GeoJSON.")) from error
        self.cleaned_data["features"] = features_of(GeoJsonField(max_length=LONGEST_FILE).clean(text))
        return None

    def plan(self, area: KnownArea) -> dict[str, Any]:
        """What `plan_redivision` is asked."""
        data = self.cleaned_data
        told = {"line": "" if data.get("features") else data["line"], "features": data.get("features") or []}
        return {"codes": [area.code, *data.get("also", [])], "frame": data["frame"], **told}


def new_areas(plan: Redivision, given: Mapping[str, Any]) -> list[NewArea]:
    """The areas to be made, with the names, households and areas below that were chosen on the page."""
    takes: dict[int, list[str]] = {part.number: [] for part in plan.parts}
    for child in plan.below:
        asked = str(given.get(f"take_{child.code}", ""))
        number = int(asked) if asked.isascii() and asked.isdigit() else plan.part_of(child)
        takes[number if number in takes else plan.part_of(child)].append(child.code)
    return [_new(part, given, takes[part.number]) for part in plan.parts]


def _new(part: Part, given: Mapping[str, Any], takes: Sequence[str]) -> NewArea:
    name = str(given.get(f"name_{part.number}", part.name)).strip()[:80]
    count = str(given.get(f"households_{part.number}", "")).strip()
    return NewArea(
        code=str(given.get(f"code_{part.number}", part.code)).strip(),
        name=name,
        name_en=part.name_en if name == part.name else "",
        kind=part.kind,
        households_planned=int(count) if count.isascii() and count.isdigit() and len(count) < 8 else None,
        boundary=to_geojson(part.shape) if part.shape is not None else None,
        source=str(_("re-division")),
        takes=tuple(takes),
    )
