"""Row locks that both databases understand."""

from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def locked(rows: "QuerySet[M]") -> "QuerySet[M]":
    """The rows, locked until the transaction ends; rows that somebody else holds are left out.

    On SQLite the transaction itself is the lock (BEGIN IMMEDIATE).
    """
    return rows.select_for_update(skip_locked=True) if connection.features.has_select_for_update_skip_locked else rows
