"""Django's `migrate`, with our executor. The command names its executor nowhere but in its own module."""

from typing import Any

from django.core.management.commands import migrate

from vitalgrid.foundation.kit.migrating import WholeExecutor


class Command(migrate.Command):
    """What `vitalgrid migrate` and the suite call."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; each migration wholly or not at all."""
        migrate.MigrationExecutor = WholeExecutor  # type: ignore[attr-defined]
        super().handle(*args, **options)
