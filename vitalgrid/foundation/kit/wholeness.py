"""What a room can say about the wholeness of its own rows; `vitalgrid check` asks all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Break:
    """Something that no action leaves behind: what kind (stable, for programs), where, and the sentence for people."""

    kind: str  # case.trail, file.missing, message.state …
    where: str  # the code or id of the object
    sentence: str


Check = Callable[[], Iterator[Break]]


def checks() -> dict[str, Check]:
    """The checks by name, as named by `settings.CHECKS`."""
    table: tuple[tuple[str, str], ...] = import_string(settings.CHECKS)
    return {name: import_string(path) for name, path in table}
