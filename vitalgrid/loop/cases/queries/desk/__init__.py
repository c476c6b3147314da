"""The whole story of one case, as its page and the API show it, in a fixed number of statements."""

from vitalgrid.loop.cases.queries.desk.clocks import StageClock
from vitalgrid.loop.cases.queries.desk.story import ToldReport, ToldStep, more_of, step_label, undone_numbers, who_of
from vitalgrid.loop.cases.queries.desk.verbs import next_verbs
from vitalgrid.loop.cases.queries.desk.whole import DeskCase, desk_case

__all__ = [
    "DeskCase",
    "StageClock",
    "ToldReport",
    "ToldStep",
    "desk_case",
    "more_of",
    "next_verbs",
    "step_label",
    "undone_numbers",
    "who_of",
]
