"""Tells Django about the room."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """The room `calendar`."""

    name = "vitalgrid.foundation.calendar"
    label = "calendar"
    default_auto_field = "django.db.models.BigAutoField"
