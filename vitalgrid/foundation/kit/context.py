"""What every page knows without asking: the city, the actor, the language and the reader's wishes."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from vitalgrid.foundation.kit import city, clock, navigation

ELDER, LETTERS, CONTRAST, THEME, KEYS = "elder", "letters", "contrast", "theme", "keys"
# Cookie -> the values it may have, the first being what counts without it.
WISHES = {
    ELDER: ("no", "yes"),
    LETTERS: ("large", "largest"),  # within the page for elderly people
    CONTRAST: ("usual", "more"),
    THEME: ("auto", "light", "dark"),
    KEYS: ("on", "off"),
}


def wish(request: HttpRequest, name: str) -> str:
    """What the reader chose for `name` (one of `WISHES`), or its usual value."""
    value = request.COOKIES.get(name, "")
    return value if value in WISHES[name] else WISHES[name][0]


class Shell:
    """Read by the base templates as `shell`; nothing is asked before a template asks it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.is_demo = bool(getattr(settings, "DEMO", False))
        self.actor = getattr(request, "actor", None)
        self.elder, self.contrast = wish(request, ELDER), wish(request, CONTRAST)
        self.letters = wish(request, LETTERS)
        self.theme, self.keys = wish(request, THEME), wish(request, KEYS)

    @property
    def city(self) -> city.CityFacts:
        """The city's name, code and telephone numbers."""
        return city.current()

    @property
    def language(self) -> str:
        """The tag for the `lang` attribute: zh-Hans or en."""
        return "zh-Hans" if (get_language() or "").startswith("zh") else "en"

    @property
    def told_in(self) -> str:
        """The `lang` of what people of the city wrote, names too, where the page is in another language; else ""."""
        own = "zh-Hans" if settings.LANGUAGE_CODE.startswith("zh") else "en"
        return "" if own == self.language else own

    @property
    def path(self) -> str:
        """Where a change of language, or signing in, comes back to: this page, or that of the form just sent."""
        if self._request.method == "GET":
            return self._request.get_full_path()
        sent_from = self._request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(sent_from, {self._request.get_host()}):
            return self._request.path
        parts = urlsplit(sent_from)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    @property
    def keymap(self) -> str:
        """The keys that this person changed (usual → own), as JSON for the scripts; "" without any."""
        session = getattr(self._request, "session", None)
        own = session.get(KEYS) if session is not None else None
        return json.dumps(own) if own else ""

    @property
    def rail(self) -> list[navigation.Entry]:
        """The console's navigation for this actor."""
        return navigation.entries(self._request, "console")

    @property
    def tabs(self) -> list[navigation.Entry]:
        """The phone's tabs for this actor."""
        return navigation.entries(self._request, "field")

    @property
    def account(self) -> list[navigation.Entry]:
        """The person's own pages."""
        return navigation.entries(self._request, "account")

    @property
    def public_links(self) -> list[navigation.Entry]:
        """The head of the public site."""
        return navigation.entries(self._request, "public")

    @property
    def foot_links(self) -> list[navigation.Entry]:
        """The foot of the public site."""
        return navigation.entries(self._request, "foot")

    @property
    def source(self) -> str:
        """Where the source of the running program can be had, or ""."""
        return str(settings.SOURCE_ADDRESS)

    @property
    def sign_in(self) -> str:
        """Where one signs in."""
        return resolve_url(settings.LOGIN_URL)

    @property
    def sign_out(self) -> str:
        """Where one signs out, by POST; "" for who is not signed in."""
        return reverse("account_logout") if self.actor and self.actor.kind == "user" else ""

    @property
    def now(self) -> datetime:
        """The present moment, for what is printed."""
        return clock.now()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor."""
    return {"shell": Shell(request)}
