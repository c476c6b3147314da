"""The documents and, in the words of each database, their index over pairs of characters."""

from django.db import migrations, models

SQLITE = "CREATE VIRTUAL TABLE search_gram USING fts5(grams, content='', detail=none, columnsize=0, prefix=4)"
POSTGRES = (
    "CREATE TABLE search_gram (id bigint PRIMARY KEY, grams tsvector NOT NULL)",
    "CREATE INDEX search_gram_grams ON search_gram USING gin (grams)",
)


def create_index(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else (SQLITE,):
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_gram")


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("object_id", models.UUIDField()),
                ("code", models.CharField(default="", max_length=60)),
                ("at", models.DateTimeField()),
                ("township", models.UUIDField(null=True)),
                ("text", models.TextField()),
            ],
            options={
                "db_table": "search_document",
                "indexes": [models.Index(fields=["township", "-id"], name="search_township_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("object_id", "kind"), name="search_one_document_an_object")
                ],
            },
        ),
        migrations.RunPython(create_index, drop_index),
    ]
