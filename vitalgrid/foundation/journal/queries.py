"""Reading the journal, for the desk of the auditor and for what is measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from vitalgrid.foundation.journal.models import Entry, Seal
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.metrics import Sample


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the last seal's number and digest, how far it reaches, and the last entry's id."""

    seal: int
    digest: str
    upto: int
    last_entry: int


def entries_about(kind: str, object_id: str) -> QuerySet[Entry]:
    """What was done with one object, oldest first (order for paging: "id")."""
    return Entry.objects.filter(kind=kind, object_id=object_id).order_by("id")


def entries_by(actor_kind: str, actor_id: str) -> QuerySet[Entry]:
    """What one actor did, newest first (order for paging: "-id")."""
    return Entry.objects.filter(actor_kind=actor_kind, actor_id=actor_id).order_by("-id")


def head() -> Head:
    """The end of the chain now."""
    seal = Seal.objects.order_by("-number").first()
    last = Entry.objects.aggregate(last=Max("id"))["last"] or 0
    return Head(seal.number, seal.digest, seal.upto, last) if seal else Head(0, "", 0, last)


def oldest_unsealed_at() -> datetime | None:
    """When the oldest entry after the last seal was written; None when everything is sealed."""
    after = Seal.objects.order_by("-number").values_list("upto", flat=True).first() or 0
    return Entry.objects.filter(id__gt=after).order_by("id").values_list("at", flat=True).first()


def samples() -> Iterable[Sample]:
    """For /metrics."""
    end, oldest = head(), oldest_unsealed_at()
    waits = max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0
    yield Sample("vitalgrid_journal_last_entry", "Id of the last journal entry.", end.last_entry)
    yield Sample("vitalgrid_journal_last_seal", "Number of the last seal.", end.seal)
    yield Sample("vitalgrid_journal_unsealed_seconds", "How long the oldest unsealed entry waits.", waits)
