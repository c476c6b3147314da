"""Every write of the loop. All verbs of the table go through `move_case`; reports come in by `receive_reports`."""

from vitalgrid.loop.cases.actions import effects
from vitalgrid.loop.cases.actions.contacts import reveal_contact
from vitalgrid.loop.cases.actions.drafts import drop_draft, save_draft
from vitalgrid.loop.cases.actions.laying import lay_aside, take_up
from vitalgrid.loop.cases.actions.moving import move_case
from vitalgrid.loop.cases.actions.receiving import prepare_report, receive_report, receive_reports
from vitalgrid.loop.cases.actions.told import NewReport, Receipt
from vitalgrid.loop.cases.actions.undoing import undo_step

__all__ = [
    "NewReport",
    "Receipt",
    "drop_draft",
    "effects",
    "lay_aside",
    "move_case",
    "prepare_report",
    "receive_report",
    "receive_reports",
    "reveal_contact",
    "save_draft",
    "take_up",
    "undo_step",
]
