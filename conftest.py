"""What every test stands on: the database (SQLite, or PostgreSQL by `VITALGRID_TEST_DB`), no network, current words."""

import os
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import databases, emptying

# The same examples in every run, so that a change is judged by what it changed; `make soak` goes looking for new ones.
settings.register_profile(
    "default",
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("soak", settings.get_profile("default"), max_examples=5000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

DEFAULT_MARKS = "not browser and not soak"
IS_POSTGRES = os.environ.get("VITALGRID_TEST_DB", "sqlite") == "postgres"


def pytest_configure() -> None:
    """Stand on nobody's instance, and let tests empty the journal between them."""
    databases.refuse_other_settings()
    emptying.allow_emptying()


def pytest_report_header() -> str:
    """Say which database the run stands on: a green run on the wrong one fools people."""
    return f"vitalgrid: database {'PostgreSQL' if IS_POSTGRES else 'SQLite'}"


ASKING = {"db", "transactional_db", "live_server"}
PURE = ("vitalgrid", "tests/house")  # elsewhere a whole module may hold a database open by itself


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out of the run on PostgreSQL what asks no database: it has run on SQLite, with the same answer."""
    if not IS_POSTGRES or config.getoption("markexpr") != DEFAULT_MARKS:
        return

    def is_pure(item: pytest.Item) -> bool:
        where = item.path.relative_to(config.rootpath).as_posix()
        fixtures = set(getattr(item, "fixturenames", ()))
        return where.startswith(PURE) and not item.get_closest_marker("django_db") and not ASKING & fixtures

    pure = [item for item in items if is_pure(item)]
    if 0 < len(pure) < len(items):  # somebody who asks for pure tests alone gets them
        config.hook.pytest_deselected(items=pure)
        items[:] = [item for item in items if not is_pure(item)]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Copy a migrated template instead of migrating (pytest-django's fixture of this name, replaced)."""
    with django_db_blocker.unblock():
        if IS_POSTGRES:
            from tests import postgres

            with databases.postgres_database(postgres.connection_settings(postgres.start())):
                yield
        else:
            with databases.sqlite_database():
                yield


@pytest.fixture(autouse=True)
def _net_is_asked_for_again() -> None:
    """A test that commits leaves its city in the process's memory, and the next one would find it in an empty table."""
    if memory := sys.modules.get("vitalgrid.city.grids.queries.memory"):
        memory.forget()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves the machine: a test that needs the network passes only on lucky days."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if isinstance(address, tuple) and host not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
