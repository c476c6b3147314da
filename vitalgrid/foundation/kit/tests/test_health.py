"""Live, ready, measured: and nobody else may read the figures."""

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from vitalgrid.foundation.kit import health


@pytest.mark.django_db
def test_live_and_ready() -> None:
    client = Client()
    assert client.get("/healthz").content == b"ok\n"
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True, "failed": []})


def _broken() -> bool:
    raise DatabaseError("password=secret")


@pytest.mark.django_db
@pytest.mark.parametrize("broken", sorted(health.CHECKS))
def test_not_ready_names_what_is_missing(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(health.CHECKS, broken, _broken)
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (503, {"ready": False, "failed": [broken]})


def test_live_needs_no_database() -> None:
    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        ("", {}, 200),
        ("", {"REMOTE_ADDR": "192.0.2.1"}, 404),
        ("", {"HTTP_X_FORWARDED_FOR": "192.0.2.1"}, 404),
        ("t", {"REMOTE_ADDR": "192.0.2.1", "HTTP_AUTHORIZATION": "Bearer t"}, 200),
        ("t", {"HTTP_AUTHORIZATION": "Bearer u"}, 404),
        ("t", {}, 404),
    ],
)
def test_figures_are_not_public(token: str, sent: dict[str, str], status: int, settings: Any) -> None:
    settings.METRICS_TOKEN = token
    response = Client().get("/metrics", headers={"accept": "text/plain"}, **sent)
    assert response.status_code == status
    assert (b"vitalgrid_journal_last_entry" in response.content) == (status == 200)
