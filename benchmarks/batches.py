"""`python -m benchmarks.batches SEED BATCHES`: takes reports in by the hundred, in a process of its own.

It says `ready` when its reports are made and it is warm, waits for a line, works, and says what CPU seconds it used.
"""

import sys
import time

import django

django.setup()

from benchmarks.parts.intake import Reports, batches_of, take_in  # noqa: E402


def main() -> None:
    """Make ready, wait, work."""
    ready = batches_of(Reports(int(sys.argv[1])), int(sys.argv[2]))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    used = time.process_time()
    take_in(ready)
    sys.stdout.write(f"{time.process_time() - used}\n")


if __name__ == "__main__":
    main()
