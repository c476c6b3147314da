"""The words of the loop: states, outcomes, sources, urgencies, procedures. Stored in English, shown translated."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a case stands. The last three are ends; a closed case may be reopened, a joined one taken apart again."""

    RECEIVED = "received", _("To be accepted")
    TRIAGED = "triaged", _("To be assigned")
    ASSIGNED = "assigned", _("To be accepted by the unit")
    IN_PROGRESS = "in_progress", _("In progress")
    PAUSED = "paused", _("Paused")
    RULING = "ruling", _("To be ruled on")
    HANDLED = "handled", _("To be verified")
    VERIFIED = "verified", _("To be closed")
    IN_REVIEW = "in_review", _("In review")
    CLOSED = "closed", _("Closed")
    JOINED = "joined", _("Joined to another case")
    WITHDRAWN = "withdrawn", _("Withdrawn by the reporter")


CLOSED_STATES = frozenset({State.CLOSED, State.JOINED, State.WITHDRAWN})
OPEN_STATES = frozenset(set(State) - CLOSED_STATES)


class Outcome(TextChoices):
    """The three honest ways in which a case ends."""

    DONE = "done", _("Done")
    EXPLAINED = "explained", _("Not possible, explained")
    NOT_ACCEPTED = "not_accepted", _("Not accepted, with reason")


class Source(TextChoices):
    """Who told us."""

    RESIDENT = "resident", _("Resident")
    WORKER = "worker", _("Grid worker")
    HOTLINE = "hotline", _("Hotline")
    DEPARTMENT = "department", _("Department")
    API = "api", _("Other system")
    IMPORT = "import", _("Import")
    TIP_OFF = "tip_off", _("Tip-off board")


class Urgency(TextChoices):
    """How fast. The clocks come from the category; urgency orders the queue and chooses the stage limits."""

    EXTRA = "extra", _("Extra urgent")
    URGENT = "urgent", _("Urgent")
    NORMAL = "normal", _("Normal")
    COMPLEX = "complex", _("Complex")


class Procedure(TextChoices):
    """Which rules a category follows beside the common ones."""

    ORDINARY = "ordinary", _("Ordinary")
    MEDIATION = "mediation", _("Mediation")
    PETITION = "petition", _("Petition")
    EMERGENCY = "emergency", _("Emergency")
    INTEGRITY = "integrity", _("Complaint about staff")


class Desk(TextChoices):
    """Whose turn it is to triage and assign: the city's centre or the township's information room."""

    CENTRE = "centre", _("Command centre")
    TOWNSHIP = "township", _("Information room")


class Mediation(TextChoices):
    """How a mediation ended. Only the concluded ones (succeeded, failed) count in the success rate."""

    SUCCEEDED = "succeeded", _("Agreement reached")
    FAILED = "failed", _("No agreement")
    STOPPED = "stopped", _("Stopped before an end")
