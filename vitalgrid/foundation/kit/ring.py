"""The loop ring: six segments for the stages of the loop, drawn as SVG. Geometry of the design page; no domain here.

Which state lights which segment is a table beside the workflow (`loop/cases/ring.py`), which makes `Ring` values.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin

from django.utils.safestring import SafeString, mark_safe

SEGMENTS = 6
TONES = ("vital", "call", "danger", "info")
# Box of 16 units. From a size in px up: radius, stroke, gap in degrees.
GEOMETRY = ((40, 6.9, 1.7, 9.0), (24, 6.4, 2.2, 12.0), (0, 6.0, 2.5, 15.0))
HAIRLINE = 1.0
OVERDUE_STROKE = 0.4
NOTCH = 14.0


@dataclass(frozen=True, slots=True)
class Ring:
    """What a ring shows. `current` is 1 … 6 (0: none is current), the segments before it are done.

    `tone` colours the current segment: vital (moving), call (a person must act), danger (past its time), info
    (waiting). `middle` is "", "dot" (somebody must act), "bars" (paused) or "check" (closed, from 40 px up).
    `is_whole` closes the ring, `is_barred` puts a bar across it (not possible, not accepted). `done` counts the solid
    segments where it is not all before `current`; extra solid ones (a mask) go into `solid`.
    """

    current: int = 0
    tone: str = "vital"
    middle: str = ""
    is_overdue: bool = False
    is_whole: bool = False
    is_barred: bool = False
    solid: frozenset[int] | None = None

    def is_solid(self, segment: int) -> bool:
        """Whether the segment (1 … 6) is done."""
        return segment in self.solid if self.solid is not None else segment < self.current


def _point(radius: float, degrees: float) -> str:
    angle = (degrees - 90) * pi / 180
    return f"{8 + radius * cos(angle):.2f} {8 + radius * sin(angle):.2f}"


def arc(radius: float, start: float, end: float) -> str:
    """Path data of an arc round (8, 8), clockwise from twelve, angles in degrees, shorter than half a turn."""
    return f"M{_point(radius, start)}A{radius:g} {radius:g} 0 0 1 {_point(radius, end)}"


def _stroke(data: str, width: float, kind: str) -> str:
    return f'<path d="{data}" stroke-width="{width:g}" class="{kind}"/>'


def _segment(ring: Ring, segment: int, radius: float, stroke: float, gap: float) -> str:
    start, end = (segment - 1) * 60 + gap / 2, segment * 60 - gap / 2
    if ring.is_solid(segment):
        return _stroke(arc(radius, start, end), stroke, "r-done")
    if segment != ring.current:
        return _stroke(arc(radius, start, end), HAIRLINE, "r-next")
    if ring.is_overdue:
        middle = (start + end) / 2
        pieces = arc(radius, start, middle - NOTCH / 2) + arc(radius, middle + NOTCH / 2, end)
        return _stroke(pieces, stroke + OVERDUE_STROKE, "r-over")
    edge = radius + stroke / 2 - 0.3
    return _stroke(arc(radius, start, end), stroke, f"r-now r-{ring.tone}") + _stroke(
        arc(edge, start, end), 0.6, f"r-edge r-{ring.tone}"
    )


def _middle(ring: Ring, stroke: float, size: int) -> str:
    tone = "danger" if ring.is_overdue else ring.tone
    if ring.is_barred:
        return f'<path d="M4.6 8H11.4" stroke-width="{stroke:g}" class="r-done"/>'
    if ring.middle == "dot":
        return f'<circle cx="8" cy="8" r="1.9" class="r-dot r-{tone}"/>'
    if ring.middle == "bars":
        return '<path d="M6.7 6V10M9.3 6V10" stroke-width="1.3" class="r-edge r-info"/>'
    if ring.middle == "check" and size >= GEOMETRY[0][0]:
        return '<path d="M5.4 8.2L7.2 10L10.8 6.2" stroke-width="1.1" class="r-done r-round"/>'
    return ""


@lru_cache(maxsize=2048)
def svg(ring: Ring, size: int = 16) -> SafeString:
    """The ring as inline SVG of `size` px. Hidden from screen readers: its word always stands beside it."""
    radius, stroke, gap = next(row[1:] for row in GEOMETRY if size >= row[0])
    if ring.is_whole or ring.is_barred:
        body = f'<circle cx="8" cy="8" r="{radius:g}" stroke-width="{stroke:g}" class="r-done"/>'
    else:
        body = "".join(_segment(ring, segment, radius, stroke, gap) for segment in range(1, SEGMENTS + 1))
    return mark_safe(
        f'<svg class="ring" width="{size}" height="{size}" viewBox="0 0 16 16" fill="none" aria-hidden="true" '
        f'focusable="false">{body}{_middle(ring, stroke, size)}</svg>'
    )
