"""Tells Django about the room."""

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """The room `residents`."""

    name = "vitalgrid.clients.residents"
    label = "residents"
    default_auto_field = "django.db.models.BigAutoField"
