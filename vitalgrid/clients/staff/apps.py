"""Tells Django about the room."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The room `staff`."""

    name = "vitalgrid.clients.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"
