"""One's own files, for their page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.exports.access import own
from vitalgrid.foundation.exports.models import ExportJob
from vitalgrid.foundation.exports.registry import exports
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.tables import FORMATS

SHOWN = 50
State = ExportJob.State
STATES: dict[str, "str | Promise"] = {
    State.QUEUED: _("in the queue"),
    State.RUNNING: _("being written"),
    State.DONE: _("ready"),
    State.FAILED: _("failed"),
    State.CANCELLED: _("called off"),
    State.EXPIRED: _("gone"),
}


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job in words. `share` is of the rows, 0–1, where their number is known."""

    job: ExportJob
    label: "str | Promise"
    format_label: "str | Promise"
    state_label: "str | Promise"
    share: float | None
    is_under_way: bool
    is_ready: bool

    @property
    def percent(self) -> int | None:
        """The share in per cent; 100 only when it is ready."""
        return None if self.share is None else min(99, int(self.share * 100)) if self.is_under_way else 100


def row_of(job: ExportJob) -> JobRow:
    """The job in words."""
    now, known = clock.now(), exports().get(job.name)
    is_over = job.state == State.DONE and job.expires_at is not None and job.expires_at <= now
    state = State.EXPIRED if is_over else job.state
    under_way = state in (State.QUEUED, State.RUNNING)
    return JobRow(
        job,
        known.label if known else job.name,
        FORMATS[job.form].label,
        STATES[state],
        job.rows_done / job.rows_total if job.rows_total else None,
        under_way,
        state == State.DONE,
    )


def jobs_for_page(by: Actor) -> list[JobRow]:
    """One's own, the youngest first; at most 50."""
    return [row_of(job) for job in own(by).order_by("-asked_at", "-id")[:SHOWN]]
