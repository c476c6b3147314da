"""Frames of coordinates, against published pairs and there and back."""

import numpy as np
import pytest

from vitalgrid.foundation.kit.geometry.frames import FRAMES, convert, frame_named
from vitalgrid.foundation.kit.geometry.shapes import metres_between

# The worked example that the READMEs of the open map libraries share (Tiananmen), in degrees.
PUBLISHED = [
    ("wgs84", "gcj02", (116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    ("gcj02", "bd09", (116.404, 39.915), (116.41036949371029, 39.92133699351021)),
]


@pytest.mark.parametrize(("source", "target", "given", "expected"), PUBLISHED)
def test_published_pairs(source: str, target: str, given: tuple, expected: tuple):
    assert metres_between(*convert(*given, source, target), *expected) < 0.001


@pytest.mark.parametrize("frame", ["gcj02", "bd09"])
def test_ten_thousand_places_of_china_there_and_back(frame: str):
    random = np.random.default_rng(620981)
    lon, lat = random.uniform(73.5, 135.1, 10_000), random.uniform(3.4, 53.6, 10_000)
    shifted = convert(lon, lat, "wgs84", frame)
    back = convert(*shifted, frame)
    metres = [metres_between(*pair) for pair in zip(lon, lat, *back, strict=True)]
    assert max(metres) < 0.001
    moved = [metres_between(*pair) for pair in zip(lon, lat, *shifted, strict=True)]
    assert min(moved) > 10  # a frame that shifts nothing would come back as well


@pytest.mark.parametrize("frame", ["gcj02", "bd09"])
@pytest.mark.parametrize("place", [(-76.61, 39.29), (2.35, 48.86), (151.2, -33.87), (0.0, 0.0), (180.0, 90.0)])
def test_elsewhere_nothing_is_shifted(frame: str, place: tuple):
    assert convert(*place, "wgs84", frame) == place
    assert convert(*place, frame) == place


def test_one_place_and_an_array_agree():
    lon, lat = np.array([97.05, 116.4]), np.array([40.29, 39.9])
    for source in FRAMES:
        for target in FRAMES:
            bulk = convert(lon, lat, source, target)
            single = [convert(float(x), float(y), source, target) for x, y in zip(lon, lat, strict=True)]
            assert np.allclose(np.array(single).T, bulk, rtol=0, atol=1e-12)


def test_names_of_frames():
    assert [frame_named(n) for n in ("WGS-84", "CGCS2000", "GCJ02", "bd_09")] == ["wgs84", "wgs84", "gcj02", "bd09"]
    with pytest.raises(ValueError, match="mars"):
        frame_named("mars")
