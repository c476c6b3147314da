"""Periodic jobs and who runs them: a lease in the database, so that of any number of workers one runs a job."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F, Q
from django.utils.module_loading import import_string

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.models import JobLease
from vitalgrid.foundation.kit.retry import said_of

LEASE = timedelta(seconds=60)  # a dead worker's job is free again after this; a living one renews


@dataclass(frozen=True, slots=True)
class Job:
    """Call the function at `path` every `every` seconds.

    `is_shared`: every worker runs it, because it claims its own rows and needs no lease.
    """

    name: str
    path: str
    every: float
    is_shared: bool = False


def jobs() -> tuple[Job, ...]:
    """The table of periodic jobs, as named by `settings.JOBS`."""
    found: tuple[Job, ...] = tuple(import_string(settings.JOBS))  # type: ignore[misc]  # the plug-in misses it
    return found


def load(job: Job) -> None:
    """Import what the job needs, before any thread runs: jobs that start together see half-imported modules else."""
    import_string(job.path)


def prepare(table: tuple[Job, ...]) -> None:
    """Make the rows of the leases."""
    now = clock.now()
    rows = [JobLease(name=job.name, next_at=now) for job in table if not job.is_shared]
    JobLease.objects.bulk_create(rows, ignore_conflicts=True)


def claim(job: Job) -> UUID | None:
    """Take the job for a minute if it is due and nobody runs it. The answer is the lease, or None."""
    now, holder = clock.now(), uuid4()
    free = Q(holder=None) | Q(held_until__lte=now)
    taken = JobLease.objects.filter(free, name=job.name, next_at__lte=now).update(
        holder=holder, held_until=now + LEASE, started_at=now, next_at=now + timedelta(seconds=job.every)
    )
    return holder if taken else None


def is_due(job: Job) -> bool:
    """Whether it looks as if the job could be claimed: a reading that takes no lock."""
    now = clock.now()
    return JobLease.objects.filter(Q(holder=None) | Q(held_until__lte=now), name=job.name, next_at__lte=now).exists()


def renew(holders: list[UUID]) -> None:
    """Keep the leases of jobs that are still running."""
    if holders:
        JobLease.objects.filter(holder__in=holders).update(held_until=clock.now() + LEASE)


def release(job: Job, holder: UUID, error: BaseException | None) -> None:
    """Note how the run went and give the lease back. A lease that was lost meanwhile is left alone."""
    outcome: dict[str, object] = {"failures": 0, "last_error": ""}
    if error is not None:
        outcome = {"failures": F("failures") + 1, "last_error": said_of(error)}
    JobLease.objects.filter(name=job.name, holder=holder).update(
        holder=None, held_until=None, finished_at=clock.now(), runs=F("runs") + 1, **outcome
    )


def run_job(job: Job, on_claim: "set[UUID] | None" = None) -> bool:
    """Run the job once if it is this worker's turn. Returns whether it ran; raises what the job raises."""
    if job.is_shared:
        import_string(job.path)()
        return True
    if not is_due(job) or (holder := claim(job)) is None:
        return False
    running = on_claim if on_claim is not None else set()
    running.add(holder)
    failure: BaseException | None = None
    try:
        import_string(job.path)()
    except BaseException as error:
        failure = error
        raise
    finally:
        running.discard(holder)
        release(job, holder, failure)
    return True
