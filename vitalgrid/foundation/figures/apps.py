"""Tells Django about the room."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """The room `figures`."""

    name = "vitalgrid.foundation.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"
