"""Tells Django about the room."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The room `journal`."""

    name = "vitalgrid.foundation.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
