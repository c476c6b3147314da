"""An address as people write it names its area; the chain above decides between places of one name."""

import pytest

from vitalgrid.city.grids.rules.addresses import in_chinese, named_in, plain, shapes

NAMES = {
    "east": ["演示东镇"], "west": ["演示西乡"],
    "east-liu": ["示北村"], "west-liu": ["示北村"], "east-liu-2": ["示北村二组"], "west-liu-2": ["示北村二组"],
    "east-liu-12": ["示北村十二组"], "estate": ["示政社区", "Hezheng"],
}  # fmt: skip
ABOVE = {
    "east": [], "west": [], "east-liu": ["east"], "west-liu": ["west"], "estate": ["east"],
    "east-liu-2": ["east", "east-liu"], "west-liu-2": ["west", "west-liu"], "east-liu-12": ["east", "east-liu"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("演示西乡示北村2组15号", ["west-liu-2"]),
        ("演示东镇 示北村12组", ["east-liu-12"]),
        ("演示东，示北", ["east-liu"]),
        ("示政社区3号楼", ["estate"]),
        ("hezheng 3", ["estate"]),
        ("示北村二组", ["east-liu-2", "west-liu-2"]),
        ("西头", []),
        ("", []),
    ],
)
def test_an_address_names_its_area(words: str, found: list[str]) -> None:
    assert named_in(words, NAMES, ABOVE) == found


def test_numbers_of_groups_and_endings_of_names() -> None:
    assert [in_chinese(n) for n in (2, 10, 12, 20, 35)] == ["二", "十", "十二", "二十", "三十五"]
    assert plain("示北村 12组，3号楼") == "示北村十二组3号楼"
    assert shapes("示政社区") == ("示政社区", "示政")
    assert shapes("东镇") == ("东镇",)
