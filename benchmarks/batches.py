"""`python -m benchmarks.batches SEED BATCHES`: takes reports in by the hundred, in a process of its own.

It says `ready` when its reports are made and it is warm, waits for a line, works, and says what CPU seconds it used.
"""

import sys
import time

import django

django.setup()

from benchmarks.parts.intake import BATCH, Reports  # noqa: E402
from vitalgrid.foundation.accounts.actor import Actor  # noqa: E402
from vitalgrid.loop.cases.actions import receive_reports  # noqa: E402


def main() -> None:
    """Make ready, wait, work."""
    reports, batches, by = Reports(int(sys.argv[1])), int(sys.argv[2]), Actor.resident(channel="api")
    ready = [[reports.told() for _ in range(BATCH)] for _ in range(batches + 2)]
    for batch in ready[:2]:
        receive_reports(by=by, reports=batch)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    used = time.process_time()
    for batch in ready[2:]:
        results = receive_reports(by=by, reports=batch)
        assert all(hasattr(one, "code") for one in results)
    sys.stdout.write(f"{time.process_time() - used}\n")


if __name__ == "__main__":
    main()
