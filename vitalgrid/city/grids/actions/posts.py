"""Appointing, changing, ending and handing over posts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from vitalgrid.city.grids.access import access_place, locked_areas, locked_post, locked_units
from vitalgrid.city.grids.models import (
    FULL_TIME_SOURCES,
    PART_TIME_SOURCES,
    DutyArea,
    EndReason,
    Handover,
    Post,
    SourceType,
)
from vitalgrid.city.grids.problems import (
    ALREADY_HELD,
    BEFORE_START,
    CONFIRMED_ALREADY,
    DUTIES_CLASH,
    NO_SUCH_ROLE,
    PLACE_DOES_NOT_FIT,
    PLACE_ENDED,
    POST_ENDED,
    POST_TAKEN,
    UNKNOWN_DUTY,
    USER_OFF,
    WRONG_SOURCE,
)
from vitalgrid.city.grids.queries.known import KnownArea, KnownUnit
from vitalgrid.city.grids.queries.memory import net
from vitalgrid.city.grids.rules.posts import Term, clash, is_single, place_fits, same_post, taken
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.duties import DUTIES
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.roles import FULL_TIME, PART_TIME, ROLES
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.phones import clean_phone
from vitalgrid.foundation.kit.problems import NOT_A_CHOICE, NOT_FOUND, Problem

MANAGE = "staffing.manage"
SOURCES = {FULL_TIME: FULL_TIME_SOURCES, PART_TIME: PART_TIME_SOURCES}


@dataclass(frozen=True)
class NewPost:
    """A post to be held by `user_id` from `on`: in an area, in a unit, or, with neither, for the whole city.

    `duties` are codes of duty areas, empty for the role's usual ones; `duty_phone` is published.
    """

    user_id: int
    role: str
    on: date
    area: UUID | None = None
    unit: UUID | None = None
    source_type: str = ""
    title: str = ""
    duty_phone: str = ""
    duties: tuple[str, ...] = ()


def appoint_post(*, by: Actor, new: NewPost, reason: str = "") -> Post:
    """Let a user hold a post from a day on.

    Raises `kit.forbidden`, `kit.not_found`, `kit.bad_phone`, `kit.not_a_choice`, `grids.no_such_role`,
    `grids.place_does_not_fit`,
    `grids.place_ended`, `grids.user_off`, `grids.duties_clash`, `grids.already_held`, `grids.post_taken`,
    `grids.unknown_duty`, `grids.wrong_source`.
    """
    access_place(by, new.area, new.unit, MANAGE)
    _check_words(new.role, new.source_type, new.duties)
    clean_phone(new.duty_phone, "duty_phone")
    _check_place(new)
    with transaction.atomic():
        _lock(new)
        _check_holder(new)
        post = _made(new)
        post.save(force_insert=True)
        data = {"role": post.role, "user": post.user_id, "on": new.on.isoformat()}
        _tell(by, "post.appointed", post, reason, data)
    return post


def change_post(
    *,
    by: Actor,
    post: UUID,
    duties: Sequence[str] | None = None,
    duty_phone: str | None = None,
    title: str | None = None,
    source_type: str | None = None,
    reason: str = "",
) -> Post:
    """Change the duties, the duty phone, the title or the source of a post; None leaves it as it is.

    Raises `kit.forbidden`, `kit.not_found`, `kit.bad_phone`, `kit.not_a_choice`, `grids.unknown_duty`,
    `grids.wrong_source`.
    """
    given = {"duties": duties, "duty_phone": duty_phone, "title": title, "source_type": source_type}
    changes = {name: list(value) if name == "duties" else value for name, value in given.items() if value is not None}
    with transaction.atomic():
        row = locked_post(by, post, MANAGE)
        _check_words(row.role, source_type or row.source_type, duties or ())
        if duty_phone is not None and duty_phone != row.duty_phone:  # what stands may be older than the rule
            clean_phone(duty_phone, "duty_phone")
        for name, value in changes.items():
            setattr(row, name, value)
        row.revision += 1
        row.save(update_fields=[*changes, "revision"])
        _tell(by, "post.changed", row, reason, {"changed": sorted(changes)})
    return row


def end_post(*, by: Actor, post: UUID, on: date, why: str, reason: str = "") -> Post:
    """End a post: `on` is the first day on which it is not held any more, `why` a code of `EndReason`.

    Raises `kit.forbidden`, `kit.not_found`, `kit.not_a_choice`, `grids.post_ended`, `grids.before_start`.
    """
    if why not in EndReason.values:
        raise Problem(NOT_A_CHOICE, field="why")
    with transaction.atomic():
        row = locked_post(by, post, MANAGE)
        _end(row, on, why)
        _tell(by, "post.ended", row, reason, {"why": why, "on": on.isoformat()})
    return row


def hand_over_post(
    *,
    by: Actor,
    post: UUID,
    to_user_id: int,
    on: date,
    items: Iterable[Mapping[str, Any]] = (),
    notes: str = "",
    reason: str = "",
) -> Handover:
    """End a post and let another user hold it from the same day, with the list of what is handed over (R20).

    `items` are `{"what": …, "count": …, "note": …}`; the new holder confirms them by `confirm_handover`. Raises what
    `appoint_post` and `end_post` raise.
    """
    with transaction.atomic():
        old = locked_post(by, post, MANAGE)
        new = NewPost(
            user_id=to_user_id,
            role=old.role,
            on=on,
            area=_present_id(old.area_id, None, on),
            unit=_present_id(None, old.unit_id, on),
            title=old.title,
            duty_phone=old.duty_phone,
            duties=tuple(old.duties),
        )
        _end(old, on, EndReason.HANDED_OVER)
        _check_place(new)
        _lock(new)
        _check_holder(new)
        made = _made(new)
        made.predecessor = old
        made.save(force_insert=True)
        handover = Handover.objects.create(
            from_post=old,
            to_post=made,
            on=on,
            at=clock.now(),
            items=[{k: v for k, v in item.items() if k in ("what", "count", "note")} for item in items],
            notes=notes,
            handed_by_id=by.user_id,
        )
        data = {"from": old.user_id, "to": made.user_id, "on": on.isoformat(), "items": len(handover.items)}
        _tell(by, "post.handed_over", made, reason, data)
    return handover


def confirm_handover(*, by: Actor, handover: UUID) -> Handover:
    """The new holder says that everything on the list was received; whoever assigns posts may say it for them.

    Raises `kit.not_found`, `grids.confirmed_already`.
    """
    with transaction.atomic():
        row = Handover.objects.select_for_update(of=("self",)).select_related("to_post").filter(pk=handover).first()
        if row is None:
            raise Problem(NOT_FOUND)
        if row.to_post.user_id != by.user_id:
            if not by.can(MANAGE):
                raise Problem(NOT_FOUND)
            access_place(by, row.to_post.area_id, row.to_post.unit_id, MANAGE)
        if row.confirmed_at is not None:
            raise Problem(CONFIRMED_ALREADY)
        row.confirmed_at, row.confirmed_by_id = clock.now(), by.user_id
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        _tell(by, "handover.confirmed", row.to_post, "", {"handover": str(row.pk)})
    return row


def _present_id(area_id: UUID | None, unit_id: UUID | None, on: date) -> UUID | None:
    place = net().areas.present(area_id, on) or net().units.present(unit_id, on)
    return place.id if place else None


def _check_words(role_code: str, source_type: str, duties: Sequence[str]) -> None:
    role = ROLES.get(role_code)
    if role is None:
        raise Problem(NO_SUCH_ROLE, field="role")
    if source_type and source_type not in SourceType.values:
        raise Problem(NOT_A_CHOICE, field="source_type")
    if source_type and role.grid_part in SOURCES and source_type not in SOURCES[role.grid_part]:
        raise Problem(WRONG_SOURCE, field="source_type")
    if duties:
        unknown = set(duties) - set(DutyArea.objects.values_list("code", flat=True))
        if unknown:
            raise Problem(UNKNOWN_DUTY, field="duties", codes=", ".join(sorted(unknown)))


def _check_place(new: NewPost) -> None:
    known = net()
    area, unit = known.area(new.area), known.unit(new.unit)
    if not place_fits(ROLES[new.role], area.level if area else None, has_unit=unit is not None):
        raise Problem(PLACE_DOES_NOT_FIT, field="area")
    place: KnownArea | KnownUnit | None = area or unit
    if place is not None and not place.is_valid_on(new.on):
        raise Problem(PLACE_ENDED, field="area", name=place.label)


def _lock(new: NewPost) -> None:
    """Two people who appoint at once meet here: at the place, then at the person."""
    if new.area is not None:
        locked_areas([new.area])
    if new.unit is not None:
        locked_units([new.unit])


def _check_holder(new: NewPost) -> None:
    user = User.objects.select_for_update().filter(pk=new.user_id).first()
    if user is None:
        raise Problem(NOT_FOUND)
    if not user.is_active:
        raise Problem(USER_OFF, field="user_id")
    term = Term(new.role, _place_key(new.area, new.unit), new.on)
    held = [_term(post) for post in Post.objects.filter(user=user)]
    if same_post(term, held):
        raise Problem(ALREADY_HELD, field="user_id")
    apart = clash(term, held)
    if apart:
        raise Problem(DUTIES_CLASH, field="role", one=DUTIES[apart[0]], other=DUTIES[apart[1]])
    if not is_single(ROLES[new.role]):
        return
    selves = net().areas.selves(new.area) if new.area else frozenset()
    others = list(Post.objects.filter(role=new.role, area__in=selves).select_related("user"))
    for other in others:
        if taken(term, [_term(other)]):
            raise Problem(POST_TAKEN, field="area", who=other.user.display_name)


def _term(post: Post) -> Term:
    return Term(post.role, _place_key(post.area_id, post.unit_id), post.started_on, post.ended_on)


def _place_key(area_id: UUID | None, unit_id: UUID | None) -> UUID | None:
    """What tells places apart: the area or unit by what it is called now, so that a renamed one stays the same."""
    known = net()
    today = known.today()
    place = known.areas.present(area_id, today) or known.units.present(unit_id, today)
    return place.id if place else None


def _made(new: NewPost) -> Post:
    known = net()
    place = known.area(new.area) or known.unit(new.unit)
    return Post(
        id=new_id(),
        user_id=new.user_id,
        role=new.role,
        area_id=new.area,
        unit_id=new.unit,
        township=place.township if place else None,
        source_type=new.source_type,
        title=new.title,
        duty_phone=new.duty_phone,
        duties=list(new.duties),
        started_on=new.on,
    )


def _end(post: Post, on: date, why: str) -> None:
    if post.ended_on is not None and post.ended_on <= on:
        raise Problem(POST_ENDED)
    if on < post.started_on:
        raise Problem(BEFORE_START, field="on")
    post.ended_on, post.ended_reason = on, why
    post.revision += 1
    post.save(update_fields=["ended_on", "ended_reason", "revision"])


def _tell(by: Actor, name: str, post: Post, reason: str, data: dict[str, Any]) -> None:
    emit(
        Event(
            name, "post", str(post.pk), by, clock.now(),
            code=post.role, township=post.township, area=post.area_id, unit=post.unit_id, revision=post.revision,
            reason=reason, data=data,
        )
    )  # fmt: skip
