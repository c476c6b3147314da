"""Tells Django about the room."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The room `search`."""

    name = "vitalgrid.foundation.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
