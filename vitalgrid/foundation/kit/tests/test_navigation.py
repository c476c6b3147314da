"""Who sees which places."""

from typing import Any

import pytest
from django.test import RequestFactory

from vitalgrid.foundation.kit.navigation import Item, entries

ITEMS = (
    Item("language", "Language", "languages", "kit:choose"),
    Item("queue", "Queue", "inbox", "kit:choose", ("case.view",)),
    Item("later", "Later", "map", "room:not_built"),
    Item("tab", "Tab", "plus", "kit:choose", face="field"),
)


class Somebody:
    """May see cases, or not."""

    def __init__(self, *permissions: str) -> None:
        self.can = permissions.__contains__


@pytest.mark.parametrize(("permissions", "keys"), [((), ["language"]), (("case.view",), ["language", "queue"])])
def test_entries(settings: Any, permissions: tuple[str, ...], keys: list[str]) -> None:
    settings.NAVIGATION = f"{__name__}.ITEMS"
    request = RequestFactory().get("/language/")
    request.actor = Somebody(*permissions)
    shown = entries(request, "console")
    assert [entry.item.key for entry in shown] == keys
    assert all(entry.is_here for entry in shown)
