"""Tells Django about the room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room `accounts`."""

    name = "vitalgrid.foundation.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
