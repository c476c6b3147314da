"""One set of areas becomes another on a day: the old rows stay as they were, everything below moves to new rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from shapely.geometry.base import BaseGeometry

from vitalgrid.city.grids.access import locked_areas
from vitalgrid.city.grids.actions.outlining import check_division, check_neighbours, outlines_of, sound_outline
from vitalgrid.city.grids.models import Area, Boundary, EndReason, Post, Succession, SuccessionKind
from vitalgrid.city.grids.outlines import boundary_of
from vitalgrid.city.grids.problems import (
    BAD_CODE,
    CHANGE_AHEAD,
    CHILD_LEFT,
    CHILD_UNKNOWN,
    CODE_TAKEN,
    NOT_OPEN,
    NOT_SIBLINGS,
    OUTLINE_MISSING,
    TOO_EARLY,
)
from vitalgrid.city.grids.queries.memory import net
from vitalgrid.foundation.kit.geometry.coverage import Piece
from vitalgrid.foundation.kit.geometry.frames import frame_named
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

MANAGE = "area.manage"
COPIED = (
    "geojson", "wkb", "min_lon", "min_lat", "max_lon", "max_lat", "square_metres", "source", "source_frame",
    "is_schematic",
)  # fmt: skip


@dataclass(frozen=True)
class NewArea:
    """An area to be made. `boundary` is a GeoJSON geometry in `frame`, None for none.

    `takes` names the codes of the areas below the old ones that stand below this one from then on; left out, it takes
    all when it is the only new one. `kind` and `households_planned` are those of the old area when left out.
    """

    code: str
    name: str
    name_en: str = ""
    kind: str = ""
    households_planned: int | None = None
    boundary: Mapping[str, Any] | None = None
    frame: str = "wgs84"
    source: str = ""
    is_schematic: bool = False
    is_invented: bool = False
    takes: tuple[str, ...] = ()
    note: str = ""


@dataclass
class Division:
    """What will be written."""

    areas: list[Area] = field(default_factory=list)
    boundaries: list[Boundary] = field(default_factory=list)
    successions: list[Succession] = field(default_factory=list)
    ended: list[UUID] = field(default_factory=list)  # areas that end on the day


def check_code(code: str) -> None:
    """Raise `grids.bad_code` for a code that paths and references could not carry."""
    if not code or len(code) > 60 or any(sign in "/@|" or sign.isspace() for sign in code):
        raise Problem(BAD_CODE, field="code")


def check_code_free(code: str, on: date, *, except_ids: Sequence[UUID] = ()) -> None:
    """Raise `grids.code_taken` when another area has or will have the code on or after the day `on`."""
    taken = Area.objects.filter(code=code).exclude(pk__in=list(except_ids))
    if taken.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on)).exists():
        raise Problem(CODE_TAKEN, field="code", code=code)


def check_day(on: date, *since: date) -> None:
    """Raise `grids.too_early` when `on` is past, or not after the first days of what changes."""
    earliest = max([net().today(), *(date.fromordinal(day.toordinal() + 1) for day in since)])
    if on < earliest:
        raise Problem(TOO_EARLY, field="on", earliest=earliest.isoformat())


def replace_areas(
    area_ids: Sequence[UUID], news: Sequence[NewArea], on: date, kind: SuccessionKind, *, keeps: bool = False
) -> list[Area]:
    """Let the areas become `news` on the day `on`; must run inside the action's transaction. Returns the new areas.

    `keeps`: the one new area keeps the outline of the one old. Raises what `check_*` of this module and of `outlining`
    raise.
    """
    olds = locked_areas(list(area_ids))
    _check_olds(olds, on)
    children = _children(olds, on)
    takes = _takes(news, children)
    for new in news:
        check_code(new.code)
        check_code_free(new.code, on, except_ids=[old.pk for old in olds])
    made = Division(ended=[old.pk for old in olds])
    parent = olds[0].parent
    for new in news:
        area = _made(new, olds[0], parent, on)
        made.areas.append(area)
        made.successions += [Succession(old=old, new=area, on=on, kind=kind) for old in olds]
    tops = list(made.areas)
    _outline(made, news, olds, keeps=keeps, on=on)
    for new, area in zip(news, tops, strict=True):
        for child in takes[new.code]:
            _move_below(made, child, area, on)
    _write(made, olds, on, is_one_to_one=len(olds) == len(news) == 1)
    return tops


def _check_olds(olds: Sequence[Area], on: date) -> None:
    if not olds:
        raise Problem(NOT_FOUND)
    for old in olds:
        if old.valid_until is not None:
            raise Problem(NOT_OPEN, name=old.name)
    if len({(old.parent_id, old.level) for old in olds}) > 1:
        raise Problem(NOT_SIBLINGS)
    check_day(on, *(old.valid_from for old in olds))


def _children(areas: Sequence[Area], on: date) -> list[Area]:
    """The open areas right below. Raises `grids.change_ahead` when one of them begins only after the day."""
    below = list(Area.objects.filter(parent__in=areas, valid_until__isnull=True).order_by("code"))
    ahead = [area.code for area in below if area.valid_from >= on]
    if ahead:
        raise Problem(CHANGE_AHEAD, codes=", ".join(ahead))
    return below


def _takes(news: Sequence[NewArea], children: Sequence[Area]) -> dict[str, list[Area]]:
    """Which new area takes which area below: every one exactly once."""
    if len({new.code for new in news}) < len(news):
        raise Problem(CODE_TAKEN, field="code", code=", ".join(new.code for new in news))
    if len(news) == 1 and not news[0].takes:
        return {news[0].code: list(children)}
    by_code = {child.code: child for child in children}
    wanted = [code for new in news for code in new.takes]
    wrong = [code for code in wanted if code not in by_code or wanted.count(code) > 1]
    if wrong:
        raise Problem(CHILD_UNKNOWN, field="takes", codes=", ".join(dict.fromkeys(wrong)))
    left = [code for code in by_code if code not in wanted]
    if left:
        raise Problem(CHILD_LEFT, field="takes", codes=", ".join(left))
    return {new.code: [by_code[code] for code in new.takes] for new in news}


def _made(new: NewArea, old: Area, parent: Area | None, on: date) -> Area:
    area = Area(
        id=new_id(),
        code=new.code,
        name=new.name,
        name_en=new.name_en,
        kind=new.kind or old.kind,
        level=old.level,
        households_planned=new.households_planned,
        is_invented=new.is_invented or old.is_invented,
        note=new.note,
        valid_from=on,
    )
    return put_below(area, parent)


def put_below(area: Area, parent: Area | None) -> Area:
    """Set the parent, the path and the ids above."""
    area.parent = parent
    area.path = f"{parent.path if parent else ''}{area.code}/"
    for level, name in ((1, "township"), (2, "village"), (3, "grid")):
        setattr(area, name, area.pk if area.level == level else getattr(parent, name, None))
    return area


def _outline(made: Division, news: Sequence[NewArea], olds: Sequence[Area], *, keeps: bool, on: date) -> None:
    held = outlines_of(old.pk for old in olds)
    if keeps:
        _copy_boundary(made, olds[0], made.areas[0])
        return
    shapes = {new.code: sound_outline(new.boundary, new.frame) for new in news if new.boundary is not None}
    pieces = [Piece(code, shape) for code, shape in shapes.items()]
    if len(held) == len(olds):
        without = [new.code for new in news if new.code not in shapes]
        if without:
            raise Problem(OUTLINE_MISSING, field="boundary", codes=", ".join(without))
        check_division(pieces, [Piece(old.code, held[old.pk]) for old in olds])
    else:
        check_neighbours(pieces, *around(olds[0].parent, [old.pk for old in olds], on))
    for new, area in zip(news, made.areas, strict=True):
        if new.code in shapes:
            made.boundaries.append(outlined(area, new, shapes[new.code]))


def outlined(area: Area, new: NewArea, shape: BaseGeometry) -> Boundary:
    """The boundary of a new area."""
    return boundary_of(
        area, shape, source=new.source, source_frame=frame_named(new.frame), is_schematic=new.is_schematic
    )


def around(parent: Area | None, but: Sequence[UUID], on: date) -> tuple[list[Piece], Piece | None]:
    """The outlines of the areas below `parent` on that day, save `but`, and the parent's own if it has one."""
    siblings = [a for a in net().children(parent.pk if parent else None, on) if a.id not in but]
    shapes = outlines_of([*(a.id for a in siblings), *([parent.pk] if parent else [])])
    above = Piece(parent.code, shapes[parent.pk]) if parent and parent.pk in shapes else None
    return [Piece(a.code, shapes[a.id]) for a in siblings if a.id in shapes], above


