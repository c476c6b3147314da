"""Tells Django about the room."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    """The room `hotline`."""

    name = "vitalgrid.clients.hotline"
    label = "hotline"
    default_auto_field = "django.db.models.BigAutoField"
