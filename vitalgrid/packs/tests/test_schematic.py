"""Drawn boundaries are nested, without gap or overlap, and the same for the same seed."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vitalgrid.packs import schematic

TREE = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=4), min_size=1, max_size=4)


def tree_of(form: list[list[int]]) -> list[tuple[str, str]]:
    tree = [("c", "")]
    for a, villages in enumerate(form):
        tree.append((f"c{a}", "c"))
        for b, patches in enumerate(villages):
            tree.append((f"c{a}{b}", f"c{a}"))
            tree += [(f"c{a}{b}{p}", f"c{a}{b}") for p in range(patches)]
    return tree


@settings(max_examples=25)
@given(TREE, st.integers(0, 1000))
def test_parts_fill_their_whole(form: list[list[int]], seed: int) -> None:
    tree = tree_of(form)
    try:
        shapes = schematic.draw(tree, (97.0, 40.3), (0.6, 0.4), seed)
    except ValueError:
        return  # said aloud, and another seed is tried
    for code, _parent in tree:
        below = [shapes[child] for child, parent in tree if parent == code]
        if below:
            assert sum(part.area for part in below) == pytest.approx(shapes[code].area, rel=1e-9)
        for one, other in combinations(below, 2):
            assert one.intersection(other).area < 1e-12
        assert shapes[code].is_valid


def test_the_same_seed_draws_the_same() -> None:
    tree = tree_of([[2, 3], [1, 2]])
    one = schematic.draw(tree, (97.0, 40.3), (0.6, 0.4), 3)
    assert {k: v.wkb for k, v in one.items()} == {
        k: v.wkb for k, v in schematic.draw(tree, (97.0, 40.3), (0.6, 0.4), 3).items()
    }
    assert one["c"].wkb != schematic.draw(tree, (97.0, 40.3), (0.6, 0.4), 4)["c"].wkb
