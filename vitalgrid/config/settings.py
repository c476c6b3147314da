"""Settings, all by environment. Defaults are safe for a real city; `VITALGRID_DEMO` loosens what a demo needs."""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from vitalgrid.config.keys import load_or_make_secret
from vitalgrid.config.settings_identity import *  # noqa: F403
from vitalgrid.config.settings_pages import *  # noqa: F403
from vitalgrid.config.settings_work import *  # noqa: F403

env = environ.Env()

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(env("VITALGRID_DATA", default="./var")).expanduser().resolve()
DATA.mkdir(parents=True, exist_ok=True)
KEYS = DATA / "keys"
FILES = DATA / "files"

DEBUG = env.bool("VITALGRID_DEBUG", default=False)
DEMO = (DATA / "DEMO").exists() or env.bool("VITALGRID_DEMO", default=False)
SECRET_KEY = load_or_make_secret(KEYS / "django")
ALLOWED_HOSTS = env.list("VITALGRID_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("VITALGRID_ORIGINS", default=[])

# Floors, lowest first. tests/house reads the same order from tests/house/floors.py.
ROOMS = [
    "vitalgrid.foundation.kit",
    "vitalgrid.foundation.journal",
    "vitalgrid.foundation.accounts",
    "vitalgrid.foundation.changes",
    "vitalgrid.foundation.calendar",
    "vitalgrid.foundation.files",
    "vitalgrid.foundation.search",
    "vitalgrid.foundation.outbox",
    "vitalgrid.foundation.exports",
    "vitalgrid.foundation.figures",
    "vitalgrid.city.grids",
    "vitalgrid.loop.tasks",
    "vitalgrid.loop.cases",
    "vitalgrid.clients.residents",
    "vitalgrid.clients.hotline",
    "vitalgrid.clients.staff",
    "vitalgrid.centre.console",
    "vitalgrid.packs",
    "vitalgrid.imports",
    "vitalgrid.demo",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    *ROOMS,  # before what comes by pip, so that our templates and words are the ones that count
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vitalgrid.foundation.accounts.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "vitalgrid.foundation.kit.language.ChosenLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "vitalgrid.foundation.accounts.middleware.ActorMiddleware",
    "vitalgrid.foundation.kit.uploads.UploadLimit",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "vitalgrid.foundation.kit.pages.ProblemPages",  # innermost: what a view raises becomes an answer in words
]

ROOT_URLCONF = "vitalgrid.config.urls"
WSGI_APPLICATION = "vitalgrid.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vitalgrid.foundation.kit.context.shell",
            ]
        },
    }
]

_sqlite = f"sqlite:///{DATA / 'db.sqlite3'}"
DATABASES = {"default": env.db_url("DATABASE_URL", default=_sqlite)}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: take the write lock at BEGIN, so that two writers queue instead of failing on upgrade.
    DATABASES["default"] |= {"ENGINE": "vitalgrid.foundation.kit.databases.sqlite", "OPTIONS": SQLITE_OPTIONS}  # noqa: F405
else:
    DATABASES["default"]["ENGINE"] = "vitalgrid.foundation.kit.databases.postgresql"
    # How often a statement that is sent apart from its values repeats before the server keeps its plan.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("prepare_threshold", 2)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["vitalgrid.foundation.accounts.backends.SignInBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

LANGUAGE_CODE = env("VITALGRID_LANGUAGE", default="zh-hans")
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS = [ROOT / "vitalgrid" / "config" / "locale"]  # what belongs to no room: config, cli

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [p for p in [ROOT / "web" / "dist"] if p.exists()]

FORM_RENDERER = "vitalgrid.foundation.kit.rendering.FormRenderer"

TEST_RUNNER = "django.test.runner.DiscoverRunner"
REQUEST_MAX_BYTES = 150 * 1024 * 1024  # nine photos of 15 MB and the words
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# Named by path, so that lower rooms never import higher ones.
REACTIONS = "vitalgrid.config.reactions.REACTIONS"
INDICATORS = "vitalgrid.config.indicators.INDICATORS"
SCOPES = {"area": "vitalgrid.city.grids.scopes.area_scope", "unit": "vitalgrid.city.grids.scopes.unit_scope"}
USER_READER = "vitalgrid.city.grids.actors.user_with_posts"
SESSION_READER = "vitalgrid.city.grids.actors.session_with_posts"
CALENDAR_EFFECT = "vitalgrid.loop.cases.queries.moved_dues.dues_moved"
ACTOR_BUILDER = "vitalgrid.city.grids.actors.actor_for_user"
EVENT = "vitalgrid.foundation.changes.events.Event"
EMIT = "vitalgrid.foundation.changes.actions.emit_many"

# A city reached from outside is reached by HTTPS alone. On this machine, or in a demonstration, HTTP is fine.
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
IS_PUBLIC = not DEBUG and not DEMO and not set(ALLOWED_HOSTS) <= LOOPBACK
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_PUBLIC
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_PUBLIC else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PUBLIC
# What `check --deploy` asks about HTTPS has no meaning for an instance that answers this machine alone.
SILENCED_SYSTEM_CHECKS = [] if IS_PUBLIC or DEBUG else [f"security.W{n:03}" for n in (4, 5, 8, 10, 12, 16, 21)]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None  # noqa: F405
