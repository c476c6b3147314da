"""Which cases a unit ever had, without looking at the assignments themselves: asked for by every list of a unit. And
the few cases for which more time is asked, without a walk over all that is open."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_desks_find_their_cases")]

    operations = [
        migrations.AddIndex(
            model_name="assignment", index=models.Index(fields=["unit", "case"], name="assignment_unit_case")
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_extension_asked", True), ("is_open", True)),
                fields=["next_due_at", "id"],
                name="case_asked_due",
            ),
        ),
    ]
