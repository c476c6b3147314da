"""Running one command line: language, errors as one sentence, exit status."""

import os
import traceback
from collections.abc import Sequence

import click
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.utils import translation
from django.utils.translation import gettext as _

from vitalgrid.cli.commands import Commands
from vitalgrid.foundation.kit.problems import Problem

DONE, NO, WRONG = 0, 1, 2


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """活力网格 vitalgrid: a city serves its residents through a grid of small areas."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line `arguments`; return the exit status. Errors are one sentence on standard error."""
    translation.activate(settings.LANGUAGE_CODE)
    try:
        result = cli.main(args=list(arguments), prog_name="vitalgrid", standalone_mode=False)
        return result if isinstance(result, int) else DONE
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.Abort:
        return _told(_("Stopped."))
    except click.ClickException as error:
        error.show()
        return WRONG
    except Problem as problem:
        return _told(problem.sentence)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whoever read us has left; nothing more can be told
        return NO
    except KeyboardInterrupt:
        return _told(_("Stopped."))
    except (DatabaseError, OSError) as error:
        if connection.vendor == "postgresql" and connection.connection is None and isinstance(error, OperationalError):
            return _told(
                _(
                    "The database does not answer. If a volume of it is full, make room; then start it. What runs here "
                    "goes on by itself when it is back. (%(what)s)"
                )
                % {"what": " ".join(str(error).split())}
            )
        return _told(_("This did not work: %(what)s") % {"what": " ".join(str(error).split()) or type(error).__name__})
    except Exception as error:
        if os.environ.get("VITALGRID_DEBUG"):
            traceback.print_exc()
        name = type(error).__name__
        return _told(
            _("Something broke here (%(what)s). Run again with VITALGRID_DEBUG=1 to see where.") % {"what": name}
        )


def _told(sentence: str) -> int:
    click.echo(sentence, err=True)
    return WRONG
