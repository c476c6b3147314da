"""The tables of the loop."""

from vitalgrid.loop.cases.models.answer import Answer, Draft
from vitalgrid.loop.cases.models.case import Assignment, Case, Exclusion, Step
from vitalgrid.loop.cases.models.catalogue import Category, Matter, Reason, StageLimit
from vitalgrid.loop.cases.models.clock import Clock, Extension, Pause
from vitalgrid.loop.cases.models.joining import Joining, Meeting
from vitalgrid.loop.cases.models.replies import Reply
from vitalgrid.loop.cases.models.report import Attachment, Contact, Report
from vitalgrid.loop.cases.models.undoing import LaidAside, Undoable

__all__ = [
    "Answer",
    "Assignment",
    "Attachment",
    "Case",
    "Category",
    "Clock",
    "Contact",
    "Draft",
    "Exclusion",
    "Extension",
    "Joining",
    "LaidAside",
    "Matter",
    "Meeting",
    "Pause",
    "Reason",
    "Reply",
    "Report",
    "StageLimit",
    "Step",
    "Undoable",
]
