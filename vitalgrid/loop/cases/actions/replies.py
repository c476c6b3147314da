"""Writing standard answers (`reply.manage`). Each change is a version; what was sent stays as it was sent."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.problems import INVALID, NOT_FOUND, REQUIRED, Problem
from vitalgrid.loop.cases.actions.cleaning import clean_text
from vitalgrid.loop.cases.models import Reply
from vitalgrid.loop.cases.problems import UNKNOWN_CATEGORY, UNKNOWN_PLACEHOLDER, UNKNOWN_VERB
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.rules import PLACEHOLDERS, unknown_placeholders
from vitalgrid.loop.cases.workflow import answering_verbs

MANAGE = "reply.manage"
LONGEST = 2000
LIMITS = {"name": 80, "name_en": 80, "text": LONGEST, "text_en": LONGEST}


@transaction.atomic
def write_reply(*, by: Actor, code: str = "", given: Mapping[str, Any]) -> Reply:
    """A new standard answer, or the next version of the one called `code`. `given`: verb, category (code or ""), name,
    text, and both in English if there are any. Raises `kit.forbidden`, `kit.not_found`, `kit.invalid`."""
    by.require(MANAGE)
    values, now = _checked(given), clock.now()
    before = Reply.objects.select_for_update().filter(code=code, ended_at=None).first() if code else None
    if code and before is None:
        raise Problem(NOT_FOUND)
    if before is not None:
        Reply.objects.filter(pk=before.pk).update(ended_at=now, ended_by=by.name)
    name = code or f"r{new_id().hex[-12:]}"
    last = Reply.objects.filter(code=name).aggregate(last=Max("version"))["last"] or 0
    made = Reply.objects.create(code=name, version=last + 1, from_at=now, by_name=by.name, **values)
    emit(_event("reply.written", made, by))
    return made


@transaction.atomic
def end_reply(*, by: Actor, code: str) -> Reply:
    """Offer a standard answer no longer. Raises `kit.forbidden`, `kit.not_found`."""
    by.require(MANAGE)
    kept = Reply.objects.select_for_update().filter(code=code, ended_at=None).first()
    if kept is None:
        raise Problem(NOT_FOUND)
    kept.ended_at, kept.ended_by = clock.now(), by.name
    kept.save()
    emit(_event("reply.ended", kept, by))
    return kept


def _event(name: str, reply: Reply, by: Actor) -> Event:
    data = {"verb": reply.verb, "version": reply.version}
    return Event(name=name, kind="reply", object_id=str(reply.pk), by=by, at=clock.now(), code=reply.code, data=data)


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The columns, or `kit.invalid` with one problem a field."""
    errors: list[Problem] = []
    values: dict[str, Any] = {}
    for name, limit in LIMITS.items():
        try:
            values[name] = clean_text(given.get(name) or "", limit)
        except Problem as problem:
            errors.append(Problem(problem.kind, field=name, **problem.params))
            continue
        unknown = unknown_placeholders(values[name]) if name.startswith("text") else []
        if unknown:
            known = "、".join(f"{{{each}}}" for each in PLACEHOLDERS)
            errors.append(Problem(UNKNOWN_PLACEHOLDER, field=name, unknown=unknown[0], known=known))
        if not values[name] and name in ("name", "text"):
            errors.append(Problem(REQUIRED, field=name))
    if given.get("verb") not in answering_verbs():
        errors.append(Problem(UNKNOWN_VERB, field="verb"))
    category = catalogue().category(str(given.get("category") or ""))
    if given.get("category") and category is None:
        errors.append(Problem(UNKNOWN_CATEGORY, field="category"))
    if errors:
        raise Problem(INVALID, errors=errors)
    return {**values, "verb": given["verb"], "category_id": category.id if category else None}
