"""What can go wrong with a pack."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

OTHER_CITY = define(
    "packs.other_city",
    409,
    _(
        "This instance holds the city %(held)s; the pack is for %(offered)s. "
        "Set VITALGRID_DATA or DATABASE_URL to an empty instance for another city."
    ),
)
NOT_SOUND = define("packs.not_sound", 422, _("The pack has %(count)s findings and was not loaded."))
NO_FOLDER = define("packs.no_folder", 422, _("%(folder)s is not a folder with a pack in it."))
