"""Photos for everybody: which ones of a case may be chosen, and which ones are shown."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q

from vitalgrid.foundation.files.models import PHOTO
from vitalgrid.loop.cases.models import Attachment, Case
from vitalgrid.loop.cases.rules import may_show_photos
from vitalgrid.loop.cases.workflow.states import State
from vitalgrid.loop.cases.workflow.table import SHOWABLE

SIDES = (Attachment.Kind.BEFORE, Attachment.Kind.AFTER)
# What everybody may see: somebody chose it, its report stands, the matter is not about persons; and there is a place
# for it, in the list of what is open nearby or among the published results.
RELEASED = (
    Q(is_public=True, report__withdrawn_at=None, case__is_integrity=False, case__procedure__in=SHOWABLE)
    & Q(blob__media_type=PHOTO)
    & (Q(case__is_open=True) | Q(case__state=State.CLOSED, case__published_at__isnull=False))
)


def showable_photos(case: Case) -> list[Attachment]:
    """The photos of `case` that may be chosen, each picture once, oldest first. None of a matter about persons, and
    none that came with a report that was taken back."""
    if not may_show_photos(case.procedure, is_integrity=case.is_integrity):
        return []
    found = Attachment.objects.filter(case=case, kind__in=SIDES, blob__media_type=PHOTO)
    return _each_once(found.filter(report__withdrawn_at=None).order_by("at", "id"))


def public_photos(cases: Sequence[UUID]) -> dict[UUID, list[Attachment]]:
    """What everybody sees of each of `cases`."""
    shown: dict[UUID, list[Attachment]] = {}
    for one in Attachment.objects.filter(RELEASED, case__in=cases).order_by("at", "id"):
        shown.setdefault(one.case_id, []).append(one)
    return {case: _each_once(photos) for case, photos in shown.items()}


def _each_once(photos: Iterable[Attachment]) -> list[Attachment]:
    by_picture: dict[str, Attachment] = {}
    for photo in photos:
        by_picture.setdefault(photo.blob_id, photo)
    return list(by_picture.values())
