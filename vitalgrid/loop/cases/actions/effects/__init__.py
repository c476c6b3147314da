"""What each verb of the table changes. Importing this package names them all."""

from vitalgrid.loop.cases.actions.effects import (
    beside,
    checking,
    dispatch,
    handling,
    joining,
    reporter,
    showing,
    triage,
)

__all__ = ["beside", "checking", "dispatch", "handling", "joining", "reporter", "showing", "triage"]
