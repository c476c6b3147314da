"""Invented sentences for a bench instance: seeded, of the length and the mix of words that people's reports have."""

from functools import cache
from pathlib import Path
from random import Random

import yaml

COMMON = "路灯"  # in about a fifth of the texts
RARE = "铁皮棚"  # in about one of twenty thousand
SHARE_COMMON, SHARE_RARE = 0.2, 1 / 20_000


@cache
def words() -> dict[str, list[str]]:
    """The words by what they are."""
    told = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return {name: text.split() for name, text in told.items()}


def sentence(dice: Random, place: str) -> str:
    """One report, 25–45 characters."""
    draw, known = dice.random(), words()
    thing = RARE if draw < SHARE_RARE else COMMON if draw < SHARE_COMMON else dice.choice(known["things"])
    trouble, since, wish = (dice.choice(known[name]) for name in ("troubles", "since", "wishes"))
    spot, number = dice.choice(known["spots"]), dice.randrange(1_000_000)
    return f"演示：{place}{spot}的{thing}{trouble}，{since}，{wish}。编号{number}"
