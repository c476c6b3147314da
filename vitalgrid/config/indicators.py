"""Every indicator of the product, joined from the rooms: key -> indicator, in the order in which they are listed."""

from vitalgrid.foundation.figures.fact import Fact
from vitalgrid.foundation.figures.indicator import Indicator
from vitalgrid.loop.cases.facts import FACTS as OF_CASES
from vitalgrid.loop.cases.indicators import INDICATORS as ABOUT_CASES

FACTS: tuple[Fact, ...] = (*OF_CASES,)
INDICATORS: dict[str, Indicator] = {indicator.key: indicator for indicator in (*ABOUT_CASES,)}
