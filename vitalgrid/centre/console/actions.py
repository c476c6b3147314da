"""What a person arranges for themselves: own lists, own keys, and telling which case is open.

All of it is private working order and no act on a case, so it is in no journal.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from vitalgrid.centre.console import problems as p
from vitalgrid.centre.console.models import OwnKeys, OwnView, Presence
from vitalgrid.centre.console.queries.sheet import case_pdf
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.exports.actions import note_taken
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import INVALID, NOT_FOUND, SIGN_IN, Problem
from vitalgrid.loop.cases.access import access_case, visible_to

MOST_VIEWS = 20
REMEMBERED = timedelta(days=1)  # how long a removal can be taken back


def _user(by: Actor) -> int:
    if by.user_id is None:
        raise Problem(SIGN_IN)
    return by.user_id


def _name(text: str) -> str:
    name = " ".join(text.replace("\x00", "").split())
    if not 1 <= len(name) <= 20:
        raise Problem(p.VIEW_NAME, field="name")
    return name


def save_view(*, by: Actor, name: str, query: str) -> OwnView:
    """Keep a filter under a name. Raises `console.view_name`, `console.view_taken`, `console.views_full`."""
    user, name = _user(by), _name(name)
    if OwnView.objects.filter(user=user, removed_at=None).count() >= MOST_VIEWS:
        raise Problem(p.VIEWS_FULL, field="name")
    try:
        with transaction.atomic():
            return OwnView.objects.create(user_id=user, name=name, query=query[:600], made_at=clock.now())
    except IntegrityError:
        raise Problem(p.VIEW_TAKEN, field="name") from None


def rename_view(*, by: Actor, number: UUID, name: str) -> None:
    """Another name. Raises `kit.not_found` and what `save_view` raises."""
    try:
        with transaction.atomic():
            _own(by, number).update(name=_name(name))
    except IntegrityError:
        raise Problem(p.VIEW_TAKEN, field="name") from None


@transaction.atomic
def choose_default(*, by: Actor, number: UUID, is_default: bool) -> None:
    """Let the console open with this list, or no more. Raises `kit.not_found`."""
    mine = _own(by, number)
    OwnView.objects.filter(user=_user(by), is_default=True).update(is_default=False)
    mine.update(is_default=is_default)


def remove_view(*, by: Actor, number: UUID) -> None:
    """Away, for a day still to be had back. Raises `kit.not_found`."""
    _own(by, number).update(removed_at=clock.now(), is_default=False)
    OwnView.objects.filter(user=_user(by), removed_at__lt=clock.now() - REMEMBERED).delete()


def restore_view(*, by: Actor, number: UUID) -> None:
    """Have a removed list back. Raises `kit.not_found`, `console.view_taken`."""
    gone = OwnView.objects.filter(pk=number, user=_user(by), removed_at__isnull=False)
    try:
        with transaction.atomic():
            if not gone.update(removed_at=None):
                raise Problem(NOT_FOUND)
    except IntegrityError:
        raise Problem(p.VIEW_TAKEN) from None


def _own(by: Actor, number: UUID) -> "QuerySet[OwnView]":
    mine = OwnView.objects.filter(pk=number, user=_user(by), removed_at=None)
    if not mine.exists():
        raise Problem(NOT_FOUND)
    return mine


def choose_keys(*, by: Actor, keys: Mapping[str, str]) -> dict[str, str]:
    """Change keys: usual key → one's own. What is as usual is left out. Raises `console.key_bad` at the keys."""
    user = _user(by)
    chosen = {usual: own.strip().lower() for usual, own in keys.items()}
    bad = [one for one, own in chosen.items() if len(own) != 1 or not (own.isalnum() or own in "/?")]
    bad += [one for one, own in chosen.items() if list(chosen.values()).count(own) > 1 and one not in bad]
    if bad:
        raise Problem(INVALID, errors=[Problem(p.KEY_BAD, field=one) for one in bad])
    changed = {usual: own for usual, own in chosen.items() if usual != own}
    OwnKeys.objects.update_or_create(user_id=user, defaults={"keys": changed})
    return changed


@transaction.atomic
def be_at(*, by: Actor, code: str) -> None:
    """Tell that the case is open on one's screen now; an empty code: none is any more. Unseen codes tell nothing."""
    user, now = _user(by), clock.now()
    case = visible_to(by).filter(code=code).values_list("pk", flat=True).first() if code else None
    if case is None:
        Presence.objects.filter(user=user).delete()
        return
    if not Presence.objects.filter(user=user, case=case).update(seen_at=now):
        Presence.objects.update_or_create(user_id=user, defaults={"case_id": case, "since": now, "seen_at": now})


def take_paper(*, by: Actor, code: str) -> bytes:
    """A case as PDF, for whoever sees it; that it left the product stands in the journal, or it does not leave.

    Raises `kit.not_found`.
    """
    case = access_case(by, code)
    content = case_pdf(by, code)
    note_taken(by=by, what="paper", form="pdf", about=case.pk, code=code)
    return content
