"""What the page shell knows of the city: read from the net that each process remembers."""

from vitalgrid.city.grids.queries.memory import net
from vitalgrid.foundation.kit.city import CityFacts


def city_facts() -> CityFacts | None:
    """The facts of the city that was loaded; None before that."""
    known = net()
    if known.city is None:
        return None
    return CityFacts(
        name=known.city.name,
        name_en=known.city.name_en,
        code=known.city.code,
        zone=known.zone,
        hotline=str(known.setting("hotline", "12345")),
        emergency=tuple(str(number) for number in known.setting("emergency", ("110", "119", "120"))),
        centre=str(known.setting("centre", "")),
    )
