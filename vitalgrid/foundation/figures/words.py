"""A figure in people's words."""

from django.utils.translation import gettext as _

from vitalgrid.foundation.figures.indicator import Indicator
from vitalgrid.foundation.figures.queries import Figure


def value_in_words(indicator: Indicator, figure: Figure) -> str:
    """63.2% · 12.5 hours · 1,204; a dash with its reason where there is nothing to tell."""
    if figure.value is None:
        return _("nothing to tell (no record in this period)")
    if indicator.measured_in == "share":
        return f"{figure.value:.1%}"
    if indicator.measured_in == "hours":
        return _("%(hours).1f hours") % {"hours": figure.value}
    return f"{figure.value:,}"
