"""The daily digests: to whoever wants one, at their hour, once a day."""

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

from vitalgrid.centre.console.queries.digest import digest_for, subject_of, text_of_digest
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.outbox.actions import Draft, queue_message
from vitalgrid.foundation.outbox.groups import CONSOLE
from vitalgrid.foundation.outbox.models import Wish
from vitalgrid.foundation.outbox.personal import address_of, link_to

KIND = "digest.daily"


def send_digests() -> int:
    """Make the digests that are due by now. Returns how many had something to tell."""
    now = clock.now()
    local = now.astimezone(city_zone())
    today = local.date()
    due = Wish.objects.exclude(digest="").filter(Q(digest_on=None) | Q(digest_on__lt=today))
    told = 0
    for wish in due.filter(digest_at__lte=local.time().replace(tzinfo=None)):
        told += _tell(wish, today, now)
    return told


def _tell(wish: Wish, today: date, now: datetime) -> bool:
    with transaction.atomic():
        mine = Wish.objects.filter(Q(digest_on=None) | Q(digest_on__lt=today), pk=wish.pk)
        if not mine.update(digest_on=today):
            return False  # another worker was quicker
        user = User.objects.filter(pk=wish.user_id, is_active=True).first()
        to = "" if user is None else str(user.pk) if wish.digest == CONSOLE else address_of(user, wish.digest)
        if user is None or not to:
            return False
        with translation.override(user.language or settings.LANGUAGE_CODE):
            draft = _draft(user, wish.digest, to, today, now)
            if draft is not None:
                queue_message(draft)
    return draft is not None


def _draft(user: User, channel: str, to: str, today: date, now: datetime) -> Draft | None:
    build: Callable[..., Actor] = import_string(settings.ACTOR_BUILDER)
    digest = digest_for(build(user, address="", channel="console", is_second_factor_met=True), now)
    if digest.is_empty:
        return None
    return Draft(
        channel=channel,
        to=to,
        subject=subject_of(digest),
        body=text_of_digest(digest, link_to(reverse("console:queue"))),
        kind=KIND,
        about_kind="digest",
        about_id=f"{today:%Y-%m-%d}",
        dedupe_key=f"digest:{user.pk}:{today:%Y-%m-%d}",
    )
