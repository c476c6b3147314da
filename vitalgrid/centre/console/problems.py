"""What can go wrong with one's own lists and keys."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

VIEW_NAME = define("console.view_name", 422, _("Give the list a name of 1 to 20 characters."))
VIEW_TAKEN = define("console.view_taken", 422, _("You have a list of this name already. Choose another name."))
VIEWS_FULL = define("console.views_full", 422, _("Twenty lists of your own are the most. Remove one first."))
KEY_BAD = define("console.key_bad", 422, _("One letter or digit, and each only once."))
