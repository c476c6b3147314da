"""Forms made from the rows of the transition table, and the form of a report. No rule lives here."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from vitalgrid.city.grids.fields import PersonField
from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.known import KnownUnit
from vitalgrid.foundation.calendar.queries import work_calendar
from vitalgrid.foundation.calendar.rules import due_at, parse_limit
from vitalgrid.foundation.kit.forms import PlainForm
from vitalgrid.foundation.kit.moments import short_day
from vitalgrid.foundation.kit.problems import REQUIRED
from vitalgrid.loop.cases.models import Case, Category, Matter
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.shown import showable_photos
from vitalgrid.loop.cases.rules import MAX_DESCRIPTION, MAX_PHOTOS, limit_words
from vitalgrid.loop.cases.workflow import Field, Procedure, Transition
from vitalgrid.loop.cases.workflow import FieldKind as K

Choices = list[tuple[Any, Any]]
IN_GENERAL = _("in general")
LIMITS = ("1 d", "2 wd", "3 wd", "5 wd", "10 wd", "15 wd")  # what more time is asked for
FEW = 9  # reasons (with the empty one) that stand open as cards; more of them fold into a list
NOTHING: tuple[Any, Any] = ("", _("— choose —"))


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several photos; on a phone it offers the camera."""

    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Several uploaded files as a list; none is an empty list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file by Django's own checks; how many are too many the action says."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFiles, self).clean(one, initial) for one in given if one]


def _photos_hint() -> str:
    return gettext("At most %(count)s. Please keep people out of the picture.") % {"count": MAX_PHOTOS}


def photos_field(label: Any = _("Photos")) -> ManyFiles:
    """The field for photos."""
    return ManyFiles(
        label=label,
        required=False,
        help_text=lazy(_photos_hint, str)(),
        widget=ManyFilesInput(attrs={"accept": "image/*"}),
    )


def category_choices() -> Choices:
    """Classes as groups, their sub-classes inside; a class without sub-classes stands alone."""
    grouped: Choices = [NOTHING]
    for top, below in catalogue().tree():
        inside = [(one.code, name_of(one)) for one in below]
        grouped.append((name_of(top), [(top.code, f"{name_of(top)} · {IN_GENERAL}"), *inside]))
    return grouped


def matter_choices() -> Choices:
    """Today's admitted matters under their class."""
    known, today = catalogue(), net().today()
    groups: dict[str, list[tuple[str, str]]] = {}
    for matter in known.matters:
        if matter.effective_on <= today and (not matter.ended_on or today < matter.ended_on):
            top = known.top_of(known.category_by_id(matter.category_id))
            groups.setdefault(name_of(top) if top else "", []).append((matter.code, f"{matter.code} {name_of(matter)}"))
    return [NOTHING, *groups.items()]


def unit_choices(township: Any = None) -> Choices:
    """Units that can handle, today: the township's own stations first, then the city's."""
    known = net()
    own: list[tuple[str, str]] = []
    city: list[tuple[str, str]] = []
    for unit in known.units.all_on(known.today()):
        if unit.area is None:
            city.append((unit.code, unit.label))
        elif township is not None and unit.area == township:
            own.append((unit.code, unit.label))
    groups: Choices = [NOTHING]
    if own:
        groups.append((_("This township"), own))
    return [*groups, (_("City units"), city)]


def area_choices(top: Any = None) -> Choices:
    """Villages and their grids under each township, today."""
    known = net()
    today = known.today()
    roots = [area for area in known.areas.all_on(today) if area.level == 1 and (top is None or area.id == top)]
    found: Choices = [NOTHING]
    for root in roots:
        inside = [(root.code, root.label)]
        for area in known.areas.below(root.id, today):
            if area.level in (2, 3):
                inside.append((area.code, f"{'　' * (area.level - 1)}{area.label}"))
        found.append((root.label, inside))
    return found


def limit_choices(case: Case | None) -> list[tuple[str, str]]:
    """How much more time can be asked for, each with the day that it would lead to."""
    calendar, zone = work_calendar(), timezone.get_current_timezone()
    found = []
    for limit in LIMITS:
        words = limit_words(limit)
        if case is not None and case.due_at is not None:
            day = due_at(case.due_at, parse_limit(limit), calendar).astimezone(zone).date()
            until = gettext("until %(day)s") % {"day": short_day(day, get_language() or "zh-hans")}
            words = f"{words} · {until}"
        found.append((limit, words))
    return found


def reason_choices(kind: str) -> Choices:
    """The reasons of a kind that may be given."""
    return [NOTHING, *((reason.code, name_of(reason)) for reason in catalogue().reasons.get(kind, []))]


