"""Taking back a change of areas that has not taken effect yet."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import F, ProtectedError, Q

from vitalgrid.city.grids.access import access_area, locked_areas
from vitalgrid.city.grids.models import Area, Boundary, EndReason, Post, Succession, Unit
from vitalgrid.city.grids.problems import CHANGE_BEGUN, CHANGE_IN_USE
from vitalgrid.city.grids.queries.memory import net, touch
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

MANAGE = "area.manage"


def undo_change(*, by: Actor, area: UUID, reason: str = "") -> list[Area]:
    """Take back the rename, division, merger or new border by which `area` is to begin. Returns the areas that stay.

    The areas that would have begun are gone, those that would have ended stay, and so do their posts. Raises
    `kit.not_found`, `grids.change_begun`, and `grids.change_in_use` when posts, units or a later change stand on it.
    """
    access_area(by, area, MANAGE)
    with transaction.atomic():
        olds, news = _whole_change(area)
        if not olds:
            raise Problem(NOT_FOUND)
        rows = locked_areas([*olds, *news])
        begun = [row for row in rows if row.pk in news]
        on = begun[0].valid_from
        if on <= net().today():
            raise Problem(CHANGE_BEGUN)
        _check_unused(news, begun)
        codes = [row.code for row in begun if row.pk == area] or [begun[0].code]
        Succession.objects.filter(new__in=news).delete()
        Boundary.objects.filter(area__in=news).delete()
        try:
            for row in sorted(begun, key=lambda one: -one.level):
                row.delete()
        except ProtectedError as protected:
            raise Problem(CHANGE_IN_USE, what=codes[0]) from protected
        stays = [row for row in rows if row.pk in olds]
        Area.objects.filter(pk__in=olds).update(valid_until=None, revision=F("revision") + 1)
        ended = Post.objects.filter(area__in=olds, ended_reason=EndReason.REDIVIDED)
        ended.filter(Q(ended_on=on) | Q(ended_on=F("started_on"), started_on__gt=on)).update(
            ended_on=None, ended_reason="", revision=F("revision") + 1
        )
        touch()
        told = min(stays, key=lambda one: (one.level, one.code))
        emit(
            Event(
                "area.change_undone", "area", str(told.pk), by, clock.now(),
                code=told.code, township=told.township, area=told.pk, revision=told.revision + 1, reason=reason,
                data={"on": on.isoformat(), "gone": sorted(row.code for row in begun)[:50]},
            )
        )  # fmt: skip
    return list(Area.objects.filter(pk__in=olds).order_by("level", "code"))


def _whole_change(area: UUID) -> tuple[set[UUID], set[UUID]]:
    """The old and new areas of the change: tied to `area` by successions of its day, and all that moved along."""
    row = Area.objects.filter(pk=area).first()
    if row is None:
        raise Problem(NOT_FOUND)
    day = Succession.objects.filter(on=row.valid_from)
    news = {area}
    olds: set[UUID] = set()
    while True:
        before = len(news) + len(olds)
        olds |= set(day.filter(new__in=news).values_list("old", flat=True))
        news |= set(day.filter(old__in=olds).values_list("new", flat=True))
        # What stands below a new area came along with it, and what it stands below, if that begins on the day too.
        inner = Area.objects.filter(valid_from=row.valid_from)
        news |= set(inner.filter(parent__in=news).values_list("pk", flat=True))
        news |= set(day.filter(new__in=_parents(news)).values_list("new", flat=True))
        if len(news) + len(olds) == before:
            return olds, news


def _parents(ids: Iterable[UUID]) -> list[UUID]:
    return [one for one in Area.objects.filter(pk__in=list(ids)).values_list("parent", flat=True) if one]


def _check_unused(news: set[UUID], rows: list[Area]) -> None:
    ahead = [row.code for row in rows if row.valid_until is not None]
    posts = [str(one) for one in Post.objects.filter(area__in=news).values_list("user__display_name", flat=True)]
    units = list(Unit.objects.filter(area__in=news).values_list("code", flat=True))
    used = [*ahead, *posts, *units]
    if used:
        raise Problem(CHANGE_IN_USE, what=", ".join(used[:5]))
