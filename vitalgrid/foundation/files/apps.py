"""Tells Django about the room."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The room `files`."""

    name = "vitalgrid.foundation.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
