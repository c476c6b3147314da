"""Settings of what runs without anybody asking: periodic jobs, messages that leave, what is measured."""

from pathlib import Path

import environ

env = environ.Env()

# Named by path, so that lower rooms never import higher ones.
JOBS = "vitalgrid.config.jobs.JOBS"
METRICS = "vitalgrid.config.jobs.METRICS"
EXPORTS = "vitalgrid.config.exports.EXPORTS"
CHECKS = "vitalgrid.config.checks.CHECKS"

# How much one device and one network may ask for (kit/limits.py): 2 allows twice as much, 0 everything.
LIMITS = env.float("VITALGRID_LIMITS", default=1.0)
IDEMPOTENCY_DAYS = env.int("VITALGRID_IDEMPOTENCY_DAYS", default=8)
METRICS_TOKEN = env("VITALGRID_METRICS_TOKEN", default="")  # else /metrics answers this machine alone

# Channel of a message -> what sends it. A city connects its SMS gateway here; until then its texts wait in files.
OUTBOX_CHANNELS = {
    "notice": "vitalgrid.foundation.outbox.channels.notice",
    "email": "vitalgrid.foundation.outbox.channels.email",
    "sms": env("VITALGRID_SMS_CHANNEL", default="vitalgrid.foundation.outbox.channels.file"),
    "file": "vitalgrid.foundation.outbox.channels.file",
}
EXPORT_KEEP_DAYS = env.int("VITALGRID_EXPORT_KEEP_DAYS", default=3)  # then a file that somebody took is removed

# What people can choose beside the console -> where their address stands. Such as email,sms.
_ADDRESSES = {"email": "email", "sms": "phone"}
PERSONAL_CHANNELS = {
    name: _ADDRESSES[name] for name in env.list("VITALGRID_PERSONAL_CHANNELS", default=["email"]) if name in _ADDRESSES
}
NOTICE_GROUPS = "vitalgrid.config.notices.GROUPS"
SITE_ADDRESS = env("VITALGRID_ADDRESS", default="")  # https://…, for links in e-mails; without it they name the code

OUTBOX_KEEP_DAYS = env.int("VITALGRID_OUTBOX_KEEP_DAYS", default=30)  # then addresses and texts are erased

# VITALGRID_EMAIL=smtp+tls://user:password@mail.example:587; without it mails are written to files in the outbox folder.
_mail = env.email_url("VITALGRID_EMAIL") if env.str("VITALGRID_EMAIL", default="") else {}
EMAIL_IS_CONFIGURED = bool(_mail)
EMAIL_BACKEND = _mail.get("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = Path(env("VITALGRID_DATA", default="./var")).expanduser().resolve() / "outbox" / "mail"
EMAIL_HOST = _mail.get("EMAIL_HOST", "")
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env("VITALGRID_EMAIL_FROM", default="vitalgrid@localhost")

# A log names addresses; the word of a reporter's link, which stands in one, it does not keep.
_SPEAKING = ("django.request", "django.security", "django.security.csrf", "vitalgrid.foundation.kit.pages")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"words": {"()": "vitalgrid.foundation.kit.logs.WithoutWords"}},
    "loggers": {name: {"filters": ["words"]} for name in _SPEAKING},
}

# SQLite keeps what it has acknowledged through a power cut (FULL: the log is on the disk before the answer leaves).
# Its log goes into the file by 32 MB instead of 4: what many reports touch, such as an index, is then written once.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        "PRAGMA wal_autocheckpoint=8000; PRAGMA cache_size=-8000;"
    ),
}
