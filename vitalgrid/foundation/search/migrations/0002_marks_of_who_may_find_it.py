"""Marks beside the words, for more than townships; on PostgreSQL the period too. The township's token becomes a mark.

The rooms whose objects are indexed give them their marks in migrations of their own. PostgreSQL's index is made anew:
telling every row its period one by one would take longer.
"""

from django.db import migrations, models

PERIODS = (
    "DROP INDEX IF EXISTS search_gram_grams",
    "UPDATE search_gram SET grams = grams || array_to_tsvector(ARRAY['y' || (id >> 52)])",
    "CREATE INDEX search_gram_grams ON search_gram USING gin (grams)",
)
NO_PERIODS = (
    "DROP INDEX IF EXISTS search_gram_grams",
    "UPDATE search_gram SET grams = ts_delete(grams, 'y' || (id >> 52))",
    "CREATE INDEX search_gram_grams ON search_gram USING gin (grams)",
)
# What stands in the index of each document until now: on SQLite a UUID has no hyphens.
MARKS = "UPDATE search_document SET reach = replace(CAST(township AS text), '-', '') WHERE township IS NOT NULL"


def _is_postgres(schema_editor):
    return schema_editor.connection.vendor == "postgresql"


def give_marks(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in (MARKS, *(PERIODS if _is_postgres(schema_editor) else ())):
            cursor.execute(statement)


def take_marks(apps, schema_editor):
    """The marks of the rooms are gone by now: their own migrations took them. What is left is the township's."""
    with schema_editor.connection.cursor() as cursor:
        if _is_postgres(schema_editor):
            cursor.execute("UPDATE search_document SET township = CAST(reach AS uuid) WHERE length(reach) = 32")
            for statement in NO_PERIODS:
                cursor.execute(statement)
        else:
            cursor.execute("UPDATE search_document SET township = reach WHERE length(reach) = 32")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_documents_by_words")]

    operations = [
        migrations.AddField("document", "reach", models.TextField(default="")),
        migrations.RunPython(give_marks, take_marks),
        migrations.RemoveIndex("document", "search_township_newest"),
        migrations.RemoveField("document", "township"),
    ]
