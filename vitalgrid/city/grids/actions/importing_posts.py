"""Posts from a file: their holders get accounts that nobody can sign in to until a password is given."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vitalgrid.city.grids.access import require
from vitalgrid.city.grids.actions.posts import MANAGE, SOURCES
from vitalgrid.city.grids.models import DutyArea, Post, SourceType
from vitalgrid.city.grids.queries.known import KnownArea, KnownUnit
from vitalgrid.city.grids.queries.memory import net
from vitalgrid.city.grids.rules.posts import Term, clash, place_fits, same_post, taken
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.duties import DUTIES
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.roles import ROLES
from vitalgrid.foundation.changes.actions import emit
from vitalgrid.foundation.changes.events import Event
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import new_id

LOGIN = User._meta.get_field("username")


@dataclass(frozen=True)
class PostRow:
    """A post as a file gives it, with places by their codes."""

    login: str
    role: str
    name: str = ""
    area: str = ""
    unit: str = ""
    source_type: str = ""
    title: str = ""
    duty_phone: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    duties: tuple[str, ...] = ()


@dataclass
class PostDone:
    """What became of a row."""

    error: str = ""
    is_repeated: bool = False


class _Refused(Exception):  # noqa: N818 - never leaves this file
    """A row that cannot be taken; its text says why."""


def import_posts(*, by: Actor, rows: Sequence[PostRow]) -> list[PostDone]:
    """Make the posts that are not there yet, by the rules of `appoint_post`. Raises `kit.forbidden`."""
    require(by, MANAGE)
    with transaction.atomic():
        work = _Work()
        done = [work.take(row) for row in rows]
        User.objects.bulk_create(work.new_users, batch_size=500)
        for post in work.posts:
            post.user_id = post.user.pk
        Post.objects.bulk_create(work.posts, batch_size=500)
        if work.posts:
            data = {"posts": len(work.posts), "users": len(work.new_users)}
            emit(Event("posts.imported", "post", "import", by, clock.now(), data=data))
    return done


class _Work:
    """Users and terms as they are, with those that the file adds."""

    def __init__(self) -> None:
        self.users = {user.username: user for user in User.objects.select_for_update().all()}
        self.duties = set(DutyArea.objects.values_list("code", flat=True))
        self.by_login: dict[str, list[Term]] = defaultdict(list)
        self.by_place: dict[UUID | None, list[Term]] = defaultdict(list)
        self.new_users: list[User] = []
        self.posts: list[Post] = []
        known, today = net(), net().today()
        rows = Post.objects.values_list("user__username", "role", "area", "unit", "started_on", "ended_on")
        for login, role, area, unit, start, end in rows.iterator():
            place = known.areas.present(area, today) or known.units.present(unit, today)
            self._keep(login, Term(role, place.id if place else None, start, end))

    def _keep(self, login: str, term: Term) -> None:
        self.by_login[login].append(term)
        self.by_place[term.place].append(term)

    def take(self, row: PostRow) -> PostDone:
        """Judge one row and keep its post."""
        try:
            return self._take(row)
        except _Refused as refused:
            return PostDone(error=str(refused))

    def _take(self, row: PostRow) -> PostDone:
        start = row.started_on or net().today()
        _check_words(row, start, self.duties)
        place = _place(row, start)
        term = Term(row.role, place.id if place else None, start, row.ended_on)
        login = row.login.strip().lower()
        same = same_post(term, self.by_login[login])
        if same is not None:
            if same.start == start:
                return PostDone(is_repeated=True)
            raise _Refused(_("This person holds the post already."))
        apart = clash(term, self.by_login[login])
        if apart:
            values = {"one": DUTIES[apart[0]], "other": DUTIES[apart[1]]}
            raise _Refused(_("One person must not hold %(one)s and %(other)s together.") % values)
        if taken(term, self.by_place[term.place]):
            raise _Refused(_("Somebody holds this post already."))
        user = self._user(login, row.name)
        self._keep(login, term)
        self.posts.append(_post(row, user, place, start))
        return PostDone()

    def _user(self, login: str, name: str) -> User:
        user = self.users.get(login)
        if user is not None:
            if not user.is_active:
                raise _Refused(_("The account %(login)s is switched off.") % {"login": login})
            return user
        if not name:
            raise _Refused(_("There is no account %(login)s; give its name to make one.") % {"login": login})
        try:
            LOGIN.run_validators(login)
        except ValidationError as error:
            raise _Refused(" ".join(error.messages)) from error
        user = User(username=login, display_name=name, password=make_password(None), created_at=clock.now())
        self.users[login] = user
        self.new_users.append(user)
        return user


def _check_words(row: PostRow, start: date, known_duties: set[str]) -> None:
    role = ROLES.get(row.role)
    if role is None:
        raise _Refused(_("role must be one of: %(roles)s") % {"roles": ", ".join(ROLES)})
    sources = [str(value) for value in SOURCES.get(role.grid_part, SourceType.values)]
    if row.source_type and row.source_type not in sources:
        raise _Refused(_("source_type must be one of: %(sources)s") % {"sources": ", ".join(sources)})
    unknown = [duty for duty in row.duties if duty not in known_duties]
    if unknown:
        raise _Refused(_("There is no duty area %(codes)s.") % {"codes": ", ".join(unknown)})
    if row.ended_on is not None and row.ended_on <= start:
        raise _Refused(_("The post ends before it begins."))


def _place(row: PostRow, start: date) -> KnownArea | KnownUnit | None:
    known = net()
    area = known.area_by_code(row.area, start) if row.area else None
    unit = known.unit_by_code(row.unit, start) if row.unit else None
    for code, found in ((row.area, area), (row.unit, unit)):
        if code and found is None:
            raise _Refused(_("There is no %(code)s on %(day)s.") % {"code": code, "day": start})
    if (area and unit) or not place_fits(ROLES[row.role], area.level if area else None, has_unit=unit is not None):
        raise _Refused(_("This role is not held there: choose another place."))
    return area or unit


def _post(row: PostRow, user: User, place: KnownArea | KnownUnit | None, start: date) -> Post:
    is_area = isinstance(place, KnownArea)
    return Post(
        id=new_id(),
        user=user,
        role=row.role,
        area_id=place.id if place and is_area else None,
        unit_id=place.id if place and not is_area else None,
        township=place.township if place else None,
        source_type=row.source_type,
        title=row.title,
        duty_phone=row.duty_phone,
        duties=list(row.duties),
        started_on=start,
        ended_on=row.ended_on,
    )
