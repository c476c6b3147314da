"""Asking for a list as a file, calling it off, fetching it. Each stands in the journal, without what was looked for."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.exports.access import access_job, own
from vitalgrid.foundation.exports.models import ExportJob
from vitalgrid.foundation.exports.places import path_of
from vitalgrid.foundation.exports.problems import ENOUGH, GONE, NOT_READY
from vitalgrid.foundation.exports.registry import export_named
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import NOT_A_CHOICE, SIGN_IN, Problem
from vitalgrid.foundation.kit.tables import FORMATS

State = ExportJob.State
AT_A_TIME = 3
UNDER_WAY = (State.QUEUED, State.RUNNING)
NARROWING_LIMIT = 300  # characters of one value


def ask_export(
    *, by: Actor, name: str, form: str, asked: Mapping[str, str], is_for_programs: bool = False
) -> ExportJob:
    """Ask for the list `name` as a file, narrowed by `asked`. Whoever may not see the list is refused here already.

    Raises `kit.sign_in`, `exports.no_such_list`, `kit.not_a_choice`, `exports.enough`, and what the list raises.
    """
    if by.user_id is None:
        raise Problem(SIGN_IN)
    export = export_named(name)
    narrowing = {key[:40]: str(value)[:NARROWING_LIMIT] for key, value in asked.items() if value}
    export.rows(by, narrowing)
    if form not in FORMATS:
        raise Problem(NOT_A_CHOICE, field="format")
    now = clock.now()
    with transaction.atomic():
        if own(by).filter(state__in=UNDER_WAY).count() >= AT_A_TIME:
            raise Problem(ENOUGH)
        job = ExportJob.objects.create(
            owner_id=by.user_id,
            name=name,
            form=form,
            is_for_programs=is_for_programs,
            asked=json.dumps(narrowing, ensure_ascii=False),
            language=get_language() or "",
            asked_at=now,
            next_at=now,
        )
        data = {"list": name, "format": form, "narrowed_by": " ".join(sorted(narrowing))}
        emit(_event("export.asked", job, by, now, data))
    return job


def cancel_export(*, by: Actor, number: UUID) -> ExportJob:
    """Call it off; whoever is writing it stops. What is over already stays as it is. Raises `kit.not_found`."""
    with transaction.atomic():
        job = access_job(by, number)
        now = clock.now()
        changed = ExportJob.objects.filter(pk=number, state__in=UNDER_WAY).update(
            state=State.CANCELLED, ended_at=now, lease=None, asked=""
        )
        if changed:
            emit(_event("export.cancelled", job, by, now, {"list": job.name}))
    job.refresh_from_db()
    return job


def take_export(*, by: Actor, number: UUID) -> tuple[ExportJob, Path]:
    """The file, for its owner; each fetching stands in the journal.

    Raises `kit.not_found`, `exports.not_ready`, `exports.gone`.
    """
    job, now = access_job(by, number), clock.now()
    path = path_of(job)
    if job.state == State.EXPIRED or (job.expires_at and job.expires_at <= now):
        raise Problem(GONE)
    if job.state != State.DONE:
        raise Problem(NOT_READY)
    if not path.is_file():
        raise Problem(GONE)
    with transaction.atomic():
        emit(_event("export.taken", job, by, now, {"list": job.name, "rows": job.rows_done}))
    return job, path


def note_taken(*, by: Actor, what: str, form: str, about: UUID, code: str = "") -> None:
    """Journal that a file made on the spot was taken: `what` it is (`paper`), about which thing. Call it first.

    What cannot be journalled is not given: let the error through.
    """
    with transaction.atomic():
        data = {"list": what, "format": form}
        emit(Event("export.taken", "export", str(about), by, clock.now(), code=code, data=data))


def _event(name: str, job: ExportJob, by: Actor, at: datetime, data: dict[str, Any]) -> Event:
    return Event(name, "export", str(job.pk), by, at, data=data)
