"""Tells Django about the room."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """The room `imports`."""

    name = "vitalgrid.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"
