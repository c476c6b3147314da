"""Periodic work of the room."""

from vitalgrid.foundation.journal.sealing import seal_pending


def seal() -> int:
    """Chain the entries that were written since the last pass. Every 30 seconds."""
    return seal_pending()
