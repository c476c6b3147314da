"""Tells Django about the room."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """The room `tasks`."""

    name = "vitalgrid.loop.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"
