"""The ring says what the state says: six segments, one current, never by colour alone."""

import re
from math import atan2, degrees, isclose

import pytest

from vitalgrid.foundation.kit.ring import GEOMETRY, NOTCH, Ring, arc, svg


def kinds(ring: Ring, size: int = 16) -> list[str]:
    return re.findall(r'class="(r-[^"]+)"', svg(ring, size))


def angle(point: str) -> float:
    x, y = map(float, point.split())
    return degrees(atan2(x - 8, 8 - y)) % 360


def test_segments_before_the_current_are_done_and_after_it_to_come() -> None:
    assert kinds(Ring(3)) == ["r-done", "r-done", "r-now r-vital", "r-edge r-vital", "r-next", "r-next", "r-next"]


def test_overdue_is_a_notch_and_not_only_red() -> None:
    assert kinds(Ring(3, is_overdue=True))[2] == "r-over"
    path = re.search(r'd="([^"]+)" stroke-width="[\d.]+" class="r-over"', svg(Ring(3, is_overdue=True), 16))
    assert path
    starts_and_ends = [angle(f"{x} {y}") for x, y in re.findall(r"(?:M|1 )(-?[\d.]+) (-?[\d.]+)(?=[AM]|$)", path[1])]
    first_end, second_start = starts_and_ends[1], starts_and_ends[2]
    assert isclose(second_start - first_end, NOTCH, abs_tol=0.3)


def test_waiting_shows_bars_and_a_person_needed_a_dot() -> None:
    assert "r-dot r-call" in kinds(Ring(2, "call", "dot"))
    assert kinds(Ring(3, "info", "bars"))[-1] == "r-edge r-info"


def test_whole_and_barred() -> None:
    assert kinds(Ring(is_whole=True)) == ["r-done"]
    assert kinds(Ring(is_barred=True)) == ["r-done", "r-done"]
    assert "circle" in svg(Ring(is_barred=True), 16)


def test_the_tick_needs_room() -> None:
    ring = Ring(is_whole=True, middle="check")
    assert "r-round" not in svg(ring, 24)
    assert "r-round" in svg(ring, 48)


@pytest.mark.parametrize(
    ("size", "geometry"), [(16, GEOMETRY[2]), (24, GEOMETRY[1]), (40, GEOMETRY[0]), (96, GEOMETRY[0])]
)
def test_geometry_by_size(size: int, geometry: tuple[float, ...]) -> None:
    _least, radius, stroke, gap = geometry
    markup = svg(Ring(1), size)
    assert f'stroke-width="{stroke:g}"' in markup
    assert arc(radius, gap / 2, 60 - gap / 2) in markup


def test_arcs_run_clockwise_from_twelve() -> None:
    start, end = re.findall(r"(-?[\d.]+ -?[\d.]+)(?=A|$)", arc(6, 90, 150))
    assert isclose(angle(start), 90, abs_tol=0.1)
    assert isclose(angle(end), 150, abs_tol=0.1)