def _copy_boundary(made: Division, old: Area, area: Area) -> None:
    kept = Boundary.objects.filter(area=old).first()
    if kept is not None:
        made.boundaries.append(Boundary(area=area, **{name: getattr(kept, name) for name in COPIED}))


def _move_below(made: Division, old: Area, parent: Area, on: date) -> None:
    """A new row for `old` below `parent`, and so on down."""
    area = _made(
        NewArea(old.code, old.name, old.name_en, households_planned=old.households_planned, note=old.note),
        old,
        parent,
        on,
    )
    made.areas.append(area)
    made.ended.append(old.pk)
    made.successions.append(Succession(old=old, new=area, on=on, kind=SuccessionKind.MOVED))
    _copy_boundary(made, old, area)
    for child in _children([old], on):
        _move_below(made, child, area, on)


def _write(made: Division, olds: Sequence[Area], on: date, *, is_one_to_one: bool) -> None:
    Area.objects.filter(pk__in=made.ended).update(valid_until=on, revision=F("revision") + 1)
    Area.objects.bulk_create(made.areas)
    Boundary.objects.bulk_create(made.boundaries)
    Succession.objects.bulk_create(made.successions)
    if not is_one_to_one:
        end_posts_at(olds, on)


def end_posts_at(areas: Sequence[Area], on: date) -> None:
    """End every post held at the areas on the day `on`. What was to begin later never begins."""
    posts = Post.objects.filter(area__in=areas).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    ended = {"ended_reason": EndReason.REDIVIDED, "revision": F("revision") + 1}
    posts.filter(started_on__gt=on).update(ended_on=F("started_on"), **ended)
    posts.update(ended_on=on, **ended)
