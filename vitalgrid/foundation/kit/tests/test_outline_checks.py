"""One outline: every fault is named with its place, and what is offered instead is sound."""

import json
import math
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from vitalgrid.foundation.kit.geometry.checks import examine
from vitalgrid.foundation.kit.geometry.frames import convert
from vitalgrid.foundation.kit.geometry.shapes import from_geojson, square_metres, to_geojson

SQUARE = [[97.0, 39.8], [97.1, 39.8], [97.1, 39.9], [97.0, 39.9], [97.0, 39.8]]
NEAR = (96.0, 39.0, 98.0, 41.0)


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def kinds(geometry: Any, **given: Any) -> list[str]:
    return [fault.kind.code for fault in examine(geometry, **given).faults]


def test_sound_outline_has_no_fault_and_is_kept():
    found = examine(polygon(SQUARE), near=NEAR)
    assert not found.faults and found.shape.equals(box(97.0, 39.8, 97.1, 39.9))


BOW_TIE = [[97.0, 39.8], [97.1, 39.9], [97.1, 39.8], [97.0, 39.9], [97.0, 39.8]]
HOLE_AWAY = [[97.3, 39.8], [97.4, 39.8], [97.4, 39.9], [97.3, 39.8]]
FAULTY = {
    "self_intersection": polygon(BOW_TIE),
    "unclosed": polygon(SQUARE[:-1]),
    "hole_outside": polygon(SQUARE, HOLE_AWAY),
    "not_finite": polygon([*SQUARE[:2], [math.nan, 39.9], *SQUARE[2:]]),
    "swapped": polygon([[lat, lon] for lon, lat in SQUARE]),
    "out_of_range": polygon([[x * 10, y * 10] for x, y in SQUARE]),
    "too_few": polygon([[97.0, 39.8], [97.1, 39.8], [97.0, 39.8], [97.0, 39.8]]),
    "not_an_outline": {"type": "Point", "coordinates": [97.0, 39.8]},
    "antimeridian": polygon([[179.0, 1.0], [-179.0, 1.0], [-179.0, 2.0], [179.0, 2.0], [179.0, 1.0]]),
    "empty": polygon([[97.0, 39.8], [97.1, 39.8], [97.2, 39.8], [97.0, 39.8]]),
}


@pytest.mark.parametrize("kind", FAULTY)
def test_each_fault_is_named(kind: str):
    found = examine(FAULTY[kind])
    assert kind in [fault.kind.code for fault in found.faults]
    assert found.shape is None
    assert all(fault.sentence and fault.proposal and "%(" not in fault.sentence for fault in found.faults)


@pytest.mark.parametrize("kind", ["self_intersection", "unclosed", "hole_outside", "swapped", "antimeridian"])
def test_what_is_offered_instead_is_sound(kind: str):
    mended = examine(FAULTY[kind]).mended
    assert mended is not None and shapely.is_valid(mended)
    assert not examine(to_geojson(mended)).faults
    if kind in ("unclosed", "swapped", "hole_outside"):
        assert square_metres(mended) == pytest.approx(square_metres(box(97.0, 39.8, 97.1, 39.9)), rel=1e-9)


def test_a_bow_tie_names_the_place_where_it_crosses():
    fault = examine(FAULTY["self_intersection"]).faults[0]
    assert (round(fault.lon, 6), round(fault.lat, 6)) == (97.05, 39.85)


def test_an_outline_over_the_antimeridian_is_cut_in_two():
    mended = examine(FAULTY["antimeridian"]).mended
    assert len(mended.geoms) == 2 and mended.bounds == (-180, 1, 180, 2)
    assert square_metres(mended) == pytest.approx(square_metres(box(10, 1, 12, 2)), rel=1e-6)


def test_swapped_where_both_orders_are_on_the_earth_needs_to_know_where():
    swapped = polygon([[y, x] for x, y in ((30.0, 50.0), (30.1, 50.0), (30.1, 50.1), (30.0, 50.0))])
    assert kinds(swapped) == []
    assert kinds(swapped, near=(29, 49, 31, 51)) == ["swapped"]


def test_too_many_positions_come_back_simplified():
    turn = [[97 + 0.1 * math.cos(a / 1000), 39.8 + 0.1 * math.sin(a / 1000)] for a in range(6283)]
    found = examine(polygon([*turn, turn[0]]), max_vertices=500)
    assert [fault.kind.code for fault in found.faults] == ["too_many_vertices"]
    assert shapely.get_num_coordinates(found.mended) <= 500
    assert square_metres(found.mended) == pytest.approx(square_metres(shapely.Polygon(turn)), rel=0.001)


def test_another_frame_comes_out_in_wgs84():
    lon, lat = 97.05, 40.29
    shifted = [list(convert(x, y, "wgs84", "gcj02")) for x, y in SQUARE]
    found = examine(polygon(shifted), "gcj02")
    assert found.shape.equals_exact(shapely.Polygon(SQUARE), 1e-9)
    assert convert(lon, lat, "wgs84", "gcj02") != (lon, lat)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates"]), inner),
    max_leaves=20,
)


@given(JSON | st.fixed_dictionaries({"type": st.sampled_from(["Polygon", "MultiPolygon"]), "coordinates": JSON}))
def test_nothing_raises_whatever_comes(geometry: Any):
    found = examine(geometry)
    assert (found.shape is None) == bool(found.faults)


COORDINATE = st.integers(0, 6).map(lambda step: step / 10)
RING = st.lists(st.tuples(COORDINATE, COORDINATE).map(list), min_size=3, max_size=9)


@given(st.lists(RING, min_size=1, max_size=3))
def test_any_tangle_is_sound_or_mended_to_something_sound(rings: list):
    found = examine(json.loads(json.dumps(polygon(*rings))))
    if found.shape is not None:
        assert shapely.is_valid(found.shape)
    if found.mended is not None:
        assert shapely.is_valid(found.mended) and square_metres(found.mended) > 0


def test_surface_of_a_degree_square_on_the_equator():
    # R²·Δλ·(sin φ₂ − sin φ₁), the closed form for a rectangle of latitude and longitude
    expected = 6371007.2**2 * math.radians(1) * math.sin(math.radians(1))
    assert square_metres(box(0, 0, 1, 1)) == pytest.approx(expected, rel=1e-4)


def test_geojson_there_and_back():
    shape = shapely.Polygon(SQUARE, [[(97.02, 39.82), (97.05, 39.82), (97.05, 39.85), (97.02, 39.82)]])
    assert from_geojson(to_geojson(shape)).equals(shape)
    with pytest.raises(ValueError, match="LineString"):
        from_geojson({"type": "LineString", "coordinates": [[0, 0], [1, 1]]})
