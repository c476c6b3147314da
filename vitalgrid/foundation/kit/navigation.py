"""The form of the navigation: one list, written in `config/navigation.py` and named by the setting `NAVIGATION`."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. Shown where its address exists and any of `permissions` is held (none named: to everybody)."""

    key: str  # what a page names to say "I am here"; also the name of its live count
    label: "str | Promise"
    icon: str
    to: str  # name of an address without arguments
    permissions: tuple[str, ...] = ()
    face: str = "console"  # console | field | account | public | foot
    press: str = ""  # the letter after "g"
    is_low: bool = False  # at the foot of the rail
    is_raised: bool = False  # the disc in the middle of the phone's tabs


@dataclass(frozen=True, slots=True)
class Entry:
    """An item with its address, for one actor on one page."""

    item: Item
    href: str
    is_here: bool


def all_items() -> tuple[Item, ...]:
    """Every item of the instance's navigation, in order."""
    path = getattr(settings, "NAVIGATION", "")
    return tuple(import_string(path)) if path else ()


def entries(request: HttpRequest, face: str) -> list[Entry]:
    """What this request's actor may go to, in order; the longest address that begins the path is where we are."""
    actor = getattr(request, "actor", None)
    shown: list[tuple[Item, str]] = []
    for item in all_items():
        if item.face != face:
            continue
        if item.permissions and not any(actor and actor.can(permission) for permission in item.permissions):
            continue
        try:
            shown.append((item, reverse(item.to)))
        except NoReverseMatch:
            continue  # its room is not built yet; tests/house/test_navigation.py names such items
    here = max((href for _, href in shown if request.path.startswith(href)), key=len, default="")
    return [Entry(item, href, href == here) for item, href in shown]


def first_place(request: HttpRequest) -> str:
    """Where somebody goes who may not see the page they came to: their first entry elsewhere, console before phone."""
    places = [*entries(request, "console"), *(one for one in entries(request, "field") if not one.item.is_raised)]
    return next((one.href for one in places if one.item.permissions and not one.is_here), "/")
