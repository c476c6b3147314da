"""The areas below one area: overlaps, gaps and overhangs are named, and following the proposals mends them."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box
from shapely.ops import split

from vitalgrid.foundation.kit.geometry.coverage import Piece, coverage_faults, mended
from vitalgrid.foundation.kit.geometry.placement import NOWHERE, Placement
from vitalgrid.foundation.kit.geometry.shapes import square_metres

PARENT = Piece("p", box(97.0, 39.8, 97.2, 39.9))
LEFT, RIGHT = Piece("a", box(97.0, 39.8, 97.1, 39.9)), Piece("b", box(97.1, 39.8, 97.2, 39.9))


def test_neighbours_that_fit_have_no_fault():
    assert coverage_faults([LEFT, RIGHT], PARENT) == []


def test_overlap_names_both_its_place_and_its_size():
    wide = Piece("a", box(97.0, 39.8, 97.11, 39.9))
    (fault,) = coverage_faults([wide, RIGHT], PARENT)
    assert (fault.kind.code, fault.codes) == ("overlap", ("a", "b"))
    assert 97.1 < fault.lon < 97.11 and 39.8 < fault.lat < 39.9
    assert fault.square_metres == pytest.approx(square_metres(box(97.1, 39.8, 97.11, 39.9)), rel=1e-6)
    assert "a" in fault.sentence and "b" in fault.sentence and fault.give_to in fault.proposal


def test_gap_goes_to_the_neighbour_with_the_longest_border():
    low, high = Piece("b", box(97.12, 39.8, 97.2, 39.83)), Piece("c", box(97.12, 39.83, 97.2, 39.9))
    narrow = Piece("a", box(97.0, 39.88, 97.1, 39.9))
    rest = Piece("d", box(97.0, 39.8, 97.1, 39.88))
    (fault,) = coverage_faults([narrow, low, high, rest], PARENT)
    assert (fault.kind.code, fault.give_to) == ("gap", "d")
    assert 97.1 < fault.lon < 97.12


def test_gap_that_nobody_touches_asks_for_an_area():
    (fault,) = coverage_faults([Piece("a", box(97.0, 39.8, 97.2, 39.85))], PARENT)
    assert fault.kind.code == "gap"
    split = Piece("p", shapely.MultiPolygon([PARENT.shape, box(98, 40, 98.1, 40.1)]))
    (lone,) = coverage_faults([LEFT, RIGHT], split)
    assert (lone.kind.code, lone.give_to) == ("lone_gap", "")


def test_missing_outlines_silence_gaps_only():
    assert coverage_faults([LEFT], PARENT, is_complete=False) == []
    over = Piece("b", box(97.09, 39.8, 97.2, 39.9))
    assert [f.kind.code for f in coverage_faults([LEFT, over], PARENT, is_complete=False)] == ["overlap"]


def test_reaching_beyond_the_parent():
    (fault,) = coverage_faults([LEFT, Piece("b", box(97.1, 39.8, 97.25, 39.9))], PARENT)
    assert (fault.kind.code, fault.codes) == ("outside_parent", ("b", "p"))
    assert fault.lon > 97.2


def test_hole_between_areas_without_a_parent():
    boxes = {"s": box(0, 0, 3, 1), "n": box(0, 2, 3, 3), "w": box(0, 1, 1, 2), "e": box(2, 1, 3, 2)}
    ring = [Piece(code, shape) for code, shape in boxes.items()]
    (fault,) = coverage_faults(ring)
    assert fault.kind.code == "gap" and (round(fault.lon, 1), round(fault.lat, 1)) == (1.5, 1.5)


CUTS = st.lists(st.integers(1, 19), min_size=1, max_size=4, unique=True).map(sorted)
NUDGES = st.lists(st.integers(-3, 3), min_size=5, max_size=5)


@given(CUTS, NUDGES)
def test_following_the_proposals_leaves_no_fault(cuts: list[int], nudges: list[int]):
    edges = [0, *cuts, 20]
    pieces = []
    for number, (west, east) in enumerate(zip(edges, edges[1:], strict=False)):
        shifted = min(20.0, max(west + 0.25, east + nudges[number] / 8)) if east < 20 else 20.0
        pieces.append(Piece(f"g{number}", box(97 + west / 100, 39.8, 97 + shifted / 100, 39.9)))
    faults = coverage_faults(pieces, PARENT)
    shapes = mended(pieces, faults)
    after = [Piece(code, shape) for code, shape in shapes.items()]
    assert coverage_faults(after, PARENT) == []
    assert sum(square_metres(p.shape) for p in after) == pytest.approx(square_metres(PARENT.shape), rel=1e-6)


@st.composite
def divisions(draw: st.DrawFn) -> list[shapely.Geometry]:
    """A rectangle cut by lines through it: shapes that share borders and corners, however crooked."""
    shapes = [box(0, 0, 1, 1)]
    share = st.floats(0, 1, allow_nan=False).map(lambda value: round(value, 3))
    for _cut in range(draw(st.integers(1, 5))):
        line = shapely.LineString([(-1, draw(share) * 3 - 1), (2, draw(share) * 3 - 1)])
        if draw(st.booleans()):
            line = shapely.transform(line, lambda points: points[:, ::-1])
        shapes = [p for s in shapes for p in split(s, line).geoms]
    return [s for s in shapes if s.area > 1e-9]


@given(divisions(), st.integers(0, 2**32 - 1))
def test_every_point_falls_in_exactly_one_leaf(shapes: list, seed: int):
    random = np.random.default_rng(seed)
    corners = np.vstack([shapely.get_coordinates(shape) for shape in shapes])
    middles = np.vstack([(c[:-1] + c[1:]) / 2 for c in (shapely.get_coordinates(s) for s in shapes)])
    points = np.vstack([random.uniform(0, 1, (300, 2)), corners, middles, random.integers(0, 11, (50, 2)) / 10])
    points = np.clip(points, 0, 1)
    placement = Placement(shapes)
    found = placement.place(points[:, 0], points[:, 1])
    assert (found != NOWHERE).all()
    distances = [shapes[i].distance(shapely.Point(p)) for i, p in zip(found, points, strict=True)]
    assert max(distances) < 5e-6
    single = [int(placement.place(x, y)[0]) for x, y in points[:40]]
    assert single == found[:40].tolist()


def test_shared_border_and_corner_belong_to_the_first():
    placement = Placement([LEFT.shape, RIGHT.shape])
    assert placement.place([97.1, 97.1, 97.1], [39.8, 39.85, 39.9]).tolist() == [0, 0, 0]
    assert Placement([RIGHT.shape, LEFT.shape]).place(97.1, 39.85).tolist() == [0]


def test_far_away_and_no_number_lie_nowhere():
    placement = Placement([LEFT.shape, RIGHT.shape])
    found = placement.place([97.05, np.nan, np.inf, 0.0, 97.15], [39.85, 39.85, 39.85, 0.0, np.nan])
    assert found.tolist() == [0, NOWHERE, NOWHERE, NOWHERE, NOWHERE]
    assert Placement([]).place([97.05], [39.85]).tolist() == [NOWHERE]
