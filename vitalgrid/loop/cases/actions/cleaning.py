"""From what a person sent to what an effect can use: each answer checked, each error at its field."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.calendar.rules import parse_limit
from vitalgrid.foundation.files.marks import digests_of
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.days import FIRST_DAY, LAST_DAY
from vitalgrid.foundation.kit.problems import BAD_TEXT, INVALID, NOT_A_CHOICE, REQUIRED, TOO_LONG, Kind, Problem
from vitalgrid.loop.cases import problems as p
from vitalgrid.loop.cases.access import visible_to
from vitalgrid.loop.cases.models import Case, Category, Matter, Reason
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.rules import MAX_PARTS, MAX_PHOTOS
from vitalgrid.loop.cases.workflow import Field, FieldKind, Transition


def clean_moment(moment: datetime) -> datetime:
    """The moment, in the city's zone when it names none. Raises `cases.bad_moment` for years no clock of ours holds."""
    if not FIRST_DAY.year <= moment.year <= LAST_DAY.year:
        raise Problem(p.BAD_MOMENT)
    return moment if moment.tzinfo else moment.replace(tzinfo=city_zone())


def local_day(moment: datetime) -> date:
    """The day of `moment` in the city's zone."""
    return moment.astimezone(city_zone()).date()


def clean(row: Transition, given: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The answers to `row.fields`, as objects. Raises `kit.invalid` carrying one problem a field."""
    cleaned: dict[str, Any] = {}
    errors: list[Problem] = []
    for field in row.fields:
        try:
            cleaned[field.name] = clean_field(field, given.get(field.name), by)
        except Problem as problem:
            problem.field = field.name
            errors.append(problem)
    if errors:
        raise Problem(INVALID, errors=errors)
    return cleaned


def clean_field(field: Field, value: Any, by: Actor) -> Any:
    """One answer. Raises the problem that fits; the caller puts the field's name on it."""
    if value is None or value == "" or value == []:
        if field.is_required:
            raise Problem(REQUIRED)
        return _EMPTY.get(field.kind)
    return _CLEANERS[field.kind](field, value, by)


def clean_text(value: Any, limit: int) -> str:
    """Text as stored: no NUL, no lone surrogate, line ends as `\\n`, trimmed. Raises `kit.bad_text`, `kit.too_long`."""
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise Problem(BAD_TEXT)
    if len(text) > limit:
        raise Problem(TOO_LONG, limit=limit)
    return text


def _text(field: Field, value: Any, by: Actor) -> str:
    text = clean_text(value, field.limit)
    if field.is_required and not text:
        raise Problem(REQUIRED)
    return text


def _line(field: Field, value: Any, by: Actor) -> str:
    return " ".join(_text(field, value, by).split())


def _unit(field: Field, value: Any, by: Actor) -> Any:
    unit = net().unit_by_code(str(value), local_day(clock.now()))
    return _found(unit, p.UNKNOWN_UNIT)


def _units(field: Field, value: Any, by: Actor) -> list[Any]:
    codes = value.split(",") if isinstance(value, str) else list(value)
    return [_unit(field, str(code).strip(), by) for code in codes if str(code).strip()]


def _area(field: Field, value: Any, by: Actor) -> Any:
    return _found(net().area_by_code(str(value), local_day(clock.now())), p.UNKNOWN_AREA)


def _category(field: Field, value: Any, by: Actor) -> Category:
    return _found(catalogue().category(str(value)), p.UNKNOWN_CATEGORY)


def _matter(field: Field, value: Any, by: Actor) -> Matter:
    return _found(catalogue().matter(str(value), local_day(clock.now())), p.UNKNOWN_CATEGORY)


def _reason(field: Field, value: Any, by: Actor) -> Reason:
    return _found(catalogue().reason(field.source, str(value)), p.UNKNOWN_REASON)


def _case(field: Field, value: Any, by: Actor) -> Case:
    return _found(visible_to(by).filter(code=str(value).strip()).first(), p.UNKNOWN_CASE)


def _user(field: Field, value: Any, by: Actor) -> User:
    text = str(value)
    return _found(User.objects.filter(pk=int(text)).first() if text.isdigit() else None, NOT_A_CHOICE)


def _choice(field: Field, value: Any, by: Actor) -> str:
    if str(value) not in {key for key, _label in field.choices}:
        raise Problem(NOT_A_CHOICE)
    return str(value)


def _moment(field: Field, value: Any, by: Actor) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else parse_datetime(str(value))
    except ValueError:
        moment = None
    if moment is None:
        raise Problem(p.BAD_MOMENT)
    return clean_moment(moment)


def _limit(field: Field, value: Any, by: Actor) -> str:
    try:
        parse_limit(str(value))
    except (Problem, ValueError):
        raise Problem(p.BAD_LIMIT) from None
    return str(value).strip()


def _photos(field: Field, value: Any, by: Actor) -> list[str]:
    marks = [str(v).strip() for v in (value.split(",") if isinstance(value, str) else value)]
    return check_photos([mark for mark in marks if mark])


def check_photos(marks: list[str]) -> list[str]:
    """The digests behind marks of stored photos, each once. Raises `cases.too_many_photos`, `files.unknown_photo`."""
    marks = list(dict.fromkeys(marks))
    if len(marks) > MAX_PHOTOS:
        raise Problem(p.TOO_MANY_PHOTOS, limit=MAX_PHOTOS)
    return digests_of(marks)


def _shown(field: Field, value: Any, by: Actor) -> list[str]:
    """Digests, each once, in order; whether they are photos of the case the effect asks."""
    digests = [str(one).strip() for one in (value.split(",") if isinstance(value, str) else value)]
    digests = list(dict.fromkeys(one for one in digests if one))
    if len(digests) > MAX_PHOTOS:
        raise Problem(p.TOO_MANY_PHOTOS, limit=MAX_PHOTOS)
    return digests


def _flag(field: Field, value: Any, by: Actor) -> bool:
    return value if isinstance(value, bool) else str(value).lower() in ("1", "true", "yes", "on")


def _parts(field: Field, value: Any, by: Actor) -> list[dict[str, Any]]:
    """Two or more parts, each with words of its own; category and area may be left to triage."""
    if isinstance(value, str):  # a page's text box: one part a line
        value = [{"text": line} for line in value.splitlines() if line.strip()]
    if not isinstance(value, Sequence) or not 2 <= len(value) <= MAX_PARTS:
        raise Problem(p.SPLIT_EMPTY, limit=MAX_PARTS)
    return [_part(part, by) for part in value]


def _part(part: Any, by: Actor) -> dict[str, Any]:
    text = clean_text(part.get("text", ""), 2000) if isinstance(part, Mapping) else ""
    if not text:
        raise Problem(p.SPLIT_EMPTY, limit=MAX_PARTS)
    field = Field("parts", FieldKind.TEXT, "")
    category = _category(field, part["category"], by) if part.get("category") else None
    area = _area(field, part["area"], by) if part.get("area") else None
    return {"text": text, "category": category, "area": area}


def _found(thing: Any, kind: Kind) -> Any:
    if thing is None:
        raise Problem(kind)
    return thing


_EMPTY: dict[FieldKind, Any] = {
    FieldKind.TEXT: "",
    FieldKind.LINE: "",
    FieldKind.CHOICE: "",
    FieldKind.UNITS: (),
    FieldKind.PHOTOS: (),
    FieldKind.PARTS: (),
    FieldKind.SHOWN: (),
}
_CLEANERS = {
    FieldKind.TEXT: _text,
    FieldKind.LINE: _line,
    FieldKind.UNIT: _unit,
    FieldKind.UNITS: _units,
    FieldKind.AREA: _area,
    FieldKind.CATEGORY: _category,
    FieldKind.MATTER: _matter,
    FieldKind.CASE: _case,
    FieldKind.REASON: _reason,
    FieldKind.CHOICE: _choice,
    FieldKind.MOMENT: _moment,
    FieldKind.LIMIT: _limit,
    FieldKind.PHOTOS: _photos,
    FieldKind.SHOWN: _shown,
    FieldKind.FLAG: _flag,
    FieldKind.USER: _user,
    FieldKind.PARTS: _parts,
}
