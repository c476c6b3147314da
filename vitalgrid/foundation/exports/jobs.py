"""Writing the files that were asked for, and removing them when their time is over.

Any number of workers: a job is claimed for a minute and renewed while rows come; whoever dies leaves it to the next,
who begins it anew. What it may hold is asked again at the time of writing: rights that were lost meanwhile count.
"""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.exports.models import ExportJob
from vitalgrid.foundation.exports.places import folder, path_of
from vitalgrid.foundation.exports.registry import export_named
from vitalgrid.foundation.kit import city, clock
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.locks import locked
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.kit.retry import said_of, wait_after
from vitalgrid.foundation.kit.tables import FORMATS, Facts, write
from vitalgrid.foundation.outbox.personal import News, tell_people

State = ExportJob.State
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5
TELL_EVERY = 1.0  # seconds between two notes of progress
AT_ONCE = 2_000  # rows up to which nobody has to wait for a worker
KEEP_ROWS = timedelta(days=30)


class _Stopped(Exception):  # noqa: N818 - not an error
    """Somebody called it off, or another worker has taken it over."""


def run_exports() -> int:
    """Write what is waiting, one after the other. Returns how many files are ready now."""
    done = 0
    while claimed := _claim():
        done += _carry_out(claimed, is_told=True)
    return done


def write_at_once(job: ExportJob) -> bool:
    """Write a short list in the request that asks for it. False: it is long, or a worker has it already."""
    if export_named(job.name).rows(_actor(job), json.loads(job.asked)).has_more_than(AT_ONCE):
        return False
    claimed = _claim(job.pk)
    return claimed is not None and _carry_out(claimed, is_told=False)


def _claim(number: UUID | None = None) -> ExportJob | None:
    now = clock.now()
    due = ExportJob.objects.filter(state__in=(State.QUEUED, State.RUNNING), next_at__lte=now).order_by("next_at", "id")
    due = due if number is None else due.filter(pk=number, state=State.QUEUED)
    if not due.exists():
        return None
    with transaction.atomic():
        job = next(iter(locked(due)[:1]), None)
        if job is None:
            return None
        job.state, job.lease, job.next_at, job.started_at = State.RUNNING, new_id(), now + LEASE, now
        job.attempts, job.rows_done = job.attempts + 1, 0
        job.save(update_fields=["state", "lease", "next_at", "started_at", "attempts", "rows_done"])
    return job


def _actor(job: ExportJob) -> Actor:
    """The owner as they are now, past the second factor that they showed when they asked."""
    build: Callable[..., Actor] = import_string(settings.ACTOR_BUILDER)
    return build(job.owner, address="", channel="console", is_second_factor_met=True)


def _carry_out(job: ExportJob, *, is_told: bool) -> bool:
    """Outside any transaction: a long list holds no lock."""
    target = path_of(job)
    draft = target.with_name(f".{job.lease}{target.suffix}")
    try:
        with translation.override(job.language or settings.LANGUAGE_CODE):
            count = _write(job, draft)
            _finish(job, draft, target, count, is_told=is_told)
    except _Stopped:
        return False
    except Problem as problem:  # the owner may not see the list any more, or narrowed it by what is not there
        _fail(job, problem.sentence)
        return False
    except Exception as error:  # whatever happens to a file: it is noted, tried again, and failed visibly
        _put_back(job, error)
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def _mine(job: ExportJob, **changes: object) -> None:
    """Change the row if it is still ours. Raises `_Stopped`."""
    if not ExportJob.objects.filter(pk=job.pk, lease=job.lease, state=State.RUNNING).update(**changes):
        raise _Stopped


def _write(job: ExportJob, path: Path) -> int:
    export, by = export_named(job.name), _actor(job)
    if not job.owner.is_active:
        raise _Stopped
    rows = export.rows(by, json.loads(job.asked))
    total = rows.count()
    _mine(job, rows_total=total)
    told_at = monotonic()

    def on_row(count: int) -> None:
        nonlocal told_at
        if count % 100 == 0 and monotonic() - told_at >= TELL_EVERY:
            told_at = monotonic()
            _mine(job, rows_done=count, next_at=clock.now() + LEASE)

    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    form = FORMATS[job.form]
    facts = _facts(job, str(export.label), by)
    return write(
        path,
        form,
        export.columns,
        rows.each(),
        zone=city.current().zone,
        facts=facts,
        is_for_programs=job.is_for_programs,
        on_row=on_row,
    )


def _facts(job: ExportJob, label: str, by: Actor) -> Facts:
    known, now = city.current(), timezone.localtime(clock.now(), city.current().zone)
    issuer = known.centre or known.shown_name
    narrowing = json.loads(job.asked)
    rows = [(_("List"), label), (_("Issued by"), issuer), (_("Taken by"), f"{by.post} {by.name}".strip())]
    rows.append((_("Taken at"), f"{now:%Y-%m-%d %H:%M} ({known.zone})"))
    rows += [(_("Narrowed by"), f"{key} = {value}") for key, value in sorted(narrowing.items())]
    return Facts(label, issuer, now, tuple(rows))


def _finish(job: ExportJob, draft: Path, target: Path, count: int, *, is_told: bool) -> None:
    size, now = draft.stat().st_size, clock.now()
    os.replace(draft, target)
    ends = now + timedelta(days=settings.EXPORT_KEEP_DAYS)
    with transaction.atomic():
        _mine(
            job,
            state=State.DONE,
            rows_done=count,
            rows_total=count,
            size=size,
            ended_at=now,
            expires_at=ends,
            lease=None,
            error="",
        )
        by = _actor(job)
        emit(Event("export.made", "export", str(job.pk), by, now, data={"list": job.name, "rows": count}))
        if is_told:
            _tell(job, count)


def _tell(job: ExportJob, count: int) -> None:
    words = _("Your file is ready: %(list)s, %(count)s rows") % {"list": export_named(job.name).label, "count": count}
    news = News("export.ready", words, f"export:{job.pk}", "export", str(job.pk), path=reverse("exports:list"))
    tell_people([job.owner_id], news)


def _fail(job: ExportJob, sentence: str) -> None:
    mine = ExportJob.objects.filter(pk=job.pk, lease=job.lease, state=State.RUNNING)
    mine.update(state=State.FAILED, ended_at=clock.now(), error=sentence[:300], lease=None)


def _put_back(job: ExportJob, error: Exception) -> None:
    if job.attempts >= MOST_ATTEMPTS:
        _fail(job, said_of(error))
        return
    mine = ExportJob.objects.filter(pk=job.pk, lease=job.lease, state=State.RUNNING)
    mine.update(
        state=State.QUEUED, lease=None, next_at=clock.now() + wait_after(job.attempts), error=said_of(error)[:300]
    )


def expire_exports() -> int:
    """Remove files whose time is over, and what no row knows; forget old rows. Returns how many files went."""
    now = clock.now()
    gone = 0
    for job in ExportJob.objects.filter(state=State.DONE, expires_at__lte=now):
        path_of(job).unlink(missing_ok=True)
        gone += ExportJob.objects.filter(pk=job.pk).update(state=State.EXPIRED, asked="")
    kept = {str(pk) for pk in ExportJob.objects.filter(state=State.DONE).values_list("pk", flat=True)}
    for path in folder().iterdir():
        is_old = path.stat().st_mtime < (now - timedelta(days=1)).timestamp()
        if path.stem not in kept and is_old:
            path.unlink(missing_ok=True)
    ExportJob.objects.filter(asked_at__lt=now - KEEP_ROWS).exclude(state__in=(State.QUEUED, State.RUNNING)).delete()
    return gone
