"""Tells Django about the room."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    """The room `changes`."""

    name = "vitalgrid.foundation.changes"
    label = "changes"
    default_auto_field = "django.db.models.BigAutoField"
