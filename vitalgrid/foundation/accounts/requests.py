"""A request as the middleware leaves it."""

from django.http import HttpRequest

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.problems import NEEDS_PERSON
from vitalgrid.foundation.kit.problems import SIGN_IN, Problem


class ActorRequest(HttpRequest):
    """For annotations: every request that reaches a view has an actor."""

    actor: Actor


def signed_in(request: HttpRequest) -> Actor:
    """Who acts, if they have signed in or sent a key. Raises `kit.sign_in`."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if by.kind not in ("user", "api_key"):
        raise Problem(SIGN_IN)
    return by


def in_person(request: HttpRequest) -> Actor:
    """Who has signed in. Raises `kit.sign_in`, and `accounts.needs_person` for a key."""
    by = signed_in(request)
    if by.kind != "user":
        raise Problem(NEEDS_PERSON)
    return by
