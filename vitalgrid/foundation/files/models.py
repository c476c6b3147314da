"""What is known of a stored file. The bytes lie on disk under `settings.FILES`, named by their hash."""

from typing import ClassVar

from django.db import models

PHOTO = "image/jpeg"
DOCUMENT = "application/pdf"


class Blob(models.Model):
    """One file as it is stored (after re-encoding). `width` and `height` are pixels; absent for documents.

    The same bytes are stored once, whoever sent them: a blob says nothing about people. What it was sent for, by whom
    and what it was called stands with the thing it is attached to.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()  # bytes
    media_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="files_blob_has_bytes"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def is_photo(self) -> bool:
        """Whether it can be shown as a picture and has a thumbnail."""
        return self.media_type == PHOTO
