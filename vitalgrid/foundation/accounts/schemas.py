"""Accounts, sessions and keys as JSON. Telephone numbers, addresses and passwords go in and never come out."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from vitalgrid.foundation.accounts.actions import NewUser
from vitalgrid.foundation.accounts.actions.keys import NewKey
from vitalgrid.foundation.accounts.models import ApiKey


class AccountOut(Schema):
    """Somebody who can sign in. What they may do comes from their posts."""

    username: str = Field(examples=["demo-li"])
    display_name: str = Field(examples=["演示·李某"])
    language: str = Field(examples=["zh-hans"])
    is_active: bool
    must_change_password: bool
    has_second_factor: bool
    created_at: datetime
    disabled_at: datetime | None
    last_login: datetime | None


class AccountPageOut(Schema):
    """Some accounts by sign-in name; give `next` back as `after` to go on. Empty: these were the last."""

    accounts: list[AccountOut]
    next: str


class AccountIn(Schema):
    """A new account."""

    model_config = ConfigDict(extra="forbid")

    username: str = Field(max_length=64, examples=["demo-li"])
    display_name: str = Field(max_length=80, examples=["演示·李某"])
    language: str = Field("", max_length=10, pattern="^(|zh-hans|en)$", examples=["zh-hans"])
    phone: str = Field("", max_length=20, description="Kept encrypted; no answer repeats it")
    email: str = Field("", max_length=120, description="Kept encrypted; no answer repeats it")

    def person(self) -> NewUser:
        """As the action takes it."""
        return NewUser(**self.model_dump())


class SecretOut(Schema):
    """A one-time password: to be handed over, and replaced by its owner at the first sign-in."""

    username: str
    password: str | None = Field(
        description="In the first answer alone; null in a repeat, since it is stored nowhere", examples=["q7Vd…"]
    )
    expires_at: datetime | None = Field(description="After this moment the password opens nothing")


class DisableIn(Schema):
    """Why an account is shut."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=200, examples=["演示:离岗"])


class SessionOut(Schema):
    """A device that is signed in."""

    id: int
    device: str = Field(examples=["Chrome · Windows"])
    address: str
    started_at: datetime
    seen_at: datetime
    is_current: bool


class EndedOut(Schema):
    """How many devices were signed out."""

    ended: int = Field(examples=[2])


class MeOut(Schema):
    """Who you are to the product, and what you may do somewhere."""

    kind: str = Field(examples=["user", "api_key"])
    name: str
    permissions: list[str] = Field(examples=[["case.view", "case.note"]])
    is_second_factor_met: bool


class LanguageIn(Schema):
    """The language in which you read."""

    model_config = ConfigDict(extra="forbid")

    language: str = Field(max_length=10, examples=["zh-hans", "en"])


class LanguageOut(Schema):
    """The language in which you read from now on."""

    language: str


class EmailIn(Schema):
    """Where notices go."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(max_length=120, examples=["name@example.org"])


class EmailOut(Schema):
    """Whether notices can go by e-mail now."""

    has_email: bool


class KeyOut(Schema):
    """A key for a program; its text is not among this."""

    id: UUID
    name: str = Field(examples=["演示热线系统"])
    prefix: str = Field(description="The text begins with vg_ and these signs")
    source: str
    unit: UUID | None
    permissions: list[str]
    issued_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_on: date | None
    is_valid: bool

    @classmethod
    def of(cls, key: ApiKey, now: datetime) -> "KeyOut":
        """The row as of `now`."""
        names = [name for name in cls.model_fields if name != "is_valid"]
        return cls(**{name: getattr(key, name) for name in names}, is_valid=key.is_valid(now))


class KeyIn(Schema):
    """A new key."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=80, examples=["演示热线系统"])
    permissions: list[str] = Field(max_length=60, examples=[["report.file", "case.view"]])
    source: str = Field("", max_length=40, pattern="^[a-zA-Z0-9_-]*$", description="What its reports come from")
    unit: UUID | None = Field(None, description="The unit whose matters it reaches; left out: the whole city")
    expires_at: datetime = Field(description="At most two years ahead", examples=["2027-03-05T23:59:59+08:00"])

    def key(self, owner_id: int | None) -> NewKey:
        """As the action takes it."""
        told = self.model_dump() | {"permissions": frozenset(self.permissions)}
        return NewKey(owner_id=owner_id, **told)


class NewKeyOut(Schema):
    """A key that was just made."""

    key: KeyOut
    text: str | None = Field(
        description="What the program sends. In the first answer alone; null in a repeat, since it is stored nowhere"
    )


class RevokeIn(Schema):
    """Why a key ends."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=200, examples=["演示:系统下线"])
