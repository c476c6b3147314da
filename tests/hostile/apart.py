"""A piece of work in a process of its own, so that its highest mark of memory is its own too."""

import subprocess
import sys

from tests.house.source import ROOT

BEFORE = "import django; django.setup()\n"
AFTER = "\nimport resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)"


def peak_of(work: str, patience: float = 300.0) -> int:
    """Run the lines `work` with Django set up; the most memory that the process held, in bytes."""
    command = [sys.executable, "-W", "ignore", "-c", BEFORE + work + AFTER]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=patience, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stdout.split()[-1])
