"""What waits at a township's desk by an index of its own; and PostgreSQL learns that a state says whether a case is
open, which it otherwise takes for a second, independent question."""

from django.db import migrations, models

NAME = "case_open_and_state"


def create_statistics(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE STATISTICS {NAME} (mcv) ON is_open, is_integrity, state, desk FROM cases_case"
        )


def drop_statistics(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP STATISTICS IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_the_map")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["township", "desk", "state"], name="case_town_desk"
            ),
        ),
        migrations.RunPython(create_statistics, drop_statistics),
    ]
