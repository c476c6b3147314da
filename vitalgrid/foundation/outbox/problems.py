"""What can go wrong with messages."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

UNKNOWN_CHANNEL = define("outbox.unknown_channel", 422, _("There is no channel “%(channel)s”."))
NOT_FAILED = define("outbox.not_failed", 409, _("This message is not among those that failed."))
HALF_QUIET = define("outbox.half_quiet", 422, _("Quiet hours need a beginning and an end."))
ERASED = define("outbox.erased", 410, _("Address and text of this message are erased; it cannot be sent again."))
