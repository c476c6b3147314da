"""Tells Django about the room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The room `cases`."""

    name = "vitalgrid.loop.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
