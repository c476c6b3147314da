"""The entry point `vitalgrid`: sets Django up, then hands over to the commands of the rooms."""

import os
import sys

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """活力网格 vitalgrid: a city serves its residents through a grid of small areas."""


def _setup() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalgrid.config.settings")
    django.setup()


def main() -> None:
    """Run the command line."""
    _setup()
    from vitalgrid.cli import commands

    commands.attach(cli)
    cli()
    sys.exit(0)
