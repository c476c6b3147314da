"""Telling people by the channels that they chose. Part of the action or reaction that calls it.

What leaves the house by e-mail says what it is, the code, the state, the due moment and where to look: nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.kit import city, clock
from vitalgrid.foundation.outbox.actions import Draft, queue_messages
from vitalgrid.foundation.outbox.groups import CONSOLE, group_of
from vitalgrid.foundation.outbox.models import Wish
from vitalgrid.foundation.outbox.rules import quiet_until

SUBJECT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class News:
    """What people are to be told. `subject` is lazy, so that each reads it in their language; nothing personal in it.

    `lines` are pairs of a lazy label and a value; `path` is where in the product it stands; `key` lets a repeat tell
    nobody twice.
    """

    kind: str
    subject: "str | Promise"
    key: str
    about_kind: str
    about_id: str
    code: str = ""
    lines: tuple[tuple["str | Promise", "str | Promise"], ...] = ()
    path: str = ""


def tell_people(users: Iterable[int], news: News) -> int:
    """Queue a notice for each, and what their wishes add. Three statements whatever the number of people.

    Returns how many messages were queued.
    """
    wanted = sorted(set(users))
    wishes = {wish.user_id: wish for wish in Wish.objects.filter(user_id__in=wanted)}
    people = {user.pk: user for user in User.objects.filter(pk__in=wanted, is_active=True)}
    drafts = [draft for pk in wanted if (user := people.get(pk)) for draft in _drafts(user, wishes.get(pk), news)]
    queue_messages(drafts)
    return len(drafts)


def _drafts(user: User, wish: Wish | None, news: News) -> list[Draft]:
    with translation.override(user.language or settings.LANGUAGE_CODE):
        drafts = [_draft(news, CONSOLE, str(user.pk), news.code, f"{news.key}:{user.pk}")]
        group = group_of(news.kind)
        if wish is None or group is None:
            return drafts
        for channel in wish.channels.get(group.name, []):
            to = address_of(user, channel)
            if to:
                wait = None if group.is_urgent else _quiet(wish)
                key = f"{news.key}:{user.pk}:{channel}"
                drafts.append(_draft(news, channel, to, text_of(news), key, not_before=wait))
    return drafts


def address_of(user: User, channel: str) -> str:
    """Where a person is reached by a channel; "" when they are not, or the instance does not offer it any more."""
    column = settings.PERSONAL_CHANNELS.get(channel, "")
    return str(getattr(user, column)) if column else ""


def text_of(news: News) -> str:
    """The words of an e-mail, in the language that is active now."""
    lines = [str(news.subject), news.code, *(f"{label}: {value}" for label, value in news.lines)]
    where = link_to(news.path)
    if where:
        lines += ["", _("Look at it: %(link)s") % {"link": where}]
    return "\n".join(line for number, line in enumerate(lines) if line or number > 1)


def link_to(path: str) -> str:
    """The whole address of a path, where the instance knows its own (`VITALGRID_ADDRESS`)."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}" if settings.SITE_ADDRESS and path else ""


def _quiet(wish: Wish) -> datetime | None:
    start, end = wish.quiet_from, wish.quiet_until
    if start is None or end is None:
        return None
    return quiet_until(clock.now(), city.current().zone, start, end)


def _draft(news: News, channel: str, to: str, body: str, key: str, not_before: datetime | None = None) -> Draft:
    return Draft(
        channel=channel,
        to=to,
        subject=str(news.subject)[:SUBJECT_LIMIT],
        body=body,
        kind=news.kind,
        about_kind=news.about_kind,
        about_id=news.about_id,
        code=news.code,
        not_before=not_before,
        dedupe_key=key,
    )
