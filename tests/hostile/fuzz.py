"""schemathesis over the API in this process: made by the document, sent as somebody of the cast, undone afterwards."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.matrix.routes import ANONYMOUS, KEY, STANDS_FOR, Stage

DOCUMENT = "/api/v1/openapi.json"
TOKEN = "x" * 32  # what a browser's page would hold against forged requests
# A code that nobody gave out fits the schema and is still no case: what is valid, the document alone cannot say.
NOT_ASKED = [positive_data_acceptance]
# argument -> what stands for it, where its own name says too little
MEANT = {"area_code": "area_code", "unit_code": "unit_code", "key": "figures/key"}


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests run on the test's own connection, which a real server would close between them."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@lru_cache(maxsize=1)
def document() -> Any:
    """The API's own document, and the product behind it."""
    return schemathesis.openapi.from_wsgi(DOCUMENT, WSGIHandler())


def credentials(stage: Stage, who: str) -> dict[str, Any]:
    """What `call` needs to speak as `who`."""
    if who == KEY:
        return {"headers": {"Authorization": f"Bearer {stage.key_text}"}}
    if who == ANONYMOUS:
        return {"headers": {}}
    cookies = {name: morsel.value for name, morsel in stage.clients[who].cookies.items()}
    return {"headers": {"X-CSRFToken": TOKEN}, "cookies": {**cookies, "csrftoken": TOKEN}}


def point_at_something(stage: Stage, case: Any, scope: str) -> None:
    """Let the address name a thing that is there: by made-up codes nobody gets past the door."""
    for name in case.path_parameters or {}:
        meaning = MEANT.get(name, name)
        if meaning in STANDS_FOR:
            scopes, made = STANDS_FOR[meaning]
            case.path_parameters[name] = made(stage, scope if scope in scopes else scopes[0])


def faults(case: Any, answer: Any) -> list[str]:
    """What the answer does that the document does not say, one sentence each; a 5xx is always one."""
    try:
        case.validate_response(answer, excluded_checks=NOT_ASKED)
    except BaseExceptionGroup as group:
        return [f"{case.method} {case.path} {answer.status_code}: {one}"[:1200] for one in group.exceptions]
    return []


def one_after_the_other(schema: Any, stage: Stage) -> Any:
    """A class that walks the API by what its answers name, as `who`; it counts `statuses` and keeps what it `found`."""

    class Walker(schema.as_state_machine()):  # type: ignore[misc]
        who = ANONYMOUS
        statuses: Counter[int] = Counter()
        found: list[str] = []

        def setup(self) -> None:
            self._undone = transaction.atomic()
            self._undone.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self._undone.__exit__(None, None, None)

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return credentials(stage, self.who)

        def validate_response(self, response: Any, case: Any, **kwargs: Any) -> None:
            self.statuses[response.status_code] += 1
            self.found.extend(f"{self.who}: {one}" for one in faults(case, response))

    return Walker
