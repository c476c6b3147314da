"""Which photos of a case everybody may see: chosen one by one by whoever may publish, none by default."""

from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases import problems as p
from vitalgrid.loop.cases.actions.moving import Move, effect
from vitalgrid.loop.cases.models import Attachment, Case
from vitalgrid.loop.cases.queries.shown import showable_photos
from vitalgrid.loop.cases.rules import may_show_photos


@effect("show_photos")
def show_photos(move: Move) -> None:
    """Others than before; none takes all of them back. The words stay. Of what is open, neighbours who report the same
    see them."""
    if move.case.is_integrity:
        raise Problem(p.NOT_YOURS)
    if not move.case.is_open and move.case.published_at is None:
        raise Problem(p.NOT_PUBLISHED)
    show_to_everybody(move)


def show_to_everybody(move: Move) -> None:
    """Exactly the chosen photos are shown from now on; the step keeps which."""
    case, chosen = move.case, move.given["shown"]
    if chosen and not may_show_photos(case.procedure, is_integrity=case.is_integrity):
        raise Problem(p.PHOTOS_STAY_INSIDE, field="shown")
    if not set(chosen) <= {photo.blob_id for photo in showable_photos(case)}:
        raise Problem(p.NOT_ITS_PHOTO, field="shown")
    hide_from_everybody(case)
    if chosen:
        Attachment.objects.filter(case=case, blob__in=chosen).update(is_public=True)
        move.data = {"shown": list(chosen)}


def hide_from_everybody(case: Case) -> None:
    """No photo of the case is shown any more."""
    Attachment.objects.filter(case=case, is_public=True).update(is_public=False)
