"""Broken outlines: sound, or refused with what is wrong and a mend, at the field; every point stays in one leaf."""

import json
from datetime import date
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from django.test import Client
from shapely.geometry import shape as shape_of

from tests.hostile.outlines import SIZE, SOUTH, WEST, endless, geometries
from tests.hostile.test_json import check_refusal
from tests.matrix.routes import Stage
from vitalgrid.city.grids.models import Area
from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.kit.geometry.checks import examine

TENTH, ALL = 300, 3000
BY_API = 10  # one in so many also goes through the API


def _check(count: int) -> int:
    sound = 0
    for geometry in geometries(count):
        found = examine(geometry)
        assert (found.shape is None) == bool(found.faults), geometry
        for fault in found.faults:
            assert fault.sentence and fault.proposal, geometry
        for made in (found.shape, found.mended):
            if made is not None:
                assert made.is_valid and not made.is_empty and made.geom_type in ("Polygon", "MultiPolygon"), geometry
                assert np.isfinite(made.bounds).all() and abs(made.bounds[0]) <= 180 and abs(made.bounds[1]) <= 90
        if found.mended is not None:  # a mend that has faults itself is none
            again = examine(json.loads(json.dumps(found.mended.__geo_interface__)))
            assert not again.faults, (geometry, again.faults)
        sound += found.shape is not None
    return sound


def test_outlines_are_sound_or_told_what_is_wrong() -> None:
    assert 10 < _check(TENTH) < TENTH * 0.6


@pytest.mark.soak
def test_many_outlines_are_sound_or_told_what_is_wrong() -> None:
    _check(ALL)


def test_an_oracle_of_its_own_agrees_on_what_is_sound() -> None:
    """shapely's own reading of the same GeoJSON must be valid wherever we say that it is."""
    for geometry in geometries(TENTH // 3, seed=15):
        found = examine(geometry)
        if found.shape is not None:
            read = shape_of({**geometry, "coordinates": _flat(geometry["coordinates"])})
            assert read.is_valid
            assert read.symmetric_difference(found.shape).area < 1e-12


def _flat(coordinates: Any) -> Any:
    """Without heights and what else stands behind longitude and latitude."""
    if coordinates and isinstance(coordinates[0], list):
        return [_flat(inner) for inner in coordinates]
    return coordinates[:2]


@pytest.mark.parametrize("count", [60_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_too_many_positions_are_made_fewer_or_refused(count: int) -> None:
    found = examine(endless(count))
    assert found.faults and found.shape is None
    assert found.mended is None or len(found.mended.exterior.coords) <= 50_001


def test_by_the_api(stage: Stage) -> None:
    client = stage.clients["administrator"]
    client.raise_request_exception = False
    before = list(Area.objects.order_by("id").values_list("revision", "boundary__min_lon"))
    for geometry in geometries(TENTH, seed=16)[::BY_API]:
        body = json.dumps({"boundary": geometry, "reason": "演示"}) if _is_json(geometry) else '{"boundary": NaN}'
        with transaction.atomic():
            answer = client.post("/api/v1/areas/1-1-1-1/boundary", body, content_type="application/json")
            if answer.status_code != 200:
                check_refusal(answer, geometry)
                told = answer.json()
                fields = [told.get("field", ""), *(one["field"] for one in told.get("errors", []))]
                assert any(field.startswith("boundary") for field in fields) or answer.status_code == 400, told
                assert list(Area.objects.order_by("id").values_list("revision", "boundary__min_lon")) == before
            transaction.set_rollback(True)


def _is_json(geometry: object) -> bool:
    try:
        json.dumps(geometry, allow_nan=False)
    except ValueError:
        return False
    return True


def test_every_point_lies_in_one_leaf_or_in_none(stage: Stage) -> None:
    """Seams, corners and far places included."""
    dice = np.random.default_rng(3)
    lons = [*dice.uniform(96.9, 97.3, 800), *(WEST + SIZE * n for n in range(5)), 180.0, -180.0, 0.0, 97.08]
    lats = [*dice.uniform(39.7, 40.1, 800), *(SOUTH + SIZE * n for n in range(5)), 90.0, -90.0, 0.0, 39.88]
    placed = net().place(lons, lats, date(2026, 3, 2))
    inside = [area for area in placed if area is not None]
    assert len(inside) > 100 and {area.level for area in inside} == {4}
    leaves = {leaf.code: leaf.boundary for leaf in Area.objects.filter(level=4).select_related("boundary")}
    for lon, lat, area in zip(lons, lats, placed, strict=True):
        around = [c for c, b in leaves.items() if b.min_lon < lon < b.max_lon and b.min_lat < lat < b.max_lat]
        assert len(around) <= 1
        assert not around or area is not None and around == [area.code], (lon, lat)
    assert Client().get("/healthz").status_code == 200
