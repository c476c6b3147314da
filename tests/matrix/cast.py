"""The fixed cast and the three cases that everybody is tried on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.flows import login as flow
from allauth.account.internal.userkit import user_id_to_str
from django.db import transaction
from django.test import Client

from vitalgrid.city.grids.tests.factories import make_post
from vitalgrid.foundation.accounts.tests.factories import make_user, sign_in
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop, small_loop
from vitalgrid.loop.cases.workflow import FieldKind, transition

ANSWERS: dict[FieldKind, Any] = {
    FieldKind.TEXT: "演示。",
    FieldKind.LINE: "演示",
    FieldKind.UNIT: "hygiene",
    FieldKind.UNITS: ["hygiene"],
    FieldKind.AREA: "1-1-1",
    FieldKind.CATEGORY: "0404",
    FieldKind.MATTER: "0404-01",
    FieldKind.REASON: "weather",
    FieldKind.MOMENT: "2026-03-03T09:00:00+08:00",
    FieldKind.LIMIT: "1 wd",
    FieldKind.PHOTOS: [],
    FieldKind.FLAG: True,
    FieldKind.PARTS: [{"text": "演示"}],
}

ANONYMOUS, RESIDENT = "anonymous", "resident"
# Names of posts as in grids.tests.factories.small_city. Township 1 is the near one; whoever ends in -2… is a stranger.
CAST = (
    ANONYMOUS, RESIDENT,
    "intake", "dispatch", "inspection", "assessment", "leader", "hotline", "auditor", "privacy", "administrator",
    "water", "hygiene", "petitions", "discipline",
    "room-1", "room-2", "station-1", "station-2",
    "head-1", "head-2", "head-1-1", "head-1-2", "head-2-1", "head-1-1-1",
    "full-1-1-1-1", "full-1-1-1-2", "full-2-1-1-1", "part-1-1-1-1", "officer-1-1",
)  # fmt: skip


@dataclass
class World:
    """The small loop with four cases, by their codes.

    `near`: township 1, being dealt with by the water works, on the centre's desk. `far`: township 2, assigned to
    hygiene. `local`: reported by a worker of township 1, on its information room's desk. `integrity`: a complaint
    about staff of township 1.
    """

    loop: Loop
    near: str
    far: str
    local: str
    integrity: str

    def client(self, who: str) -> Client:
        """A client signed in as `who`, past the second factor."""
        client = Client(raise_request_exception=False)
        if who == ANONYMOUS:
            return client
        user = make_post(RESIDENT, user=make_user("a-resident")).user if who == RESIDENT else self.loop.city.user(who)
        sign_in(client, user)
        session = client.session
        session[flow.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": MONDAY.timestamp()}]
        session[flow._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
        session.save()
        return client


def make_world() -> World:
    """Everything that the matrix tries people on."""
    loop = small_loop()
    near = loop.in_progress(at="1-1-1-1").code
    far = loop.assigned(unit="hygiene", category="0301", at="2-1-1-1").code
    local = loop.report(category="0301", by=loop.actor("full-1-1-1-1"), source="worker").code
    integrity = loop.report(category="14", at="1-1-1-1").code
    return World(loop, near, far, local, integrity)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has not happened afterwards."""
    with clock.set_to(MONDAY), transaction.atomic():
        yield
        transaction.set_rollback(True)


def body_for(verb: str, world: "World") -> dict[str, Any]:
    """An answer to everything that the verb requires, so that a refusal is one of access and not of form."""
    body: dict[str, Any] = {}
    for field in transition(verb).fields:
        if field.is_required:
            of_kind = {FieldKind.CASE: world.far, FieldKind.USER: world.loop.city.user("leader").pk}
            choice = field.choices[0][0] if field.choices else None
            body[field.name] = choice if field.kind == FieldKind.CHOICE else {**ANSWERS, **of_kind}[field.kind]
    return body


def status(client: Client, method: str, address: str, data: dict[str, Any] | None = None) -> int:
    """The status of one request, which leaves no trace."""
    with undone():
        if method == "GET":
            return client.get(address).status_code
        return client.post(address, data or {}, content_type="application/json").status_code
