"""Accounts and keys as files. Telephone numbers and addresses stay here, as on the pages."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalgrid.foundation.accounts import queries
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import ApiKey, User
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.tables import Column, Export, Kind, Rows, from_list


def _accounts(by: Actor, asked: Mapping[str, str]) -> Rows:
    words = asked.get("q", "").strip()[:64]
    queries.users_for_list(by, words=words)

    def each() -> Iterator[User]:
        after = ""
        while True:
            rows = queries.users_for_list(by, words=words, after=after)
            yield from rows[: queries.PAGE]
            if len(rows) <= queries.PAGE:
                return
            after = rows[queries.PAGE - 1].username

    return Rows(
        lambda: queries.users_found(words).count(),
        lambda limit: queries.users_found(words)[limit : limit + 1].exists(),
        each,
    )


ACCOUNTS = Export(
    "accounts",
    _("Accounts"),
    (
        Column("username", _("Sign-in name"), lambda user: user.username, Kind.CODE),
        Column("name", pgettext_lazy("account", "Name"), lambda user: user.display_name),
        Column("is_active", pgettext_lazy("account", "Open"), lambda user: user.is_active, Kind.FLAG),
        Column("second_factor", _("Second factor"), lambda user: user.has_second_factor, Kind.FLAG),
        Column("language", _("Language"), lambda user: user.language, Kind.CODE),
        Column("created", _("Made"), lambda user: user.created_at, Kind.MOMENT),
        Column("last_sign_in", _("Last sign-in"), lambda user: user.last_login, Kind.MOMENT),
        Column("shut", _("Shut"), lambda user: user.disabled_at, Kind.MOMENT),
    ),
    _accounts,
)


def _keys(by: Actor, asked: Mapping[str, str]) -> Rows:
    return from_list(queries.keys_for_list(by))


def _is_valid(key: ApiKey) -> bool:
    return key.is_valid(clock.now())


KEYS = Export(
    "keys",
    _("Keys for programs"),
    (
        Column("name", _("What it is for"), lambda key: key.name),
        Column("prefix", _("Begins with"), lambda key: f"vg_{key.prefix}", Kind.CODE),
        Column("source", _("Source code"), lambda key: key.source, Kind.CODE),
        Column("rights", _("It may"), lambda key: " ".join(key.permissions)),
        Column("is_valid", pgettext_lazy("key", "Valid"), _is_valid, Kind.FLAG),
        Column("issued", _("Issued"), lambda key: key.issued_at, Kind.MOMENT),
        Column("last_day", _("Last day"), lambda key: key.expires_at, Kind.MOMENT),
        Column("revoked_at", _("Revoked at"), lambda key: key.revoked_at, Kind.MOMENT),
        Column("last_used", _("Last used"), lambda key: key.last_used_on, Kind.DAY),
    ),
    _keys,
)
