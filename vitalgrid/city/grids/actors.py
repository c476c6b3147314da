"""Who acts: a signed-in user with what their posts of the day allow, and where."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet, Subquery

from vitalgrid.city.grids.models import Post
from vitalgrid.city.grids.queries.memory import Net, net
from vitalgrid.foundation.accounts.actor import Actor, Grant
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.roles import AREA, CITY, ROLES, UNIT, Role
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.kept import KeptRows


def actor_for_user(
    user: User, *, address: str = "", channel: str = "console", is_second_factor_met: bool = False
) -> Actor:
    """The actor of a signed-in user, from the posts held today: one statement, or none where they were read with the
    user. A disabled user may do nothing."""
    known = net()
    came_with: HeldPosts | None = getattr(user, _HELD, None)  # `request.user` is a stand-in without a `__dict__` of it
    is_of_today = came_with is not None and came_with[0] == known.today()
    posts = came_with[1] if came_with is not None and is_of_today else list(_held_by(user.pk, known.today()))
    held = [(post, ROLES[post.role]) for post in posts if post.role in ROLES] if user.is_active else []
    grants = tuple(_grant(known, post, role) for post, role in held)
    return Actor(
        kind="user",
        id=str(user.pk),
        name=user.display_name or user.username,
        user_id=user.pk,
        grants=grants,
        permissions=frozenset().union(*(grant.permissions for grant in grants)),
        address=address,
        channel=channel,
        post=_title(known, *held[0]) if held else "",
        is_second_factor_met=is_second_factor_met,
    )


class Held(NamedTuple):
    """Of a post, what rights come from."""

    role: str
    unit_id: UUID | None
    area_id: UUID | None
    title: str


HeldPosts = tuple[date, Sequence[Held | Post]]
_HELD = "_held_posts"  # on a user: the day, and the posts held on it


def user_with_posts(user_id: int) -> User | None:
    """The user of that id with the posts held today, in one statement. None when there is no such user.

    Every request of somebody signed in begins with this; what was revoked counts from the next one on.
    """
    today = net().today()
    posts = list(_held_by(user_id, today).select_related("user"))
    user = posts[0].user if posts else User.objects.filter(pk=user_id).first()
    if user is not None:
        setattr(user, _HELD, (today, posts))
    return user


def session_with_posts(session_key: str) -> tuple[str, User] | None:
    """What the session of that key holds, and its user with the posts held today, in one statement.

    None where the session is over or unknown, and for who holds no post: then both are read one by one.
    """
    today = net().today()
    rows = _SESSION.rows(key=session_key, today=today)
    if not rows or rows[0][0] is None:
        return None
    user = User.from_db(connection.alias, _USER, rows[0][_USER_FROM:])
    setattr(user, _HELD, (today, [Held(*row[1:_USER_FROM]) for row in rows]))
    return rows[0][0], user


def _session(key: str, today: date) -> "QuerySet[Post, Any]":
    stored = Session.objects.filter(session_key=key, expire_date__gt=clock.now()).values("session_data")
    owner = UserSession.objects.filter(session_key=key).values("user")
    held = Post.objects.filter(user__in=owner).held_on(today).order_by("started_on", "id")
    return held.annotate(stored=Subquery(stored)).values_list(
        "stored", *Held._fields, *(f"user__{name}" for name in _USER)
    )


_USER = tuple(field.attname for field in User._meta.concrete_fields)
_USER_FROM = 1 + len(Held._fields)
_SESSION = KeptRows(_session, key=str, today=date)


def _held_by(user_id: int, on: date) -> "QuerySet[Post]":
    return Post.objects.filter(user_id=user_id).held_on(on).order_by("started_on", "id")


def _grant(known: Net, post: Held | Post, role: Role) -> Grant:
    """What one post allows. A post whose place is missing gives its permissions nowhere, never everywhere."""
    today = known.today()
    unit = known.units.present(post.unit_id, today)
    area = known.areas.present(post.area_id, today)
    if area is None and unit is not None and role.reach == AREA:
        area = known.areas.present(unit.area, today)  # an information room's desk reaches over its township
    scope: dict[str, Any] = {}
    if unit is not None:
        # Also what stood below and ended without a successor: its old cases have no other reader.
        members = {unit.id, *(u.id for day in (today, None) for u in known.units.below(unit.id, day))}
        scope["unit_ids"] = frozenset().union(*(known.units.selves(each) for each in members))
        scope["township"] = unit.township
    if area is not None and role.reach != UNIT:
        scope |= {"area_ids": known.areas.selves(area.id), "area_level": area.level, "township": area.township}
    is_citywide = role.reach == CITY or (role.reach == AREA and area is not None and area.level == 0)
    return Grant(role=role.code, permissions=role.permissions, is_citywide=is_citywide, **scope)


def _title(known: Net, post: Held | Post, role: Role) -> str:
    today = known.today()
    place = known.units.present(post.unit_id, today) or known.areas.present(post.area_id, today)
    return f"{place.label if place else ''} {post.title or role.label}".strip()
