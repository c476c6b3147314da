"""Tells Django about the room."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The room `demo`."""

    name = "vitalgrid.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
