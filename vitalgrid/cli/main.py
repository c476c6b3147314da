"""The entry point `vitalgrid`: sets Django up, then hands over to the commands of the rooms."""

import os
import sys


def main() -> None:
    """Run the command line. Exit status: 0 done, 1 the answer is "no", 2 wrong use or bad input."""
    import django

    os.umask(0o077)  # data, keys, checkpoints, backups: for the account that runs the product, for nobody else
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalgrid.config.settings")
    django.setup()
    from vitalgrid.cli.running import run

    sys.exit(run(sys.argv[1:]))
