"""Tells Django about the room."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    """The room `packs`."""

    name = "vitalgrid.packs"
    label = "packs"
    default_auto_field = "django.db.models.BigAutoField"
