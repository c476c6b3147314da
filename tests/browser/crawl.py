"""Which pages there are for whom: every address without arguments, and one page of every address that they link to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.browser.stage import BACKEND

# What is not a page: programs' addresses, files, and doors that end the visit.
LEFT_OUT = re.compile(r"^/(api|open311|static|files|healthz|readyz|metrics|accounts/(logout|sso))")
LINK = re.compile(r"<a\b[^>]*?\bhref=\"([^\"#]+)", re.S)


@dataclass(frozen=True)
class Visit:
    """One page: its route, an address of it, and who opens it ("" is somebody without an account)."""

    route: str
    path: str
    who: str

    def __str__(self) -> str:
        return f"{self.who or 'anybody'} {self.path}"


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from _patterns(one, route)


def starts() -> list[str]:
    """Every address without arguments."""
    plain = ("/" + route.replace("^", "").replace("$", "").replace("\\Z", "") for route in _patterns(get_resolver()))
    return sorted({path for path in plain if not re.search(r"[<(\[\\]", path) and not LEFT_OUT.match(path)})


def route_of(path: str) -> str | None:
    """The route that answers `path` ("" is the home page), None when none does."""
    try:
        return resolve(urlsplit(path).path).route
    except Resolver404:
        return None


def discover(users: dict[str, Any]) -> list[Visit]:
    """The pages of everybody in `users` (name → user, or None), one visit a route: whoever sees it first walks it."""
    found: dict[str, Visit] = {}
    for who, user in users.items():
        client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
        if user is not None:
            client.force_login(user, backend=BACKEND)
        queue: list[str] = starts()
        seen: set[str] = set()
        while queue:
            path = queue.pop(0)
            route = route_of(path)
            if route is None or route in seen or LEFT_OUT.match(path):
                continue
            answer = client.get(path)
            if answer.status_code >= 500:
                raise AssertionError(f"{who or 'anybody'} {path} answered {answer.status_code}")
            if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
                continue
            seen.add(route)
            found.setdefault(route, Visit(route, path, who))
            links = (urljoin(path, unescape(link)) for link in LINK.findall(answer.content.decode()))
            queue += [link for link in links if link.startswith("/") and not link.startswith("//")]
    return list(found.values())
