"""What can be found by its words."""

from typing import ClassVar

from django.db import models


class Document(models.Model):
    """The searchable text of one object. Never holds contacts: people are found by their blind index elsewhere.

    `id` grows with `at` (see `actions`), so newest first is the order of the key. The index over pairs of characters is
    the table `search_gram` with the same key: an FTS5 table on SQLite, a `tsvector` with a GIN index on PostgreSQL.
    `reach` are the marks of those who may find it, as they stand in that index beside the words.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    code = models.CharField(max_length=60, default="")
    at = models.DateTimeField()
    reach = models.TextField(default="")  # marks with spaces between them
    text = models.TextField()  # folded, with the code in front

    class Meta:
        db_table = "search_document"
        constraints: ClassVar = [
            # The object first: an index that begins with the kind lures SQLite into reading every document of it.
            models.UniqueConstraint(fields=["object_id", "kind"], name="search_one_document_an_object"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code or self.object_id}"
