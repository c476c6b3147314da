"""Every id that one person's pages and answers show, tried by somebody else: is it as if it were not there?"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from tests.matrix.cast import undone
from tests.matrix.routes import ARGUMENT, KEY, Stage, asked

CODE = re.compile(r"\b\d{6}-\d{7}\b")
ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
ADDRESS = re.compile(r"""(?:href|src|action|hx-get|data-[\w-]+)=["'](/[^"'\s]*)["']""")
SESSION = re.compile(r"/accounts/sessions/(\d+)/")
PERSON = re.compile(r"/accounts/people/([\w.-]+)/")
TOKENS = re.compile(r"\b[A-Za-z0-9]{64}\b")  # against forged requests: new in every answer
DULL = ("/static/", "/accounts/logout", "/api/v1/docs", "/accounts/2fa", "/accounts/language")
SAME = 6  # addresses of one route that a crawl follows
# What stands for nothing, of each kind.
NOTHING = {"code": "260101-0000000", "id": str(UUID(int=7)), "session": "999999999", "person": "nobody-at-all"}


@dataclass
class Seen:
    """What one person was shown: the addresses that answered, and the ids in the answers, by kind."""

    addresses: set[str] = field(default_factory=set)
    ids: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in NOTHING})
    files: set[str] = field(default_factory=set)


def extra_of(stage: Stage, who: str) -> dict[str, Any]:
    """The headers that `who` sends."""
    return {"HTTP_AUTHORIZATION": f"Bearer {stage.key_text}"} if who == KEY else {}


def get(stage: Stage, who: str, address: str) -> Any:
    """One answer to `who`; it leaves no trace, neither in the database nor in the browser."""
    client: Client = stage.clients[who]
    kept = dict(client.cookies)
    with undone():
        answer = client.get(address, **extra_of(stage, who))
        if answer.streaming:
            answer = HttpResponse(b"".join(answer.streaming_content), status=answer.status_code, headers=answer.headers)
    client.cookies.clear()
    client.cookies.update(kept)
    return answer


def crawl(stage: Stage, who: str, starts: Iterable[str], most: int) -> Seen:
    """Follow every address from `starts`, at most `most` of them, and remember what they show."""
    seen, waiting, known = Seen(), list(starts), set(starts)
    of_route: Counter[str] = Counter()  # a thousand posts have one page
    while waiting and len(seen.addresses) < most:
        address = waiting.pop(0)
        answer = get(stage, who, address)
        if answer.status_code != 200 or "text" not in (kind := answer["Content-Type"]) and "json" not in kind:
            continue
        seen.addresses.add(address)
        body = answer.content.decode(errors="replace")
        _remember(seen, body)
        for found in sorted(set(ADDRESS.findall(body))):
            found = found.replace("&amp;", "&")
            route = _route(found)
            if found not in known and route and not found.startswith(DULL) and of_route[route] < SAME:
                known.add(found)
                of_route[route] += 1
                (seen.files.add if found.startswith("/files/") else waiting.append)(found)
    return seen


def _route(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return ""


def _remember(seen: Seen, body: str) -> None:
    for kind, pattern in (("code", CODE), ("id", ID), ("session", SESSION), ("person", PERSON)):
        seen.ids[kind] |= set(pattern.findall(body))


def starts() -> list[str]:
    """Every address without an argument."""
    return sorted({f"/{pattern}" for method, pattern in asked() if method == "GET" and not ARGUMENT.search(pattern)})


KINDS = {"code": "code", "report_id": "id", "task_id": "id", "post_id": "id", "handover_id": "id", "key_id": "id",
         "number": "id", "session_id": "session", "username": "person"}  # fmt: skip


def places() -> Iterator[tuple[str, str]]:
    """Every address to read that takes exactly one id, as (pattern with `{}`, kind of the id)."""
    for method, pattern in asked():
        found = list(ARGUMENT.finditer(pattern))
        if method != "GET" or len(found) != 1:
            continue
        name = found[0].group(2) or found[0].group(3)
        is_area = (found[0].group(1) or "") in ("areas", "units", "years")
        if name in KINDS and not is_area:
            before = f"{found[0].group(1)}/" if found[0].group(1) else ""
            yield "/" + ARGUMENT.sub(before + "{}", pattern), KINDS[name]


def shape(answer: Any, text: str) -> tuple[int, str]:
    """Status and body of an answer without the id that was asked for and without what differs each time."""
    where = answer.headers.get("Location", "")
    body = f"{urlsplit(where).path} {answer.content.decode(errors='replace')}".replace(text, "…")
    return answer.status_code, TOKENS.sub("", body)
