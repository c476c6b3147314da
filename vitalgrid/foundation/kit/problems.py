"""The catalogue of errors: one code, one status, one clear sentence that says what to do.

Actions raise `Problem`; pages show its sentence at the field it belongs to, the API answers `application/problem+json`
(RFC 9457). Every room registers its problems in its own `problems.py` with `define`.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """One entry of the catalogue. `sentence` is a lazy text; `%(name)s` in it is filled from the problem's `params`."""

    code: str
    status: int
    sentence: "str | Promise"


CATALOGUE: dict[str, Kind] = {}


def define(code: str, status: int, sentence: "str | Promise") -> Kind:
    """Add a problem to the catalogue. `code` is `room.what`, `status` the HTTP status that it means."""
    if code in CATALOGUE and CATALOGUE[code].status != status:
        raise ValueError(f"problem {code} is defined twice")
    CATALOGUE[code] = Kind(code, status, sentence)
    return CATALOGUE[code]


class Problem(Exception):  # noqa: N818 - the standard's word
    """Something that the person asked for cannot be done. `field` names the input it belongs to, if one does."""

    def __init__(self, kind: Kind, *, field: str = "", errors: "list[Problem] | None" = None, **params: Any) -> None:
        self.kind, self.field, self.params = kind, field, params
        self.errors = errors or []
        super().__init__(kind.code)

    @property
    def sentence(self) -> str:
        """The sentence in the language that is active now."""
        text = str(self.kind.sentence)
        return text % self.params if self.params else text

    def __str__(self) -> str:
        return f"{self.kind.code}: {self.sentence}"


NOT_FOUND = define("kit.not_found", 404, _("There is nothing here that you can see. Check the code or the address."))
FORBIDDEN = define("kit.forbidden", 403, _("Your post does not allow this. Ask whoever assigns posts in your unit."))
SIGN_IN = define("kit.sign_in", 401, _("Sign in first."))
INVALID = define("kit.invalid", 422, _("Some answers need a change. Each is marked with what to do."))
REQUIRED = define("kit.required", 422, _("Please fill this in."))
TOO_LONG = define("kit.too_long", 422, _("This is too long. At most %(limit)s characters fit."))
NOT_A_CHOICE = define("kit.not_a_choice", 422, _("Choose one of the options offered."))
BAD_PHONE = define(
    "kit.bad_phone",
    422,
    _("Nobody can dial this. Give a mobile of 11 digits, a landline with its area code, or + with the country code."),
)
BAD_TEXT = define("kit.bad_text", 422, _("This text has characters that cannot be stored. Remove them and send again."))
MALFORMED = define("kit.malformed", 400, _("The request cannot be read. Check that it is well-formed."))
CONFLICT = define("kit.conflict", 409, _("%(who)s changed this first: %(what)s. Your text is kept; look, then decide."))
KEY_REUSED = define("kit.key_reused", 409, _("This key was used for another request. Send with a new key."))
BUSY = define("kit.busy", 503, _("The system is busy. Nothing was stored; please send again in a moment."))
STORAGE_FULL = define(
    "kit.storage_full", 507, _("There is no space left. Nothing was stored: try later, or telephone.")
)
TOO_MANY = define("kit.too_many", 429, _("Too many requests from here. Please try again in %(seconds)s seconds."))
TOO_LARGE = define("kit.too_large", 413, _("This is too large. Send less at once."))
