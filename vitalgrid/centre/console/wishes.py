"""The page on which one says how one wants to be told."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vitalgrid.centre.console.notices import reader
from vitalgrid.foundation.accounts.actions import change_email
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.kit.forms import PlainForm, attach
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.foundation.outbox.actions import save_wishes
from vitalgrid.foundation.outbox.groups import CONSOLE, LABELS, groups, personal_channels
from vitalgrid.foundation.outbox.models import Wish
from vitalgrid.foundation.outbox.queries import wishes_of


class HourInput(forms.TimeInput):
    """An hour as browsers want it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class WishForm(PlainForm):
    """Channels by groups of events, quiet hours, the daily digest."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address for notices"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Only for notices: nobody signs in by it. Kept encrypted."),
    )
    quiet_from = forms.TimeField(label=gettext_lazy("Quiet from"), required=False, widget=HourInput())
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"),
        required=False,
        widget=HourInput(),
        help_text=gettext_lazy("What comes in between leaves at the end. Emergencies do not wait."),
    )
    digest = forms.ChoiceField(
        label=gettext_lazy("A digest every day"),
        required=False,
        help_text=gettext_lazy("What is due and what came, in one message; on a day without anything none."),
    )
    digest_at = forms.TimeField(label=gettext_lazy("At"), widget=HourInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(personal_channels().items())
        for group in groups().values():
            self.fields[group.name] = forms.MultipleChoiceField(
                label=str(group.label), choices=offered, required=False, widget=forms.CheckboxSelectMultiple
            )
        every = [("", _("none")), (CONSOLE, LABELS[CONSOLE]), *offered]
        self.fields["digest"].choices = every  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Who wants e-mails says where to: a choice that nothing comes of is told, not kept."""
        told = super().clean() or {}
        channels = [channel for name in groups() for channel in told.get(name, [])]
        if "email" in [*channels, told.get("digest")] and not told.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the address that the e-mails go to, or choose no e-mail."))
        return told

    @property
    def by_group(self) -> list[forms.BoundField]:
        """The fields of the groups, in their order."""
        return [self[name] for name in groups()]

    def answers(self) -> dict[str, Any]:
        """For the action."""
        told = self.cleaned_data
        names = ("quiet_from", "quiet_until", "digest", "digest_at")
        return {"channels": {name: told[name] for name in groups()}, **{name: told[name] for name in names}}


def _first(wish: Wish, email: str) -> dict[str, Any]:
    names = ("quiet_from", "quiet_until", "digest", "digest_at")
    return {"email": email, **wish.channels, **{name: getattr(wish, name) for name in names}}


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """How one wants to be told."""
    by = reader(request)
    user = User.objects.get(pk=by.user_id or 0)
    form = WishForm(request.POST or None, initial=_first(wishes_of(by), user.email))
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                change_email(by=by, email=form.cleaned_data["email"])
                save_wishes(by=by, **form.answers())
                messages.success(request, _("Kept. From now on you are told so."))
                return redirect("console:wishes")
        except Problem as problem:
            attach(form, problem)
        status = 422
    return render(request, "console/wishes.html", {"form": form}, status=status)
