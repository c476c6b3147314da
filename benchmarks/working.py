"""One worker process for the bench: `python -m benchmarks.working changes|outbox MOMENT` starts at the moment.

Prints the seconds that the job took, the CPU seconds, and how many it dealt with.
"""

import sys
import time

import django

django.setup()

from vitalgrid.foundation.changes.jobs import run_reactions  # noqa: E402
from vitalgrid.foundation.outbox.jobs import send  # noqa: E402

JOBS = {"changes": run_reactions, "outbox": send}


def main() -> None:
    """Run it until nothing is left."""
    job = JOBS[sys.argv[1]]
    time.sleep(max(0.0, float(sys.argv[2]) - time.time()))
    start, used = time.perf_counter(), time.process_time()
    done = job()
    sys.stdout.write(f"{time.perf_counter() - start} {time.process_time() - used} {done}\n")


if __name__ == "__main__":
    main()
