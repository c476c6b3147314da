"""What can go wrong with the feed."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

RESYNC = define(
    "changes.resync", 409, _("This place in the list of changes is no longer known. Ask for everything anew.")
)
