"""The table of lists that can be taken, named by `settings.EXPORTS`, so that lower rooms never import higher ones."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from vitalgrid.foundation.exports.problems import NO_SUCH_LIST
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.kit.tables import Export


@lru_cache(maxsize=1)
def exports() -> dict[str, Export]:
    """Every list by its name."""
    found = (import_string(path) for path in import_string(settings.EXPORTS))
    return {one.name: one for one in found}


def export_named(name: str) -> Export:
    """The list of that name. Raises `exports.no_such_list`."""
    found = exports().get(name)
    if found is None:
        raise Problem(NO_SUCH_LIST)
    return found
