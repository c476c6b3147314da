"""What can go wrong with a task."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

ALREADY_DONE = define("tasks.already_done", 409, _("This task is finished already."))
NOT_YOURS = define("tasks.not_yours", 403, _("You handled this matter yourself, so somebody else has to check it."))
BAD_RESULT = define("tasks.bad_result", 422, _("Say whether it is in order or not."))
REMARK_NEEDED = define("tasks.remark_needed", 422, _("Say what is not in order."))
