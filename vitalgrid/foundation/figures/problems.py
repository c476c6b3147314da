"""What can be wrong with a question for a figure."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

UNKNOWN_INDICATOR = define("figures.unknown_indicator", 404, _("There is no indicator called “%(key)s”."))
BAD_PERIOD = define("figures.bad_period", 422, _("The period ends before it begins. Swap the two days."))
NOT_BY = define("figures.not_by", 422, _("“%(key)s” cannot be told by %(by)s, since its records do not have that."))
UNKNOWN_AREA = define(
    "figures.unknown_area", 422, _("There is no area called “%(asked)s”. Give its code or exact name.")
)
UNKNOWN_UNIT = define(
    "figures.unknown_unit", 422, _("There is no unit called “%(asked)s”. Give its code or exact name.")
)
AMBIGUOUS_NAME = define(
    "figures.ambiguous_name", 422, _("Several are called “%(asked)s”: give one of the codes %(codes)s.")
)
