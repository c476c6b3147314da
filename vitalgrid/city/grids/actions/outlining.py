"""Whether the outlines that an action brings are sound and fit their neighbours."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import shapely
from shapely.geometry.base import BaseGeometry

from vitalgrid.city.grids.models import Boundary
from vitalgrid.city.grids.problems import OUTLINE_FAULT, OUTLINES_DO_NOT_FIT
from vitalgrid.foundation.kit.geometry.checks import examine
from vitalgrid.foundation.kit.geometry.coverage import Piece, coverage_faults
from vitalgrid.foundation.kit.geometry.faults import Fault
from vitalgrid.foundation.kit.geometry.shapes import from_wkb
from vitalgrid.foundation.kit.problems import Problem


def refuse(faults: Iterable[Fault], field: str = "boundary") -> None:
    """Raise `grids.outlines_do_not_fit` with one error for each fault, if there are any."""
    errors = [Problem(OUTLINE_FAULT, field=field, what=fault.sentence, mend=fault.proposal) for fault in faults]
    if errors:
        raise Problem(OUTLINES_DO_NOT_FIT, field=field, errors=errors)


def sound_outline(geometry: Mapping[str, Any], frame: str) -> BaseGeometry:
    """The outline in WGS-84. Raises `grids.outlines_do_not_fit` with every fault."""
    examined = examine(geometry, frame)
    refuse(examined.faults)
    assert examined.shape is not None
    return examined.shape


def outlines_of(area_ids: Iterable[UUID]) -> dict[UUID, BaseGeometry]:
    """The outlines that stand in the table for these areas."""
    rows = list(Boundary.objects.filter(area__in=list(area_ids)).values_list("area", "wkb"))
    return dict(zip((row[0] for row in rows), from_wkb([bytes(row[1]) for row in rows]), strict=True))


def check_division(news: Sequence[Piece], olds: Sequence[Piece]) -> None:
    """The new outlines must cover exactly what the old ones covered: no gap, no overlap, nothing beyond."""
    whole = Piece(" + ".join(old.code for old in olds), shapely.union_all([old.shape for old in olds]))
    refuse(coverage_faults(news, whole))


def check_neighbours(news: Sequence[Piece], siblings: Sequence[Piece], parent: Piece | None) -> None:
    """The new outlines must not overlap each other or a neighbour, nor reach beyond the parent."""
    own = {piece.code for piece in news}
    faults = coverage_faults([*news, *siblings], parent, is_complete=False)
    refuse(fault for fault in faults if own & set(fault.codes))
