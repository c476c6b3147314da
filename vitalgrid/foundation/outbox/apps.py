"""Tells Django about the room."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The room `outbox`."""

    name = "vitalgrid.foundation.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
