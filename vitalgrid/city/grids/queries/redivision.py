"""What a re-division would make, before anybody decides: pieces, who goes where, whose post ends."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from vitalgrid.city.grids.access import access_area
from vitalgrid.city.grids.problems import CUT_MISSES, NOT_SIBLINGS, NOTHING_CHANGES, OUTLINE_MISSING
from vitalgrid.city.grids.queries.drawn import shapes_of
from vitalgrid.city.grids.queries.holders import Holder, holders_in
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.city.grids.queries.memory import net
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.geometry.checks import examine
from vitalgrid.foundation.kit.geometry.cutting import cut, largest_share, line_from_text
from vitalgrid.foundation.kit.geometry.shapes import polygons_only
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

MANAGE = "area.manage"
WHOLE = 0.999  # a patch of which less lies in one piece lies on both sides


@dataclass
class Part:
    """One of the new areas as it is proposed: what it takes, and what it may be called."""

    number: int
    shape: BaseGeometry | None
    code: str
    name: str
    name_en: str = ""
    households: int | None = None
    kind: str = ""
    takes: list[KnownArea] = field(default_factory=list)


@dataclass
class Redivision:
    """What would become what. `crossed` are the areas below that lie on both sides of the new border."""

    olds: list[KnownArea]
    parts: list[Part]
    below: list[KnownArea]
    crossed: list[KnownArea]
    ending: list[Holder]
    carried: int
    shapes: dict[KnownArea, BaseGeometry]

    def part_of(self, child: KnownArea) -> int:
        """The number of the part that would take the area below."""
        return next((part.number for part in self.parts if child in part.takes), 1)


def neighbours_of(area: KnownArea, on: date) -> list[KnownArea]:
    """The areas below the same parent that touch the area; all of them where outlines are missing."""
    siblings = [each for each in net().children(area.parent, on) if each.id != area.id] if area.parent else []
    shapes = shapes_of([area, *siblings])
    if area not in shapes:
        return siblings
    return [each for each in siblings if each in shapes and shapes[each].distance(shapes[area]) < 1e-6]


def plan_redivision(
    by: Actor, codes: Sequence[str], *, line: str = "", features: Sequence[dict[str, Any]] = (), frame: str = "wgs84"
) -> Redivision:
    """The proposal for the areas `codes`: cut along `line`, or as in `features`, or merged when neither is given.

    Raises `kit.forbidden`, `kit.not_found`, `grids.not_siblings`, `grids.cut_misses`, `grids.nothing_changes`,
    `grids.outline_missing`.
    """
    known = net()
    on = known.today()
    found = [known.area_by_code(code, on) for code in dict.fromkeys(codes)]
    olds = [access_area(by, each.id if each else None, MANAGE) for each in found]
    if not olds:
        raise Problem(NOT_FOUND)
    if len({(old.parent, old.level) for old in olds}) > 1:
        raise Problem(NOT_SIBLINGS, field="also")
    below = [child for old in olds for child in known.children(old.id, on)]
    shapes = shapes_of([*olds, *below])
    bare = [old.code for old in olds if old not in shapes]
    if bare and (line or features or len(olds) == 1):
        raise Problem(OUTLINE_MISSING, field="line", codes=", ".join(bare))
    parts = _parts(olds, shapes, line, features, frame)
    crossed = _share_out(parts, below, shapes)
    return Redivision(
        olds, parts, below, crossed, holders_in(olds, on), len(holders_in(below, on)) if below else 0, shapes
    )


def _parts(
    olds: list[KnownArea],
    shapes: dict[KnownArea, BaseGeometry],
    line: str,
    features: Sequence[dict[str, Any]],
    frame: str,
) -> list[Part]:
    if features:
        return [_given(number, one, olds, frame) for number, one in enumerate(features, start=1)]
    held = [shapes[old] for old in olds if old in shapes]
    whole = polygons_only(shapely.union_all(held)) if len(held) == len(olds) else None
    pieces: list[BaseGeometry | None] = [whole]
    if line.strip():
        drawn = line_from_text(line)
        pieces = list(cut(whole, drawn)) if drawn is not None and whole is not None else []
        if len(pieces) < 2:
            raise Problem(CUT_MISSES, field="line")
    elif len(olds) == 1:
        raise Problem(NOTHING_CHANGES, field="line")
    return _named(olds, shapes, pieces)


def _named(
    olds: list[KnownArea], shapes: dict[KnownArea, BaseGeometry], pieces: Sequence[BaseGeometry | None]
) -> list[Part]:
    """Each piece bears the name of the old area of which it has most; the others get the next free code."""
    free, parts = list(olds), []
    for number, piece in enumerate(pieces, start=1):
        near = [old for old in free if piece is not None and old in shapes] or free
        heir = max(near, key=lambda old: _common(piece, shapes.get(old)), default=None)
        if heir is not None:
            free.remove(heir)
            parts.append(Part(number, piece, heir.code, heir.name, heir.name_en, None, heir.kind))
        else:
            parts.append(Part(number, piece, f"{olds[0].code}-{number}", "", "", None, olds[0].kind))
    if len(parts) == 1:
        counts = [old.households_planned for old in olds]
        parts[0].households = sum(n or 0 for n in counts) if any(n is not None for n in counts) else None
    return parts


def _common(piece: BaseGeometry | None, old: BaseGeometry | None) -> float:
    return float(shapely.area(piece.intersection(old))) if piece is not None and old is not None else 0.0


def _given(number: int, feature: dict[str, Any], olds: list[KnownArea], frame: str) -> Part:
    told = feature["properties"]
    shape = examine(feature.get("geometry"), frame).shape
    if shape is None:
        raise Problem(OUTLINE_MISSING, field="features", codes=str(told.get("code", number)))
    households = told.get("households")
    return Part(
        number,
        shape,
        str(told["code"]).strip(),
        str(told["name"]).strip()[:80],
        str(told.get("name_en") or "")[:120],
        households if isinstance(households, int) else None,
        olds[0].kind,
    )


def _share_out(parts: list[Part], below: list[KnownArea], shapes: dict[KnownArea, BaseGeometry]) -> list[KnownArea]:
    """Give each area below to the part that holds most of it. Returns those that lie on both sides."""
    pieces = [part.shape for part in parts]
    crossed = []
    for child in below:
        best, share = 0, 1.0
        if child in shapes and all(piece is not None for piece in pieces):
            best, share = largest_share(shapes[child], [piece for piece in pieces if piece is not None])
        parts[best].takes.append(child)
        if share < WHOLE:
            crossed.append(child)
    return crossed
