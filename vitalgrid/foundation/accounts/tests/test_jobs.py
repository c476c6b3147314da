"""What has lost its use goes; what is in use stays."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from vitalgrid.foundation.accounts.jobs import forget_expired
from vitalgrid.foundation.accounts.models import SharedCount
from vitalgrid.foundation.accounts.tests.factories import make_user, post_sign_in
from vitalgrid.foundation.kit import clock

pytestmark = pytest.mark.django_db


def test_nothing_in_use_goes_and_everything_dead_does(client: Client) -> None:
    make_user("known")
    post_sign_in(client, "known")
    post_sign_in(Client(), "known", "typed by mistake")
    cache.set("count", 1, timeout=60)
    forget_expired()
    assert client.get("/accounts/sessions/").status_code == 200
    assert AccessAttempt.objects.count() == 1
    assert SharedCount.objects.exists()
    with clock.set_to(clock.now() + timedelta(days=8)):
        assert forget_expired() >= 4
    assert not any(model.objects.exists() for model in (AccessAttempt, SharedCount, Session, UserSession))
