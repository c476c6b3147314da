"""A filled-in form of a report becomes a report, once: the one way of every page on which people tell something.

Photos are stored before anything can be refused, so a form that comes back has them still: each as a signed mark
(`kept`) that the next try sends along. No script is needed for it.
"""

from dataclasses import dataclass
from typing import Any

from django import forms

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.files.marks import digest_in, mark_of
from vitalgrid.foundation.kit.idempotency import body_of, once
from vitalgrid.loop.cases.actions import NewReport, receive_report

KEY, KEPT = "key", "kept"
LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo that is stored already: its digest, and the mark with which the form names it."""

    sha256: str

    @property
    def mark(self) -> str:
        """What the form sends along; nobody can name a photo that they did not send."""
        return mark_of(self.sha256)


def kept_photos(form: forms.Form) -> list[KeptPhoto]:
    """The photos that were stored on an earlier try and not taken out since. Forged and old marks count for nothing."""
    read = getattr(form.data, "getlist", None)
    return [KeptPhoto(digest) for mark in (read(KEPT) if read else []) if (digest := digest_in(mark))]


def photos_had(form: Any) -> list[KeptPhoto]:
    """The photos that a form shows as sent already: for a page that comes back."""
    found: list[KeptPhoto] = getattr(form, "stored", None) or kept_photos(form)
    return found


def photos_new(form: Any) -> int:
    """How many photos a form brings that are not stored yet."""
    return len(form.cleaned_data.get("photos") or [])


def store_photos(by: Actor, form: Any) -> list[str]:
    """Store what the form brings, once however often it is asked; marks, those kept from an earlier try first.

    Call it after `is_valid`. Raises the problems of the room `files` at the field `photos`.
    """
    if not hasattr(form, "stored"):
        form.stored = kept_photos(form)
        for one in form.cleaned_data.get("photos") or []:
            form.stored.append(KeptPhoto(store_photo(by=by, data=one.read(), name=one.name).sha256))
    return [photo.mark for photo in dict.fromkeys(form.stored)]


def file_report(*, by: Actor, form: Any, scope: str, source: str, **more: Any) -> tuple[str, str]:
    """File the report once, however often the button is pressed. Returns its code and its secret word.

    `scope` tells apart whose keys they are; `more` goes into `NewReport` over what the form says. Raises what
    `receive_report` raises.
    """
    marks = tuple(store_photos(by, form))
    given = {"description": "", **form.answers(), **more}
    # A mark is another one at every try, and the same photo is the same body: the key compares digests.
    body = body_of(given | {"photos": [digest_in(mark) for mark in marks]})

    def work() -> tuple[int, Any]:
        receipt = receive_report(by=by, report=NewReport(**{"photos": marks} | given, source=source))
        return 201, [receipt.code, receipt.secret]

    answer = once(key=form.data.get(KEY, "")[:LONGEST_KEY], scope=scope, body=body, work=work)
    return answer.response[0], answer.response[1]
