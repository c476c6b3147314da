"""The city of this instance, as far as a page's head needs it. Who knows it is named by the setting `CITY_FACTS`."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class CityFacts:
    """Name in both languages, code, zone, and the two telephone numbers of the head and the foot."""

    name: str
    name_en: str = ""
    code: str = ""
    zone: ZoneInfo = ZoneInfo("UTC")
    hotline: str = "12345"
    emergency: tuple[str, ...] = ("110", "119", "120")
    centre: str = ""  # who runs the site, for the foot

    @property
    def shown_name(self) -> str:
        """The name in the language that is active now."""
        return self.name_en if self.name_en and not (get_language() or "").startswith("zh") else self.name


NO_CITY = CityFacts(name="活力网格", name_en="vitalgrid")


def current() -> CityFacts:
    """The facts of this instance's city; the product's own name before a pack is loaded."""
    path = getattr(settings, "CITY_FACTS", "")
    found: CityFacts | None = import_string(path)() if path else None
    return found or NO_CITY
