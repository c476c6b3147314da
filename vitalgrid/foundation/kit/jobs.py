"""Periodic work of the room."""

from django.conf import settings

from vitalgrid.foundation.kit.idempotency import forget_older_than


def forget_old_keys() -> int:
    """Remove idempotency keys that nobody will repeat any more (`settings.IDEMPOTENCY_DAYS`, at least 7)."""
    return forget_older_than(max(7, getattr(settings, "IDEMPOTENCY_DAYS", 8)))
