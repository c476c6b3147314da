"""The small map of a case: what is written on it can be read."""

from vitalgrid.loop.cases.queries.sketch import Mark, Outline, Sketch


def outline(name: str, x: float, y: float, level: int = 2, *, is_here: bool = False) -> Outline:
    return Outline("M0 0Z", name, x, y, level, is_here)


def test_no_name_lies_on_another_or_on_a_mark_and_the_larger_area_goes_first() -> None:
    """Two neighbours once read as one: 演示甲演示甲社区单元."""
    outlines = [
        outline("演示·甲社区第一单元", 60, 60, 3),
        outline("演示·甲社区", 64, 62),
        outline("演示·乙社区", 200, 150),
        outline("演示·丙社区", 240, 40),
        outline("演示·此处", 150, 40, is_here=True),
        outline("演示·镇", 100, 180, 1),
    ]
    made = Sketch(outlines=outlines, marks=[Mark(240, 38, 1, "260302-0000001", is_overdue=False)], name="演示·此处")
    assert [one.name for one in made.named] == ["演示·甲社区", "演示·乙社区"]


def test_a_name_at_the_rim_is_moved_inside() -> None:
    (only,) = Sketch(outlines=[outline("演示·很远的社区", 1, 203)]).named
    assert only.x >= 38 and only.y <= 200
