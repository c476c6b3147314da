"""Why a demonstration cannot be made here."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

NOT_EMPTY = define(
    "demo.not_empty",
    409,
    _("There is a city in %(folder)s already. Name another folder: VITALGRID_DATA=/some/where vitalgrid demo"),
)
OTHER_CITY = define(
    "demo.other_city",
    409,
    _("%(folder)s holds a demonstration of %(days)s days until %(until)s with seed %(seed)s. Name another folder."),
)
INTERRUPTED = define(
    "demo.interrupted",
    409,
    _("A play was interrupted here. Empty the database and the folder %(folder)s, then start again."),
)
NO_PACK = define("demo.no_pack", 404, _("The demonstration city is missing: there is no folder %(folder)s."))
