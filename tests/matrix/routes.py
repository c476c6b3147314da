"""Every address of the product, tried as everybody of the cast: what is asked, and what a cell holds.

Nothing is listed by hand: pages come from the URL configuration, operations from the API's own document. An address
with an argument that nobody has said anything about stops the walk: see `STANDS_FOR`.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.matrix.cast import ANONYMOUS, RESIDENT, World, make_world, undone
from vitalgrid.city.grids.actions import hand_over_post
from vitalgrid.config.api import api
from vitalgrid.foundation.accounts import actions
from vitalgrid.foundation.accounts.actions.keys import NewKey
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.tests.factories import make_user
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.outbox.models import Notice
from vitalgrid.loop.cases.models import Report
from vitalgrid.loop.tasks.models import Task

API = "api/v1/"
KEY = "key"  # a program with a key for the water works
PHONE, NAME = "13900001234", "演示·王某某"

# One person a role, and for each kind of scope somebody inside and somebody outside.
PEOPLE = (
    ANONYMOUS, RESIDENT, KEY,
    "intake", "dispatch", "inspection", "assessment", "leader", "hotline", "auditor", "privacy", "administrator",
    "water", "hygiene", "petitions", "discipline",
    "room-1", "room-2", "head-1", "head-1-1", "head-1-1-1",
    "full-1-1-1-1", "full-2-1-1-1", "part-1-1-1-1", "officer-1-1",
)  # fmt: skip

PROBE = "intake"  # whether a method exists is asked as somebody who is signed in
CASES = ("near", "far", "local", "integrity", "missing")
# A verb's reach in every scope is the business of test_verbs; here two scopes show that the address asks at all.
VERBS, WRITTEN = f"{API}cases/{{code}}/", ("near", "integrity")
PERSON, SESSION, THING = ("other", "missing"), ("other", "missing"), ("there", "missing")
PLACES = ("near", "far", "missing")
NONE = ("",)


@dataclass
class Stage:
    """The world with what addresses point at. `of` gives what stands for an argument in a scope."""

    world: World
    key_text: str
    key_id: UUID
    handover_id: UUID
    clients: dict[str, Client]

    def case(self, scope: str) -> str:
        """The code of the case of that scope."""
        return "260101-0000000" if scope == "missing" else str(getattr(self.world, scope))

    def report(self, scope: str) -> str:
        """The id of a report of the case of that scope."""
        found = Report.objects.filter(case__code=self.case(scope)).values_list("pk", flat=True).first()
        return str(found or UUID(int=7))

    def task(self, scope: str) -> str:
        """The id of a task in township 1."""
        found = Task.objects.order_by("id").values_list("pk", flat=True).first() if scope == "there" else None
        return str(found or UUID(int=7))

    def username(self, scope: str) -> str:
        """Who signs in at the water works."""
        return self.world.loop.city.user("water").username if scope == "other" else "nobody-at-all"

    def session(self, scope: str) -> str:
        """A session of hygiene's person: somebody else's for everybody but them."""
        found = (
            UserSession.objects.filter(user=self.world.loop.city.user("hygiene")).first() if scope == "other" else None
        )
        return str(found.pk if found else 10**9)

    def post(self, scope: str) -> str:
        """The id of a full-timer's post in township 1 (near) or 2 (far)."""
        names = {"near": "full-1-1-1-2", "far": "full-2-1-1-2"}
        return str(self.world.loop.city.posts[names[scope]].pk if scope in names else UUID(int=7))

    def notice(self, scope: str) -> str:
        """The id of a notice to the water works' person."""
        user = self.world.loop.city.user("water")
        found = Notice.objects.filter(user_id=user.pk).values_list("pk", flat=True).first()
        return str(found if found and scope == "other" else UUID(int=7))

    def handover(self, scope: str) -> str:
        """The id of a handover in township 1."""
        return str(self.handover_id if scope == "there" else UUID(int=7))

    def key(self, scope: str) -> str:
        """The id of the key."""
        return str(self.key_id if scope == "there" else UUID(int=7))


def _fixed(text: str) -> tuple[tuple[str, ...], Callable[[Stage, str], str]]:
    return NONE, lambda stage, scope: text


