"""The table of commands. One line a command; its module is imported only when it is asked for."""

import click
from django.utils.module_loading import import_string

# What is typed -> where the click command is.
COMMANDS: dict[str, str] = {
    "demo": "vitalgrid.cli.demo.demo",
    "serve": "vitalgrid.cli.serving.serve",
    "worker": "vitalgrid.cli.serving.worker",
    "migrate": "vitalgrid.cli.serving.migrate",
    "journal": "vitalgrid.cli.journal.journal",
    "backup": "vitalgrid.cli.safekeeping.backup",
    "restore": "vitalgrid.cli.safekeeping.restore",
    "account": "vitalgrid.foundation.accounts.commands.account",
    "pack": "vitalgrid.packs.commands.pack",
    "import": "vitalgrid.imports.commands.import_",
    "measure": "vitalgrid.cli.measure.measure",
}


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
