"""The city of a bench instance: the demonstration's pack, its posts, and signed-in sessions for the load client."""

import time
from pathlib import Path

from allauth.account.internal.flows import login as flow
from allauth.account.internal.userkit import user_id_to_str
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.packs.actions import load_pack
from vitalgrid.packs.models import LoadedPack
from vitalgrid.packs.registry import PARTS

PACK = "yumen"
# People whose pages are measured, by what they are.
UNIT, TOWNSHIP, CENTRE = "unit.sanitation.1", "room.620981109.1", "dispatch1"
VILLAGE, GRID, LEADER, INSPECTION, AUDITOR = (
    "head2.620981109201", "head3.620981109201-02", "leader1", "inspection1", "auditor1",
)  # fmt: skip
EVERYBODY = (UNIT, TOWNSHIP, CENTRE, VILLAGE, GRID, LEADER, INSPECTION)
HOST = "127.0.0.1"


def make_city() -> None:
    """Tables and the pack, once."""
    call_command("migrate", verbosity=0, interactive=False)
    if not LoadedPack.objects.exists():
        folder = Path(settings.ROOT) / "packs" / PACK
        load_pack(by=Actor.system("bench"), folder=folder, parts=PARTS)
        User.objects.update(must_change_password=False)


def client_of(username: str) -> Client:
    """A client signed in as `username`, past the second factor; talks to the instance without a server."""
    user = User.objects.get(username=username)
    client = Client(HTTP_HOST=HOST, raise_request_exception=True)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[flow.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
    session[flow._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    UserSession.objects.get_or_create(session_key=str(session.session_key), defaults={"user": user, "ip": "127.0.0.1"})
    return client


def cookie_of(client: Client) -> str:
    """The header that carries the session."""
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