# argument, or the part of the address before it and the argument -> (scopes, what stands for it in a scope)
STANDS_FOR: dict[str, tuple[tuple[str, ...], Callable[[Stage, str], str]]] = {
    "code": (CASES, Stage.case),
    "report_id": (CASES, Stage.report),
    "task_id": (THING, Stage.task),
    "username": (PERSON, Stage.username),
    "session_id": (SESSION, Stage.session),
    "key_id": (THING, Stage.key),
    "area_code": (PLACES, lambda stage, scope: {"near": "1-1", "far": "2-1"}.get(scope, "nowhere")),
    "unit_code": (PLACES, lambda stage, scope: {"near": "station-1", "far": "station-2"}.get(scope, "nobody")),
    "areas/code": (PLACES, lambda stage, scope: {"near": "1-1", "far": "2-1"}.get(scope, "nowhere")),
    "units/code": (PLACES, lambda stage, scope: {"near": "station-1", "far": "station-2"}.get(scope, "nobody")),
    "post_id": (PLACES, Stage.post),
    "handover_id": (THING, Stage.handover),
    "files/name": _fixed("cases"),
    "files/number": _fixed(str(UUID(int=7))),
    "export_id": _fixed(str(UUID(int=7))),
    "figures/key": _fixed("reports_received"),
    "overview/key": _fixed("reports_received"),
    "verb": _fixed("note"),
    "secret": _fixed("nothing-that-opens"),
    "token": _fixed("nothing-that-opens"),
    "provider_id": _fixed("city"),
    "pk": _fixed("7"),
    "year": _fixed("2026"),
    "years/number": _fixed("2026"),
    "undo/number": _fixed("1"),
    "views/number": _fixed(str(UUID(int=7))),
    "outbox/number": _fixed(str(UUID(int=7))),
    "reactions/number": _fixed("7"),
    "reactions/reaction_id": _fixed("7"),
    "messages/message_id": _fixed(str(UUID(int=7))),
    "notices/number": (PERSON, Stage.notice),
    "day": _fixed("2026-03-03"),
}
# What an operation must be told before it asks who is asking: without it everybody gets 422, and the row tells nothing.
BODIES: dict[str, dict[str, object]] = {
    "accounts": {"username": "demo-new", "display_name": "演示·新某"},
    "accounts/{username}/disable": {"reason": "演示"},
    "keys": {"name": "演示", "permissions": ["case.view"], "expires_at": "2026-06-01T00:00:00+08:00"},
    "me/language": {"language": "en"},
    "me/email": {"email": "name@example.org"},
    "exports": {"name": "units"},
    "drafts": {"key": "demo/note", "content": "演示"},
}
ARGUMENT = re.compile(r"(?:([\w-]+)/)?(?:<(?:\w+:)?(\w+)>|{(\w+)})")


