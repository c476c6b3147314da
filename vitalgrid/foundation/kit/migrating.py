"""A migration and the note that it was made are one transaction.

Django makes them two where indexes come at the end: a process that dies between them leaves tables that no migration
knows of, and neither the old program nor the next `vitalgrid migrate` can go on from there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class WholeExecutor(MigrationExecutor):
    """Django's executor; what is atomic is so with its note."""

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        """Make the migration, or leave all as it was."""
        with self._whole(migration, is_fake=fake):
            return super().apply_migration(state, migration, fake, fake_initial)

    def unapply_migration(self, state: ProjectState, migration: Migration, fake: bool = False) -> ProjectState:
        """Undo the migration, or leave all as it was."""
        with self._whole(migration, is_fake=fake):
            return super().unapply_migration(state, migration, fake)

    @contextmanager
    def _whole(self, migration: Migration, *, is_fake: bool) -> Iterator[None]:
        connection: Any = self.connection
        if is_fake or not migration.atomic or not connection.features.can_rollback_ddl:
            yield
            return
        # SQLite copies tables to alter them, and can leave foreign keys unchecked only from before the transaction.
        is_unchecked = connection.vendor == "sqlite" and connection.disable_constraint_checking()
        try:
            with transaction.atomic(using=connection.alias):
                yield
        finally:
            if is_unchecked:
                connection.enable_constraint_checking()
