"""Tells Django about the room."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """The room `exports`."""

    name = "vitalgrid.foundation.exports"
    label = "exports"
    default_auto_field = "django.db.models.BigAutoField"
