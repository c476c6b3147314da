"""Settings of sign-in: names and passwords, second factor, sessions, lock-out, single sign-on."""

from datetime import timedelta

import environ

env = environ.Env()

# Nobody signs in or recovers an account by e-mail: a letter box that fell into other hands would be a way in.
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_ADAPTER = "vitalgrid.foundation.accounts.adapters.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = True  # how long is decided by the idle limits below, not by a tick
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "login": "vitalgrid.foundation.accounts.forms.SignInForm",
    "change_password": "vitalgrid.foundation.accounts.forms.PasswordForm",
    "reauthenticate": "vitalgrid.foundation.accounts.forms.ConfirmForm",
    "signup": "vitalgrid.foundation.accounts.forms.ResidentForm",
}
# Counting failures of passwords is the work of axes; `login_failed` counts codes of a second factor, per account.
# 600 a minute: the five hundred of a school begin at eight, behind one address.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "5/15m/key", "change_password": "10/m/user"}
CACHES = {
    # Shared by all web processes. Another cache (redis://…) may be named where one is there anyway.
    "default": env.cache("VITALGRID_CACHE", default="dbcache://accounts_shared_count?MAX_ENTRIES=100000")
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = env("VITALGRID_START", default="/console/")
LOGOUT_REDIRECT_URL = "/accounts/login/"
RESIDENT_SIGN_UP = env.bool("VITALGRID_RESIDENT_SIGN_UP", default=False)

MFA_ADAPTER = "vitalgrid.foundation.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = env("VITALGRID_NAME", default="vitalgrid")
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "vitalgrid.foundation.accounts.forms.CodeForm",
    "reauthenticate": "vitalgrid.foundation.accounts.forms.ConfirmCodeForm",
    "activate_totp": "vitalgrid.foundation.accounts.forms.ActivateForm",
    "add_webauthn": "vitalgrid.foundation.accounts.forms.AddKeyForm",
    "edit_webauthn": "vitalgrid.foundation.accounts.forms.NameKeyForm",
}

PASSWORD_PROFILE = env("VITALGRID_PASSWORD_PROFILE", default="default")  # default | dengbao3
_RULES = "vitalgrid.foundation.accounts.passwords"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_RULES}.LengthValidator"},
    {"NAME": f"{_RULES}.BlockedValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {"NAME": f"{_RULES}.CompositionValidator"},
]

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the journal has it
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_USERNAME_FORM_FIELD = "login"
AXES_SENSITIVE_PARAMETERS = ["login", "username", "code", "oldpassword", "password1", "password2"]
AXES_USERNAME_CALLABLE = "vitalgrid.foundation.accounts.locking.locked_name"
AXES_CLIENT_IP_CALLABLE = "vitalgrid.foundation.accounts.addresses.client_address"
AXES_LOCKOUT_CALLABLE = "vitalgrid.foundation.accounts.locking.locked_out"

# Sessions: at most a week in all, half an hour of rest at a desk, three days on a phone (its own paths only).
SESSION_ENGINE = "vitalgrid.foundation.accounts.sessions"
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
IDLE_MINUTES = env.int("VITALGRID_IDLE_MINUTES", default=30)
FIELD_IDLE_HOURS = env.int("VITALGRID_FIELD_IDLE_HOURS", default=72)

# Proxies whose X-Forwarded-For is believed, as addresses or networks.
TRUSTED_PROXIES: list[str] = env.list("VITALGRID_TRUSTED_PROXIES", default=[])

# Single sign-on, off until an address is given.
OIDC_USERNAME_CLAIM = env("VITALGRID_OIDC_USERNAME_CLAIM", default="preferred_username")
SOCIALACCOUNT_ADAPTER = "vitalgrid.foundation.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that ends at another host is refused by the content policy
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {}
if env("VITALGRID_OIDC_URL", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "city",
                "name": env("VITALGRID_OIDC_NAME", default="OIDC"),
                "client_id": env("VITALGRID_OIDC_CLIENT", default=""),
                "secret": env("VITALGRID_OIDC_SECRET", default=""),
                "settings": {"server_url": env("VITALGRID_OIDC_URL")},
            }
        ],
    }
