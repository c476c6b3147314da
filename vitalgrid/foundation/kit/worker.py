"""The loop that runs periodic jobs, each in a thread of its own, so that a long one holds nothing up."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from threading import Event
from time import monotonic
from uuid import UUID

from django.db import close_old_connections, connection

from vitalgrid.foundation.kit import schedule
from vitalgrid.foundation.kit.retry import said_of
from vitalgrid.foundation.kit.schedule import Job

log = logging.getLogger("vitalgrid.worker")
TICK = 0.25  # seconds
LOOK_AGAIN = 5.0  # seconds between looks at a job that somebody else ran or runs
RENEW = 15.0
PATIENCE = (
    20.0  # how long a stop waits for running jobs; what is cut off then is undone and taken up by the next worker
)


class Worker:
    """Runs the jobs of `table` until `stop` is set. Any number of workers may run on one PostgreSQL."""

    def __init__(self, table: tuple[Job, ...], stop: Event, threads: int = 4) -> None:
        self._table, self._stop = table, stop
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._running: dict[str, Future[bool]] = {}
        self._due = dict.fromkeys((job.name for job in table), 0.0)
        self._leases: set[UUID] = set()

    def run(self) -> None:
        """Loop until stopped; then let running jobs end."""
        for job in self._table:
            self._guarded(partial(schedule.load, job))
        is_prepared = self._guarded(lambda: schedule.prepare(self._table))
        renewed = monotonic()
        while not self._stop.wait(TICK):
            if monotonic() - renewed >= RENEW:
                is_prepared = is_prepared or self._guarded(lambda: schedule.prepare(self._table))
                self._guarded(lambda: schedule.renew(list(self._leases)))
                renewed = monotonic()
            for job in self._table:
                self._start_if_due(job)
        wait(self._running.values(), timeout=PATIENCE)
        self._pool.shutdown(wait=False, cancel_futures=True)
        connection.close()

    def _start_if_due(self, job: Job) -> None:
        earlier = self._running.get(job.name)
        if monotonic() < self._due[job.name] or (earlier and not earlier.done()):
            return
        self._due[job.name] = monotonic() + (job.every if job.is_shared else min(job.every, LOOK_AGAIN))
        self._running[job.name] = self._pool.submit(self._run, job)

    def _run(self, job: Job) -> bool:
        close_old_connections()
        try:
            return schedule.run_job(job, self._leases)
        except Exception as error:  # a job that fails must not end the worker; the lease row and the log tell
            log.error("job %s failed: %s", job.name, said_of(error))
            return False
        finally:
            close_old_connections()

    def _guarded(self, work: Callable[[], object]) -> bool:
        """Whether it worked: the database may be away for a moment, and the worker outlives that."""
        try:
            work()
        except Exception as error:
            log.error("worker: %s", said_of(error))
            close_old_connections()
            return False
        return True
