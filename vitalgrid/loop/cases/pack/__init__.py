"""The loop's parts of a city pack."""

from vitalgrid.loop.cases.pack.catalogue import PARTS as CATALOGUE
from vitalgrid.loop.cases.pack.replies import PARTS as REPLIES

PARTS = (*CATALOGUE, *REPLIES)

__all__ = ["PARTS"]
