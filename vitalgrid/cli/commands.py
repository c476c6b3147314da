"""The table of commands. One line a command; its module is imported only when it is asked for."""

import click
from django.utils.module_loading import import_string

from vitalgrid.cli.instance import make_ready

# What is typed -> where the click command is.
COMMANDS: dict[str, str] = {
    "demo": "vitalgrid.cli.demo.demo",
    "serve": "vitalgrid.cli.serving.serve",
    "worker": "vitalgrid.cli.serving.worker",
    "migrate": "vitalgrid.cli.serving.migrate",
    "journal": "vitalgrid.cli.journal.journal",
    "backup": "vitalgrid.cli.safekeeping.backup",
    "restore": "vitalgrid.cli.safekeeping.restore",
    "check": "vitalgrid.cli.check.check",
    "bom": "vitalgrid.cli.bom.bom",
    "account": "vitalgrid.foundation.accounts.commands.account",
    "pack": "vitalgrid.packs.commands.pack",
    "import": "vitalgrid.imports.commands.import_",
    "measure": "vitalgrid.cli.measure.measure",
    "bench": "vitalgrid.cli.bench.bench",
}
# These work on a database and make it when it is not there yet.
READY = ("pack load", "import", "measure")


class Commands(click.Group):
    """A group that knows its commands by name and loads the one that runs: importing all would cost seconds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called `cmd_name`."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        found: click.Command = import_string(COMMANDS[cmd_name])
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is to run now, on a database that is there."""
        found = super().resolve_command(ctx, args)
        typed = " ".join(args)
        if any(typed == name or typed.startswith(f"{name} ") for name in READY) and not {"-h", "--help"} & {*args}:
            make_ready()
        return found