@dataclass(frozen=True)
class Route:
    """One thing to ask: method, the address as it is written in the configuration, and which of the things it means."""

    method: str
    pattern: str
    scope: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What a row of the table is found by."""
        return self.method, f"/{self.pattern}", self.scope


def _meaning(found: re.Match[str]) -> str:
    """What the argument is called in STANDS_FOR: by the part before it where that says more."""
    before, name = found.group(1), found.group(2) or found.group(3)
    return f"{before}/{name}" if f"{before}/{name}" in STANDS_FOR else name


def _scopes(pattern: str) -> tuple[str, ...]:
    names = [_meaning(found) for found in ARGUMENT.finditer(pattern)]
    unknown = [name for name in names if name not in STANDS_FOR]
    assert not unknown, f"/{pattern}: say what stands for {unknown} (tests/matrix/routes.py, STANDS_FOR)"
    return max((STANDS_FOR[name][0] for name in names), key=len, default=NONE)


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        pattern = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield pattern
        else:
            yield from _patterns(one, pattern)


def asked() -> list[tuple[str, str]]:
    """Every address with every method that it could have, in order."""
    paths = api.get_openapi_schema(path_prefix=f"/{API}")["paths"]
    found = [(method.upper(), path.lstrip("/")) for path, methods in paths.items() for method in methods]
    pages = [one for one in _patterns(get_resolver()) if not one.startswith(API)]
    found += [(method, page) for page in pages for method in ("GET", "POST")]
    found += [("GET", one) for one in (f"{API}openapi.json", f"{API}docs", API)]
    return sorted(found, key=lambda one: (one[1], one[0]))


def routes(stage: Stage) -> list[Route]:
    """What to ask of everybody. Where a method does not exist, one scope tells it."""
    found = []
    for method, pattern in asked():
        scopes = WRITTEN if method == "POST" and pattern.startswith(VERBS) else _scopes(pattern)
        rows = [Route(method, pattern, scope) for scope in scopes]
        found += rows[:1] if ask(stage, rows[0], PROBE) == "405" else rows
    return found


def make_stage() -> Stage:
    """The world, a resident's contact on the near case, a task, a key, and everybody signed in."""
    world = make_world()
    loop = world.loop
    world.near = loop.in_progress(at="1-1-1-1", name=NAME, phone=PHONE).code
    checked = loop.handled(at="1-1-1-1").code
    loop.move(checked, "ask_check", "inspection")
    rights = frozenset({"report.file", "case.view", "case.note", "case.accept"})
    unit = loop.city.units["water"].id
    expires = clock.now() + timedelta(days=30)
    key, text = actions.issue_key(
        by=Actor.system("matrix"), key=NewKey("演示系统", rights, "demo", None, unit, expires)
    )
    handover = hand_over_post(
        by=loop.actor("administrator"),
        post=loop.city.posts["full-1-1-2-1"].pk,
        to_user_id=make_user("successor").pk,
        on=date(2026, 3, 2),
    )
    UserSession.objects.create(user=loop.city.user("hygiene"), ip="192.0.2.1", session_key="7" * 32, user_agent="x")
    clients = {who: _client(world, who) for who in PEOPLE}
    return Stage(world, text, key.pk, handover.pk, clients)


def _client(world: World, who: str) -> Client:
    client = world.client(ANONYMOUS if who == KEY else who)
    if who not in (ANONYMOUS, KEY):
        session = client.session
        session["since"] = session["seen"] = int(clock.now().timestamp())  # else every request would write it anew
        session.save()
    return client


def address(stage: Stage, route: Route) -> str:
    """The route with its arguments filled in."""

    def filled(found: re.Match[str]) -> str:
        before = f"{found.group(1)}/" if found.group(1) else ""
        return before + STANDS_FOR[_meaning(found)][1](stage, route.scope)

    return "/" + ARGUMENT.sub(filled, route.pattern)


def ask(stage: Stage, route: Route, who: str) -> str:
    """The cell: status, where a redirect leads, and which of the marked things the answer shows.

    Marks: n, f, l, i the code of the near, far, local case, of the complaint about staff (where the address does not
    hold it already); p the reporter's telephone number, r the reporter's name.
    """
    client, path = stage.clients[who], address(stage, route)
    kept = dict(client.cookies)
    extra = {"HTTP_AUTHORIZATION": f"Bearer {stage.key_text}"} if who == KEY else {}
    with undone():
        if route.method == "GET":
            answer = client.get(path, **extra)
        elif route.pattern.startswith(API):
            body = json.dumps(BODIES.get(route.pattern.removeprefix(API), {}))
            answer = client.generic(route.method, path, body, content_type="application/json", **extra)
        else:
            answer = client.post(path, {}, **extra)
        shown = _marks(stage, path, answer)
    client.cookies.clear()
    client.cookies.update(kept)
    where = _place_of(answer)
    return " ".join(part for part in (str(answer.status_code), where, shown) if part)


def _marks(stage: Stage, path: str, answer: HttpResponse) -> str:
    if answer.streaming or answer.status_code >= 300:
        return ""
    body = answer.content.decode(errors="replace")
    world = stage.world
    marked = {"n": world.near, "f": world.far, "l": world.local, "i": world.integrity, "p": PHONE, "r": NAME}
    return "".join(mark for mark, text in marked.items() if text in body and text not in path)


def _place_of(answer: HttpResponse) -> str:
    if not 300 <= answer.status_code < 400:
        return ""
    parts = [part for part in urlsplit(answer.headers.get("Location", "")).path.split("/") if part]
    return "/" + "".join(f"{part}/" for part in parts[:2])
