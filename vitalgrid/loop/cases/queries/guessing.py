"""Which kind a matter probably is, by the catalogue's own words. A proposal for a person, made without any training.

Every category is known by its name, its hint and the names of the admitted matters under it. A pair of characters
(or a Latin word) counts by how few categories share it, so that 路灯 says much and 村里 nothing.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import log

from vitalgrid.foundation.search.rules import fold, pairs_of
from vitalgrid.loop.cases.models import Category
from vitalgrid.loop.cases.queries.catalogue import Catalogue, catalogue

LEAST = 0.75  # the weight of one telling pair of a name
CLEARER = 1.15  # times the next class: below it nobody should be told that we know
LATIN = re.compile(r"[a-z]{4,}")
NAME, MATTER = 1.0, 0.6  # what a pair in the category's own name counts, and one in its hint or matters


@dataclass(frozen=True)
class _Words:
    """Pairs of characters with the categories that they speak for."""

    stamp: object
    weights: dict[str, dict[str, float]]  # pair -> code of the category -> weight


@lru_cache(maxsize=1)
def _index(stamp: object) -> _Words:
    known = catalogue()
    told: dict[str, dict[str, float]] = {}
    public = [one for one in known.by_code.values() if one.is_public]
    for category in public:
        for pair, share in _said_of(category, known).items():
            told.setdefault(pair, {})[category.code] = share
    count = max(len(public), 1)
    weights = {
        pair: {code: share * log(1 + count / len(codes)) / log(1 + count) for code, share in codes.items()}
        for pair, codes in told.items()
    }
    return _Words(stamp, weights)


def _marks(text: str) -> set[str]:
    """What a text is known by: pairs of Chinese characters, and whole Latin words."""
    return {pair for pair in pairs_of(text) if len(pair) > 1 and not pair.isascii()} | set(LATIN.findall(fold(text)))


def _said_of(category: Category, known: Catalogue) -> dict[str, float]:
    found: dict[str, float] = {}
    matters = [m for m in known.matters if m.category_id == category.id and m.ended_on is None]
    for text in (category.hint, category.hint_en, *(m.name for m in matters), *(m.name_en for m in matters)):
        found |= dict.fromkeys(_marks(text), MATTER)
    for text in (category.name, category.name_en):
        found |= dict.fromkeys(_marks(text), NAME)
    return found


def guess_category(words: str) -> Category | None:
    """The public category that the words most probably mean; None when none stands out."""
    known = catalogue()
    scores: dict[str, float] = {}
    index = _index(known.stamp)
    for pair in _marks(words):
        for code, weight in index.weights.get(pair, {}).items():
            scores[code] = scores.get(code, 0.0) + weight
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    if not ranked or scores[ranked[0]] < LEAST:
        return None
    best = known.by_code[ranked[0]]
    top = known.top_of(best)
    rival = next((code for code in ranked[1:] if known.top_of(known.by_code[code]) is not top), None)
    return best if rival is None or scores[best.code] >= CLEARER * scores[rival] else None
