"""Tells Django about the room."""

from django.apps import AppConfig


class GridsConfig(AppConfig):
    """The room `grids`."""

    name = "vitalgrid.city.grids"
    label = "grids"
    default_auto_field = "django.db.models.BigAutoField"
