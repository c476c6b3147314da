"""Makes a demonstration instance: its city, its sign-ins, the play; and knows one that was made before."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings
from django.db import connection

from vitalgrid.city.grids.actions.posts import NewPost, appoint_post
from vitalgrid.city.grids.actors import actor_for_user
from vitalgrid.city.grids.models import Post
from vitalgrid.city.grids.queries import net
from vitalgrid.demo.cast import city, places_of_net
from vitalgrid.demo.plan import Plan, draw_plan
from vitalgrid.demo.player import Played, play
from vitalgrid.demo.problems import NO_PACK, NOT_EMPTY, OTHER_CITY
from vitalgrid.foundation.accounts.actions import actor_for_api_key, change_password, issue_key, register_resident
from vitalgrid.foundation.accounts.actions.keys import NewKey
from vitalgrid.foundation.accounts.actions.users import NewUser
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.roles import ROLES
from vitalgrid.foundation.calendar.queries import work_calendar
from vitalgrid.foundation.kit import clock, ids
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.packs.actions import load_pack
from vitalgrid.packs.models import LoadedPack
from vitalgrid.packs.registry import PARTS

PLAYING, PLAYED = "playing", "played"
CASES_A_DAY = 22.3  # about 2,000 in 90 days


@dataclass(frozen=True)
class Wish:
    """Which city is wanted."""

    days: int
    until: date
    seed: int

    @property
    def count(self) -> int:
        """How much is told in it."""
        return max(40, round(self.days * CASES_A_DAY))


def marker() -> Path:
    """The file that says that this is a demonstration. Settings look for it, the sign-in page reads it."""
    return Path(settings.DATA) / "DEMO"


def what_is_here() -> dict[str, Any] | None:
    """What the marker tells, or None where there is none."""
    if not marker().is_file():
        return None
    try:
        told = json.loads(marker().read_text(encoding="utf-8") or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def check_same(here: dict[str, Any], *, days: int | None, until: date | None, seed: int | None) -> None:
    """Refuse to show one city for another: what was asked for by name must be what is here."""
    wanted = {"days": days, "until": until.isoformat() if until else None, "seed": seed}
    if any(value is not None and here.get(key) != value for key, value in wanted.items()):
        known = {key: here.get(key, "?") for key in wanted}
        raise Problem(OTHER_CITY, folder=str(settings.DATA), **known)


def pack_folder() -> Path:
    """The folder of the played city's pack. Raises `demo.no_pack`."""
    folder = Path(settings.ROOT) / "packs" / str(city()["pack"])
    if not folder.is_dir():
        raise Problem(NO_PACK, folder=str(folder))
    return folder


def city_zone() -> ZoneInfo:
    """The played city's time zone, from its pack: needed before the pack is loaded."""
    rows = yaml.safe_load((pack_folder() / "city.yaml").read_text(encoding="utf-8"))
    return ZoneInfo(rows[0]["time_zone"])


def yesterday() -> date:
    """The last whole day in the city."""
    return clock.now().astimezone(city_zone()).date() - timedelta(days=1)


def has_accounts() -> bool:
    """Whether anybody can sign in: a marker may stand beside a database that was taken away."""
    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()


def refuse_real_city() -> None:
    """Nothing is played where a city lives. Raises `demo.not_empty`."""
    if LoadedPack.objects.exists() or User.objects.exists():
        raise Problem(NOT_EMPTY, folder=str(settings.DATA))


def _write_marker(state: str, wish: Wish, sign_ins: list[dict[str, str]]) -> None:
    told = {"state": state, **asdict(wish), "until": wish.until.isoformat(), "sign_ins": sign_ins}
    temporary = marker().with_suffix(".new")
    temporary.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    temporary.replace(marker())


def make_demonstration(wish: Wish, *, on_progress: Callable[[float, int], None] | None = None) -> Played:
    """Load the city, make the sign-ins, draw the plan and play it. The database is migrated and empty.

    The journal is sealed when it ends. Two runs with the same wish make the same city: same codes, texts, figures.
    """
    _write_marker(PLAYING, wish, [])
    first = datetime.combine(wish.until - timedelta(days=wish.days), time(9), city_zone())
    with clock.set_to(first), ids.dice(Random(f"city {wish.seed}")):
        load_pack(by=Actor.system("pack"), folder=pack_folder(), parts=PARTS)
        sign_ins = make_sign_ins()
        senders = make_senders()
    plan = plan_of(wish, first)
    played = play(plan, seed=wish.seed, keys=senders, on_progress=on_progress)
    _write_marker(PLAYED, wish, sign_ins)
    return played


def plan_of(wish: Wish, first: datetime, *, count: int = 0) -> Plan:
    """What will be told in the city that is loaded; `count` reports instead of the usual number."""
    with clock.set_to(first + timedelta(days=1)):
        places, calendar = places_of_net(), work_calendar()
    return draw_plan(
        seed=wish.seed, until=wish.until, days=wish.days, count=count or wish.count, places=places, calendar=calendar
    )


def make_sign_ins() -> list[dict[str, str]]:
    """Give some holders of posts, and a resident, the password that the sign-in page shows."""
    by, password = Actor.system("demo"), str(city()["password"])
    resident = city()["resident"]
    person = NewUser(resident["username"], resident["name"])
    user = register_resident(by=Actor.resident(), person=person, password=password)
    appoint_post(by=by, new=NewPost(user.pk, "resident", net().today(), title=resident["title"]))
    made = []
    users = {u.username: u for u in User.objects.filter(username__in=city()["sign_ins"])}
    for login in city()["sign_ins"]:
        change_password(by=by, user=users[login], password=password)
        made.append(_shown(users[login], password))
    return [*made, _shown(user, password)]


def _shown(user: User, password: str) -> dict[str, str]:
    post = Post.objects.filter(user=user).order_by("started_on", "role").first()
    known = net()
    place = (known.unit(post.unit_id) or known.area(post.area_id)) if post else None
    who = f"{post.title or ROLES[post.role].label} · {user.display_name}" if post else user.display_name
    return {"username": user.username, "password": password, "who": who, "place": place.name if place else ""}


def make_senders() -> dict[str, Actor]:
    """Who sends reports beside people at a form: programs with keys, and the resident with an account."""
    senders = {}
    for key in city()["keys"]:
        new = NewKey(name=key["name"], permissions=frozenset({"report.file"}), source=key["source"])
        senders[str(key["source"])] = actor_for_api_key(issue_key(by=Actor.system("demo"), key=new)[1])
    account = User.objects.get(username=city()["resident"]["username"])
    senders["resident"] = actor_for_user(account, channel="public", is_second_factor_met=True)
    return senders
