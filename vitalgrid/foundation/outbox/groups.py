"""What people choose channels for: kinds of events in groups, as named by `settings.NOTICE_GROUPS`."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

CONSOLE = "notice"
LABELS: dict[str, "str | Promise"] = {CONSOLE: _("In the console"), "email": _("E-mail"), "sms": _("Text message")}


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds of notices that are chosen together. `is_urgent`: quiet hours do not hold it back."""

    name: str
    label: "str | Promise"
    kinds: tuple[str, ...]
    is_urgent: bool = False


@lru_cache(maxsize=1)
def groups() -> dict[str, Group]:
    """Every group by its name, in the order of the page."""
    found: tuple[Group, ...] = import_string(settings.NOTICE_GROUPS)
    return {one.name: one for one in found}


def group_of(kind: str) -> Group | None:
    """The group of a kind of notice; None: it comes in the console only."""
    return next((one for one in groups().values() if kind in one.kinds), None)


def personal_channels() -> dict[str, "str | Promise"]:
    """The channels beside the console that this instance offers to its people, with their words."""
    return {name: LABELS.get(name, name) for name in settings.PERSONAL_CHANNELS}
