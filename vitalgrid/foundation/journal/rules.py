"""Arithmetic on ranges of ids: what a seal covers, what is missing, what may still arrive. Ranges hold both ends."""

from collections.abc import Iterable
from dataclasses import dataclass

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hole:
    """Ids that were passed over. `bound` is a transaction number above every one that may still fill them."""

    low: int
    high: int
    bound: int


def ranges_of(ids: Iterable[int]) -> list[Range]:
    """Growing `ids` as ranges."""
    found: list[Range] = []
    for number in ids:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def gaps_between(after: int, ids: Iterable[int]) -> list[Range]:
    """The ranges missing between `after` (not included) and the last of the growing `ids`."""
    found: list[Range] = []
    expected = after + 1
    for number in ids:
        if number > expected:
            found.append((expected, number - 1))
        expected = number + 1
    return found


def without(whole: Range, ids: Iterable[int]) -> list[Range]:
    """What stays of `whole` when the growing `ids` inside it are taken out."""
    inside = [number for number in ids if whole[0] <= number <= whole[1]]
    return gaps_between(whole[0] - 1, [*inside, whole[1] + 1])


def settle(holes: Iterable[Hole], arrived: list[int], oldest_running: int) -> tuple[list[Hole], list[Range]]:
    """Split what is left of `holes` into those that may still be filled and those that never will.

    `arrived` are the growing ids found in them now; `oldest_running` is the number of the oldest transaction that ran
    before they were looked for. A hole whose every possible writer had ended by then is void.
    """
    still_open: list[Hole] = []
    void: list[Range] = []
    for hole in holes:
        for low, high in without((hole.low, hole.high), arrived):
            if oldest_running >= hole.bound:
                void.append((low, high))
            else:
                still_open.append(Hole(low, high, hole.bound))
    return still_open, void
