"""What pages about many things must not tell of a complaint about staff."""

from collections.abc import Iterable

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.loop.cases.models import Case

HIDDEN = "•••"


def hidden_codes(by: Actor, codes: Iterable[str]) -> set[str]:
    """Those of the codes that `by` must not read: of complaints about staff, unless their office is asking."""
    wanted = {code for code in codes if code}
    if not wanted or by.can("case.view_integrity"):
        return set()
    return set(Case.objects.filter(code__in=wanted, is_integrity=True).values_list("code", flat=True))
