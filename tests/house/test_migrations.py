"""What a migration must be."""

import re
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

OURS = sorted(config.label for config in apps.get_app_configs() if config.name.startswith("vitalgrid."))
MEANINGLESS = re.compile(r"^\d{4}_(initial|auto_.*|alter_.*_and_more|.*_more|migration)$")


def _migrations() -> list[tuple[str, str, object]]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return [(label, name, one) for (label, name), one in loader.disk_migrations.items() if label in OURS]


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    """A model changed without its migration works on its author's machine and nowhere else."""
    out = StringIO()
    try:
        call_command("makemigrations", *OURS, check=True, dry_run=True, stdout=out, verbosity=1)
    except SystemExit:
        pytest.fail(out.getvalue())


def test_migrations_are_named_by_meaning() -> None:
    """`0007_auto_20260301` tells nobody, at three in the morning, which one to go back to."""
    wrong = [f"{label}.{name}" for label, name, _ in _migrations() if MEANINGLESS.match(name)]
    assert not wrong, "\n".join(wrong)


def test_migrations_can_be_undone() -> None:
    """An upgrade that fails half-way must lead back to the version that worked."""
    wrong = [
        f"{label}.{name}: {operation.__class__.__name__}"
        for label, name, migration in _migrations()
        for operation in migration.operations  # type: ignore[attr-defined]
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]
    assert not wrong, "\n".join(wrong)
