"""A request as the middleware leaves it."""

from django.http import HttpRequest

from vitalgrid.foundation.accounts.actor import Actor


class ActorRequest(HttpRequest):
    """For annotations: every request that reaches a view has an actor."""

    actor: Actor
