"""Verifying and sealing the journal."""

import time
from typing import Any

from benchmarks.driving import say
from benchmarks.processes import children_of, cpu_seconds, postmaster_of
from benchmarks.where import Where
from vitalgrid.foundation.journal.sealing import seal_pending
from vitalgrid.foundation.journal.verification import verify


def measure(where: Where) -> dict[str, Any]:
    """The journal's figures of L83."""
    say("journal")
    seal_pending()
    postmaster = postmaster_of(where)
    database = cpu_seconds(children_of(postmaster)) if postmaster else 0.0
    start, used = time.perf_counter(), time.process_time()
    outcome = verify()
    spent, used = time.perf_counter() - start, time.process_time() - used
    database = cpu_seconds(children_of(postmaster)) - database if postmaster else 0.0
    return {
        "entries": outcome.entries,
        "findings": len(outcome.findings),
        "seconds": round(spent, 2),
        "per_second": round(outcome.entries / spent),
        "per_cpu_second": round(outcome.entries / (used + database)),
        "python_cpu_us": round(1e6 * used / outcome.entries, 2),
        "database_cpu_us": round(1e6 * database / outcome.entries, 2),
    }
