"""Forms of the net's pages."""

from collections.abc import Iterable
from statistics import mode
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalgrid.city.grids.actions import NewArea, NewPost, NewUnit
from vitalgrid.city.grids.fields import AreaInput, GeoJsonField, PersonField, UnitInput
from vitalgrid.city.grids.models import AreaKind, DutyArea, EndReason, Platform, SourceType, UnitKind
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.known import KnownArea, KnownUnit
from vitalgrid.city.grids.rules.posts import place_fits
from vitalgrid.foundation.accounts.duties import PARTICIPATION
from vitalgrid.foundation.accounts.roles import ROLES, UNIT
from vitalgrid.foundation.kit.forms import DayInput, PlainForm
from vitalgrid.foundation.kit.geometry.frames import FRAMES

BLANK = [("", "—")]
USUAL_KINDS = {
    1: AreaKind.TOWNSHIP,
    2: AreaKind.VILLAGE,
    3: AreaKind.GROUP,
    4: AreaKind.PATCH,
}


def day_field(**given: Any) -> forms.DateField:
    """A day, with the browser's own calendar."""
    return forms.DateField(widget=DayInput(), **given)


class ReasonForm(PlainForm):
    """Something that takes effect on a day, with why."""

    on = day_field(label=_("From which day"))
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class AppointForm(ReasonForm):
    """Appoint somebody to a post at an area or a unit."""

    user = PersonField(label=_("Name or sign-in name"), max_length=80)
    role = forms.ChoiceField(label=_("Role"))
    source_type = forms.ChoiceField(label=_("Comes from"), required=False)
    title = forms.CharField(label=pgettext_lazy("post", "Title"), max_length=80, required=False)
    duty_phone = forms.CharField(
        label=_("Duty phone"), max_length=40, required=False, help_text=_("It is published. Never a private number.")
    )
    duties = forms.MultipleChoiceField(label=_("Duties"), required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ("user", "role", "on", "source_type", "title", "duty_phone", "duties", "reason")

    def __init__(self, place: KnownArea | KnownUnit | None, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.place = place
        _choices(self, "role", role_choices(place))
        _choices(self, "source_type", [*BLANK, *SourceType.choices])
        _choices(self, "duties", duty_choices())

    def post(self) -> NewPost:
        """What was asked for."""
        data = self.cleaned_data
        return NewPost(
            user_id=data["user"],
            role=data["role"],
            on=data["on"],
            area=self.place.id if isinstance(self.place, KnownArea) else None,
            unit=self.place.id if isinstance(self.place, KnownUnit) else None,
            source_type=data["source_type"],
            title=data["title"],
            duty_phone=data["duty_phone"],
            duties=tuple(data["duties"]),
        )


class ChangePostForm(PlainForm):
    """Change what a post is."""

    title = forms.CharField(label=pgettext_lazy("post", "Title"), max_length=80, required=False)
    duty_phone = forms.CharField(
        label=_("Duty phone"), max_length=40, required=False, help_text=_("It is published. Never a private number.")
    )
    source_type = forms.ChoiceField(label=_("Comes from"), required=False)
    duties = forms.MultipleChoiceField(label=_("Duties"), required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        _choices(self, "source_type", [*BLANK, *SourceType.choices])
        _choices(self, "duties", duty_choices())


class EndPostForm(ReasonForm):
    """End a post."""

    why = forms.ChoiceField(label=_("What happened"), choices=EndReason.choices)
    field_order = ("on", "why", "reason")


class HandOverForm(ReasonForm):
    """Hand a post over, with the list of what is handed over."""

    user = PersonField(label=_("Name or sign-in name of the new holder"), max_length=80)
    items = forms.CharField(
        label=_("What is handed over"),
        widget=forms.Textarea,
        required=False,
        max_length=4000,
        help_text=_("One thing a line, such as: 15 households; 2 open matters; the handbook; keys."),
    )
    notes = forms.CharField(label=_("To be known"), widget=forms.Textarea, required=False, max_length=4000)
    field_order = ("user", "on", "items", "notes", "reason")

    def lines(self) -> list[dict[str, str]]:
        """The things handed over."""
        return [{"what": line.strip()[:200]} for line in self.cleaned_data["items"].splitlines() if line.strip()]


class RenameAreaForm(ReasonForm):
    """Another name, code or kind from a day on."""

    name = forms.CharField(label=pgettext_lazy("area", "Name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    code = forms.CharField(label=pgettext_lazy("net", "Code"), max_length=60)
    kind = forms.ChoiceField(label=pgettext_lazy("net", "Kind"), choices=AreaKind.choices)
    field_order: tuple[str, ...] = ("name", "name_en", "code", "kind", "on", "reason")


class NewAreaForm(RenameAreaForm):
    """An area to be made below another."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=int)
    households = forms.IntegerField(label=_("Planned households"), min_value=0, required=False)
    field_order = ("name", "name_en", "code", "kind", "level", "households", "on", "reason")

    def __init__(self, parent: KnownArea, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        known = net()
        _choices(self, "level", [(n, known.level_name(n)) for n in range(parent.level + 1, 5)])
        beside = known.children(parent.id, known.today())
        self.initial.setdefault("kind", mode(each.kind for each in beside) if beside else USUAL_KINDS[parent.level + 1])

    def area(self) -> NewArea:
        """What was asked for."""
        data = self.cleaned_data
        return NewArea(
            code=data["code"].strip(),
            name=data["name"].strip(),
            name_en=data["name_en"].strip(),
            kind=data["kind"],
            households_planned=data["households"],
        )


class HouseholdsForm(PlainForm):
    """The planned number of households."""

    households = forms.IntegerField(label=_("Planned households"), min_value=0, required=False)
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class BoundaryForm(PlainForm):
    """The outline of an area."""

    geojson = GeoJsonField(label=_("Outline as GeoJSON (Polygon or MultiPolygon)"), max_length=4_000_000)
    frame = forms.ChoiceField(label=_("Frame of the coordinates"), choices=[(f, f.upper()) for f in FRAMES])
    source = forms.CharField(label=_("Where it is from"), max_length=200, required=False)
    is_schematic = forms.BooleanField(label=_("It is a schematic, not the real border"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class DivideForm(ReasonForm):
    """What an area becomes, as a GeoJSON FeatureCollection."""

    features = GeoJsonField(
        label=_("The new areas as a GeoJSON FeatureCollection"),
        max_length=4_000_000,
        help_text=_("Properties of each feature: code, name, name_en, kind, households, takes (codes below it)."),
    )
    frame = forms.ChoiceField(label=_("Frame of the coordinates"), choices=[(f, f.upper()) for f in FRAMES])
    field_order = ("features", "frame", "on", "reason")

    def clean_features(self) -> Any:
        """A list of features with properties that have a code and a name."""
        return features_of(self.cleaned_data["features"])

    def areas(self) -> list[NewArea]:
        """The new areas."""
        return [_area_of(feature, self.cleaned_data["frame"]) for feature in self.cleaned_data["features"]]


def features_of(found: Any) -> list[dict[str, Any]]:
    """The features of a FeatureCollection, each with a code and a name. Raises `ValidationError`."""
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not all(_is_feature(feature) for feature in features):
        raise forms.ValidationError(_("Give a FeatureCollection whose features have a code and a name."))
    return features


def _is_feature(feature: Any) -> bool:
    told = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(told, dict) or not all(isinstance(told.get(key), str) for key in ("code", "name")):
        return False
    is_count = told.get("households") is None or isinstance(told["households"], int)
    return is_count and isinstance(told.get("takes", []), list)


def _area_of(feature: dict[str, Any], frame: str) -> NewArea:
    told, shape = feature["properties"], feature.get("geometry")
    return NewArea(
        code=told["code"].strip(),
        name=told["name"].strip()[:80],
        name_en=str(told.get("name_en") or "")[:120],
        kind=str(told.get("kind") or "") if told.get("kind") in AreaKind.values else "",
        households_planned=told.get("households"),
        boundary=shape if isinstance(shape, dict) else None,
        frame=frame,
        source=str(told.get("source") or "")[:200],
        is_schematic=told.get("is_schematic") is True,
        takes=tuple(str(code) for code in told.get("takes", [])),
    )


class UnitForm(ReasonForm):
    """A unit to be made, or what a unit becomes."""

    name = forms.CharField(label=pgettext_lazy("area", "Name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    code = forms.CharField(label=pgettext_lazy("net", "Code"), max_length=60)
    kind = forms.ChoiceField(label=pgettext_lazy("net", "Kind"), choices=UnitKind.choices)
    platforms = forms.MultipleChoiceField(
        label=_("Platforms"), choices=Platform.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    parent = forms.CharField(label=_("Code of the unit above"), max_length=60, required=False, widget=UnitInput)
    area = forms.CharField(label=_("Code of the area where it works"), max_length=60, required=False, widget=AreaInput)
    duty_phone = forms.CharField(label=_("Duty phone"), max_length=40, required=False)
    field_order = (
        "name",
        "name_en",
        "code",
        "kind",
        "platforms",
        "parent",
        "area",
        "duty_phone",
        "also",
        "on",
        "reason",
    )

    also = forms.CharField(
        label=_("Codes of units that go into it"),
        max_length=400,
        required=False,
        help_text=_("Separated by spaces. They end on that day, and this unit follows them."),
    )

    def clean_also(self) -> Any:
        """The units' ids."""
        return [_found(net().unit_by_code, code) for code in self.cleaned_data["also"].replace(",", " ").split()]

    def clean_parent(self) -> Any:
        """The unit's id."""
        return _found(net().unit_by_code, self.cleaned_data["parent"])

    def clean_area(self) -> Any:
        """The area's id."""
        return _found(net().area_by_code, self.cleaned_data["area"])

    def unit(self) -> NewUnit:
        """What was asked for."""
        data = self.cleaned_data
        return NewUnit(
            code=data["code"].strip(),
            name=data["name"],
            name_en=data["name_en"],
            kind=data["kind"],
            platforms=tuple(data["platforms"]),
            parent=data["parent"],
            area=data["area"],
            duty_phone=data["duty_phone"],
        )


class EndUnitForm(ReasonForm):
    """End a unit, with what follows it if anything does."""

    successor = forms.CharField(
        label=_("Code of the unit that follows it"),
        max_length=60,
        required=False,
        widget=UnitInput,
        help_text=_("Left out: nothing follows it. Old cases stay with it, and its successor reaches them."),
    )
    field_order = ("successor", "on", "reason")

    def clean_successor(self) -> Any:
        """The unit's id."""
        return _found(net().unit_by_code, self.cleaned_data["successor"])


def _found(find: Any, code: str) -> Any:
    if not code:
        return None
    place = find(code.strip())
    if place is None:
        raise forms.ValidationError(_("There is nothing with this code today."))
    return place.id


def role_choices(place: KnownArea | KnownUnit | None) -> list[tuple[str, Any]]:
    """The roles that may be held at the place."""
    level = place.level if isinstance(place, KnownArea) else None
    has_unit = isinstance(place, KnownUnit)
    staff = [role for role in ROLES.values() if role.duty != PARTICIPATION]
    fitting = [role for role in staff if place_fits(role, level, has_unit=has_unit)]
    usual = sorted(fitting, key=lambda role: (role.level != level, (role.reach == UNIT) != has_unit))
    return [(role.code, role.label) for role in usual]


def duty_choices() -> list[tuple[str, str]]:
    """The duty areas."""
    return [(duty.code, str(duty)) for duty in DutyArea.objects.all()]


def _choices(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
