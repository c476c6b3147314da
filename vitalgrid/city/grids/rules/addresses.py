"""Which areas an address names, as people write it: 示北村2组12号, 演示镇 示北三组. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

# What people leave out of a name. Longest first, so that 街道 goes before 道.
ENDINGS = ("民族乡", "社区", "街道", "农场", "镇", "乡", "村")
SHORTEST = 2  # characters: a name of one is in every sentence
_NUMBER = re.compile(r"(\d{1,2})(?=[组社队片]|单元|网格)")
_DIGITS = "零一二三四五六七八九"
_IDLE = re.compile(r"[\s·,，。、（）()-]+")

K = TypeVar("K")


def in_chinese(number: int) -> str:
    """12 → 十二, 20 → 二十. Of 0–99."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def plain(words: str) -> str:
    """An address ready to be compared: no blanks and marks, lower case, numbers of groups as villages write them."""
    text = _IDLE.sub("", words.casefold())
    return _NUMBER.sub(lambda found: in_chinese(int(found[1])), text)


def shapes(name: str) -> tuple[str, ...]:
    """How a name may stand in an address: whole, or without what kind of place it is."""
    whole = plain(name)
    short = next((whole.removesuffix(end) for end in ENDINGS if whole.endswith(end)), whole)
    return (whole,) if short == whole or len(short) < SHORTEST else (whole, short)


def named_in(words: str, names: Mapping[K, Iterable[str]], above: Mapping[K, Sequence[K]]) -> list[K]:
    """The places whose name stands in `words`, best first; what only lies above another one found is left out.

    `names` are the names of each place, `above` the places above each, the nearest last. A place counts more the more
    of those above it are named too, then the longer its name, then the deeper it lies.
    """
    text = plain(words)
    found: dict[K, int] = {}
    for place, called in names.items():
        lengths = [len(shape) for name in called for shape in shapes(name) if len(shape) >= SHORTEST and shape in text]
        if lengths:
            found[place] = max(lengths)
    upper = {each for place in found for each in above[place] if each in found}

    def weight(place: K) -> tuple[int, int, int]:
        return sum(each in found for each in above[place]), found[place], len(above[place])

    left = [place for place in found if place not in upper]
    best = max(map(weight, left), default=(0, 0, 0))[0]
    return sorted((p for p in left if weight(p)[0] == best), key=weight, reverse=True)
