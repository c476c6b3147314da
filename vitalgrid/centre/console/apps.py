"""Tells Django about the room."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The room `console`."""

    name = "vitalgrid.centre.console"
    label = "console"
    default_auto_field = "django.db.models.BigAutoField"
