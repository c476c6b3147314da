"""What can go wrong with accounts, sign-in and keys."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

USERNAME_TAKEN = define("accounts.username_taken", 409, _("This sign-in name is taken. Choose another one."))
BAD_USERNAME = define(
    "accounts.bad_username",
    422,
    _("Use small letters, digits, dots and hyphens: two or more, the first a letter or digit."),
)
KEPT_APART = define(
    "accounts.kept_apart",
    409,
    _("One person cannot hold both “%(first)s” and “%(second)s”: these duties are kept apart."),
)
OWN_ACCOUNT = define("accounts.own_account", 409, _("You cannot disable or reset your own account here."))
KEY_RIGHTS = define("accounts.key_rights", 422, _("A key cannot be given this right: %(right)s."))
BAD_KEY = define("accounts.bad_key", 401, _("This key is unknown, expired or revoked. Ask for a new one."))
SECOND_FACTOR = define(
    "accounts.second_factor", 403, _("Your post needs a second factor. Set one up under “Sign-in and devices” first.")
)
STALE_SIGN_IN = define("accounts.stale_sign_in", 403, _("Please confirm that it is you, then do this again."))
CHANGE_PASSWORD = define("accounts.change_password", 403, _("Choose a password of your own first."))
NEEDS_PERSON = define(
    "accounts.needs_person", 403, _("A key cannot do this. A person has to sign in and do it themselves.")
)
KEY_END = define("accounts.key_end", 422, _("Choose a day between today and two years from now."))
BAD_EMAIL = define("accounts.bad_email", 422, _("This is not an e-mail address. Write it as name@example.org."))
