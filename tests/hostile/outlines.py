# ruff: noqa: E501 - one kind of outline is one line
"""Outlines as hand-drawn maps and broken converters give them."""

import math
from random import Random
from typing import Any

WEST, SOUTH, SIZE = 97.0, 39.8, 0.04
STRANGE: tuple[Any, ...] = (
    None,
    "97.1",
    [],
    {},
    True,
    "NaN",
    float("nan"),
    float("inf"),
    -float("inf"),
    1e308,
    10**400,
    "\x00",
    [97.1],
)


def _square(dice: Random) -> list[list[Any]]:
    x, y = WEST + dice.random() * 0.1, SOUTH + dice.random() * 0.1
    w, h = SIZE * dice.random() + 1e-5, SIZE * dice.random() + 1e-5
    return [[x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y]]


def _star(dice: Random) -> list[list[Any]]:
    count = dice.choice((3, 5, 40, 400))
    turned = [(math.cos(2 * math.pi * i / count), math.sin(2 * math.pi * i / count)) for i in range(count)]
    ring = [[WEST + 0.05 + 0.03 * x * dice.random(), SOUTH + 0.05 + 0.03 * y * dice.random()] for x, y in turned]
    return [*ring, ring[0]]


def _spoilt(ring: list[list[Any]], dice: Random) -> list[Any]:
    ring = [list(position) for position in ring]
    match dice.randrange(13):
        case 0:
            ring = ring[:-1]  # not closed
        case 1:
            ring[1], ring[2] = ring[2], ring[1]  # bow tie
        case 2:
            ring = [[y, x] for x, y in ring]
        case 3:
            ring[dice.randrange(len(ring))][dice.randrange(2)] = dice.choice(STRANGE)
        case 4:
            ring[dice.randrange(len(ring))] = dice.choice(STRANGE)
        case 5:
            ring = ring[: dice.randrange(4)]
        case 6:
            ring = [[x + 82.98, y] for x, y in ring]  # over the antimeridian
        case 7:
            ring = [ring[0]] * len(ring)  # a point
        case 8:
            ring = [[x, ring[0][1]] for x, _ in ring]  # a line
        case 9:
            ring = ring[::-1]
        case 10:
            ring = [[*position, 1200.5, 9] for position in ring]
        case 11:
            ring = [p for p in ring for _ in range(dice.choice((2, 3)))]  # every position twice
        case _:
            ring = [[x * 1e5, y * 1e5] for x, y in ring]  # metres, or millimetres
    return ring


def _hole(ring: list[list[Any]], dice: Random) -> list[list[Any]]:
    move, shrink = dice.choice(((0.0, 0.4), (0.2, 0.4), (0.0, 1.0), (0.01, 1.2))), dice.choice((0.3, 1.0))
    x0, y0 = ring[0][0], ring[0][1]
    return [[x0 + (x - x0) * move[1] * shrink + move[0], y0 + (y - y0) * move[1] * shrink + move[0]] for x, y in ring]


def geometries(count: int, seed: int = 14) -> list[Any]:
    """`count` geometries: sound ones now and then."""
    dice = Random(seed)
    made: list[Any] = []
    for _ in range(count):
        ring = dice.choice((_square, _star))(dice)
        rings: list[Any] = [ring if dice.random() < 0.25 else _spoilt(ring, dice)]
        if dice.random() < 0.3:
            rings.append(_hole(ring, dice))
        match dice.randrange(10):
            case 0:
                made.append(dice.choice((None, [], "POLYGON((0 0,1 1,1 0,0 0))", 7, {"type": "Polygon"},
                                         {"type": "Point", "coordinates": [97, 39]}, {"type": "GeometryCollection", "geometries": []},
                                         {"type": "Polygon", "coordinates": None}, {"type": ["Polygon"], "coordinates": rings})))  # fmt: skip
            case 1 | 2:
                other = _square(dice)
                made.append({"type": "MultiPolygon", "coordinates": [rings, [other], [other]][: dice.randint(0, 3)]})
            case _:
                made.append({"type": "Polygon", "coordinates": rings})
    return made


def endless(count: int) -> dict[str, Any]:
    """A ring of `count` positions."""
    ring = [
        [
            WEST + 0.05 + 0.04 * math.cos(2 * math.pi * i / count),
            SOUTH + 0.05 + 0.04 * math.sin(2 * math.pi * i / count),
        ]
        for i in range(count)
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
