"""Where this machine has a Chromium. `python -m tests.chromium` prints it, and exits with 1 when there is none."""

import os
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find() -> str:
    """The path of a Chromium (`CHROMIUM` first), or "" when there is none."""
    return shutil.which(os.environ.get("CHROMIUM", "")) or next(filter(None, map(shutil.which, NAMES)), "")


if __name__ == "__main__":
    sys.stdout.write(f"{find() or 'no Chromium'}\n")
    sys.exit(0 if find() else 1)