class VerbForm(PlainForm):
    """The form of one verb. Reads its answers as plain values: `move_case` checks them and says what is wrong."""

    expected_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Transition, case: Case, **kwargs: Any) -> None:
        is_asked = any(field.kind == K.SHOWN for field in row.fields)
        self.showable = showable_photos(case) if is_asked else []
        initial = {"expected_revision": case.revision, **suggested(row, case), **kwargs.pop("initial", {})}
        if is_asked:
            initial["shown"] = [photo.blob_id for photo in self.showable if photo.is_public]
        super().__init__(*args, initial=initial, **kwargs)
        self.row, self.is_apart = row, case.is_integrity
        for field in row.fields:
            if field.name == "mediation" and case.procedure != Procedure.MEDIATION:
                continue  # nobody mediated a manhole
            if field.kind == K.SHOWN and not self.showable:
                continue  # no photo, or a matter about persons
            self.fields[field.name] = self._shown_field(field) if field.kind == K.SHOWN else form_field(field, case)
            self.fields[field.name].error_messages["required"] = str(REQUIRED.sentence)
        if row.verb == "return" and case.lead_unit_id:
            self._leave_out(net().unit(case.lead_unit_id))
        if row.verb in ("assign", "reassign") and self.initial.get("unit"):
            self.fields["unit"].help_text = _("This unit usually does it. A proposal: you decide.")
        # A form that is whole by its proposals waits for one Enter; another one for its first answer.
        needed = [name for name, one in self.fields.items() if one.required]
        self.is_whole = bool(needed) and not self.is_bound and all(self.initial.get(name) for name in needed)
        first = next((name for name in self.fields if name != "expected_revision"), "")
        if first and not self.is_whole:
            self.fields[first].widget.attrs["autofocus"] = True

    def _shown_field(self, field: Field) -> forms.Field:
        """One box a photo, none ticked but those that everybody sees now."""
        common: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.hint}
        choices = [(photo.blob_id, photo) for photo in self.showable]
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)

    def shown_with(self, case: Case) -> None:
        """The refused form comes back beside the case as it is now: sent again, it means this state."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["expected_revision"] = str(case.revision)  # type: ignore[index]

    def _leave_out(self, unit: Any) -> None:
        """Whoever returns a case does not propose themselves."""
        groups = list(self.fields["unit"].choices)  # type: ignore[attr-defined]
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            (name, [one for one in inside if one[0] != unit.code])
            if isinstance(inside, (list, tuple))
            else (name, inside)
            for name, inside in groups
            if name != unit.code
        ]

    def put_first(self, codes: Sequence[str]) -> None:
        """Units that somebody proposed stand before all others."""
        known = net()
        units = [unit for code in codes if (unit := known.unit_by_code(code))]
        if units and "unit" in self.fields:
            field = self.fields["unit"]
            group = (gettext("Proposed"), [(unit.code, unit.label) for unit in units])
            field.choices = [NOTHING, group, *list(field.choices)[1:]]  # type: ignore[attr-defined]

    @property
    def outside(self) -> list[forms.BoundField]:
        """The fields that the reporter reads."""
        return [self[name] for name in self.fields if self._reader(name) == "outside"]

    @property
    def inside(self) -> list[forms.BoundField]:
        """The words and photos that only staff read."""
        return [self[name] for name in self.fields if self._reader(name) == "inside"]

    @property
    def plain(self) -> list[forms.BoundField]:
        """What is chosen and not written, in the table's order."""
        return [self[name] for name in self.fields if self._reader(name) == "plain"]

    def _reader(self, name: str) -> str:
        row = next((field for field in self.row.fields if field.name == name), None)
        if row is None or row.kind not in (K.TEXT, K.PHOTOS, K.SHOWN):
            return "plain"
        is_shown = row.kind == K.PHOTOS and self.row.is_public and not self.is_apart
        return "outside" if row.is_public or is_shown or row.kind == K.SHOWN else "inside"

    def answers(self) -> dict[str, Any]:
        """What was filled in, without photos (stored first, by the page) and without what was left empty."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("photos", "expected_revision") and value not in (None, "", [])
        }


def suggested(row: Transition, case: Case) -> dict[str, Any]:
    """What the case itself suggests: its category, the unit that usually does this, the outcome the unit proposed."""
    known = catalogue()
    category, matter = known.category_by_id(case.category_id), known.matter_by_id(case.matter_id)
    names = {field.name for field in row.fields}
    found: dict[str, Any] = {}
    if "category" in names and category:
        found["category"] = category.code
    if "matter" in names and matter:
        found["matter"] = matter.code
    if row.verb == "assign":
        usual = matter.lead_unit_id if matter and matter.lead_unit_id else category.lead_unit_id if category else None
        unit = net().unit(usual) if case.desk == "centre" else _station(case, (matter, category))
        if unit:
            found["unit"] = unit.code
    if "outcome" in names and case.outcome:
        found["outcome"] = case.outcome
    if row.verb == "accept":
        found |= {"title": case.title, "urgency": case.urgency}
    return found


def _station(case: Case, kinds: Iterable[Matter | Category | None]) -> KnownUnit | None:
    """The township's own station that usually does this: its code is the township's with the kind behind it."""
    township = net().area(case.township)
    kind = next((one.station_kind for one in kinds if one and one.station_kind), "")
    return net().unit_by_code(f"{township.code}-{kind}") if township and kind else None


def form_field(field: Field, case: Case | None) -> forms.Field:
    """The control for one answer of a verb; without a case, for many at once."""
    common: dict[str, Any] = {"label": field.label, "required": field.is_required, "help_text": field.hint}
    choices = _choices_of(field, case)
    if field.kind == K.UNITS:
        return forms.MultipleChoiceField(choices=choices[1:], widget=forms.CheckboxSelectMultiple, **common)
    if field.kind == K.LIMIT:
        common["help_text"] = ""
        return forms.CharField(widget=forms.RadioSelect(choices=limit_choices(case)), **common)
    if field.kind == K.REASON and len(choices) <= FEW:
        return forms.ChoiceField(choices=choices[1:], widget=forms.RadioSelect, **common)
    if choices:
        return forms.ChoiceField(choices=choices, **common)
    if field.kind in (K.TEXT, K.PARTS):
        rows = 5 if field.kind == K.PARTS else 3
        return forms.CharField(widget=forms.Textarea(attrs={"rows": rows, "maxlength": field.limit}), **common)
    if field.kind == K.MOMENT:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return forms.CharField(widget=widget, **common)
    if field.kind == K.PHOTOS:
        return photos_field(field.label)
    if field.kind == K.USER:
        return _somebody(**common)
    return forms.CharField(max_length=field.limit, **common)


def _somebody(**common: Any) -> forms.Field:
    """Somebody by name: nobody knows the numbers of accounts."""
    common["help_text"] = _("The name, or the sign-in name.")
    unknown = _("There is no account with this name. Look at how it is written, or tell the unit alone.")
    return PersonField(max_length=80, error_messages={"unknown": unknown}, **common)


def _choices_of(field: Field, case: Case | None) -> Choices:
    if field.kind in (K.UNIT, K.UNITS):
        return unit_choices(case.township if case else None)
    if field.kind == K.AREA:
        return area_choices()
    if field.kind == K.CATEGORY:
        return category_choices()
    if field.kind == K.MATTER:
        return matter_choices()
    if field.kind == K.REASON:
        return reason_choices(field.source)
    if field.kind == K.CHOICE:
        return [NOTHING, *field.choices]
    if field.kind == K.FLAG:
        return [NOTHING, ("yes", _("Yes")), ("no", _("No"))]
    return []


class ReportForm(PlainForm):
    """A report by a person. Only the words are needed."""

    description = forms.CharField(
        label=_("What is the matter?"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": MAX_DESCRIPTION}),
        help_text=_("For example: the street light by the east gate has been out for three days."),
    )
    category = forms.ChoiceField(label=_("Kind"), required=False, help_text=_("Not sure? Leave it; we sort it out."))
    photos = photos_field()
    area = forms.ChoiceField(label=_("Village or community"), required=False)
    address = forms.CharField(label=_("Where exactly"), max_length=300, required=False)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    accuracy = forms.FloatField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Your name"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, help_text=_("Only for questions about this matter.")
    )
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)

    def __init__(self, *args: Any, leave_out: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices()  # type: ignore[attr-defined]
        self.fields["area"].choices = area_choices()  # type: ignore[attr-defined]
        self.fields["phone"].widget.attrs |= {"inputmode": "tel", "autocomplete": "tel"}
        self.fields["name"].widget.attrs |= {"autocomplete": "name"}
        self.fields["email"].widget.attrs |= {"autocomplete": "email", "inputmode": "email"}
        for name in ("name", "phone", "email"):
            self.fields[name].widget.attrs["data-private"] = ""  # a draft on a shared machine keeps no person
        for name in leave_out:
            del self.fields[name]

    def answers(self) -> dict[str, Any]:
        """What `NewReport` takes, without photos and source."""
        names = ("description", "category", "area", "address", "lon", "lat", "accuracy", "name", "phone", "email")
        given = {name: self.cleaned_data.get(name) for name in names}
        return {name: value for name, value in given.items() if value not in (None, "")}
