"""Periodic work of the room."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session

from vitalgrid.foundation.accounts.models import SharedCount
from vitalgrid.foundation.kit import clock

ATTEMPTS_LIVE = timedelta(days=1)


def forget_expired() -> int:
    """Delete what has lost its use: dead sessions, old counts, what was typed at the sign-in page. Four times a day.

    The journal keeps that somebody failed and when; what they typed may be a password and lives no longer than a day.
    """
    now = clock.now()
    dead = [
        AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS_LIVE),
        SharedCount.objects.filter(expires__lt=now),
        Session.objects.filter(expire_date__lt=now),
        UserSession.objects.filter(created_at__lt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE)),
    ]
    return sum(rows.delete()[0] for rows in dead)
