"""Codes that no case has, for many cases at once."""

from collections.abc import Sequence
from datetime import datetime

from vitalgrid.foundation.kit import ids
from vitalgrid.loop.cases.models import Case


def free_codes(days: Sequence[datetime]) -> list[str]:
    """A code for each of these (local) moments, no two alike, and none that a case has now.

    A day has ten million codes. One alone meets a taken one so seldom that it is left to the database, whose error lets
    the caller draw again. A hundred together, on a day on which a hundred thousand reports came, would meet one in two
    tries out of three, and all that was made for them would be thrown away each time. Somebody else may still take one
    meanwhile: the caller must be ready to draw again.
    """
    drawn = [ids.case_code(day) for day in days]
    if len(drawn) == 1:
        return drawn
    taken = set(Case.objects.filter(code__in=drawn).values_list("code", flat=True))
    for place, code in enumerate(drawn):
        while code in taken:
            code = ids.case_code(days[place])
            if code not in taken and Case.objects.filter(code=code).exists():
                taken.add(code)
        taken.add(code)
        drawn[place] = code
    return drawn
