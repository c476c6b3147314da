"""The keys of the console, by what they do, and the form in which somebody changes them."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit.forms import PlainForm
from vitalgrid.loop.cases.workflow import TRANSITIONS, Reach

LIST_KEYS: dict[str, "str | Promise"] = {
    "j": _("Down in the list"),
    "k": _("Up in the list"),
    "x": _("Select the row"),
    "s": _("Lay aside for a while"),
    "z": _("Undo, while it is offered"),
    "g": _("Go to: then the letter of the place"),
    "/": _("Search"),
    "?": _("All keys"),
}


def keys_for(by: Actor) -> dict[str, list["str | Promise"]]:
    """Usual key → what it does on the pages of this person: those of the list, then those of the acts they may do."""
    found: dict[str, list[str | Promise]] = {key: [label] for key, label in LIST_KEYS.items()}
    for row in TRANSITIONS:
        if row.key and row.reach not in (Reach.REPORTER, Reach.SYSTEM) and by.can(row.permission):
            found.setdefault(row.key, []).append(row.label)
    return found


class KeysForm(PlainForm):
    """One field a key; the field is called as the usual key."""

    def __init__(
        self, *args: Any, chosen: dict[str, str], offered: dict[str, list["str | Promise"]], **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={key: chosen.get(key, key).upper() for key in offered}, **kwargs)
        for key, labels in offered.items():
            label = "、".join(dict.fromkeys(str(one) for one in labels))
            widget = forms.TextInput(attrs={"maxlength": 1, "autocomplete": "off", "class": "one-key"})
            self.fields[key] = forms.CharField(label=label, max_length=1, required=True, widget=widget)

    def answers(self) -> dict[str, str]:
        """Usual key → the one that was put in; an empty field stays as it is usually."""
        self.is_valid()
        return {key: str(self.cleaned_data.get(key) or key) for key in self.fields}
