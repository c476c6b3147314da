"""Tells Django about the room."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """The room `kit`."""

    name = "vitalgrid.foundation.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let `check --deploy` ask our own questions too."""
        from vitalgrid.foundation.kit import checks  # noqa: F401
