"""What can go wrong with exports."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

NO_SUCH_LIST = define("exports.no_such_list", 404, _("There is no list of this name that can be taken as a file."))
ENOUGH = define("exports.enough", 409, _("Three of your files are being written. Wait for one of them, or cancel it."))
NOT_READY = define("exports.not_ready", 409, _("This file is not ready. Look at the list of your files."))
GONE = define("exports.gone", 410, _("This file is gone. Take the list again."))
