"""The auditor's page: who did what, when, from where and why. Nothing can be changed here."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from vitalgrid.centre.console.pages import staff
from vitalgrid.centre.console.queries.journal import EVENTS, ORDER, entries_for, lines_of
from vitalgrid.foundation.journal.queries import head
from vitalgrid.foundation.kit.forms import DayInput, PlainForm
from vitalgrid.foundation.kit.paging import page_of

SIZE = 50


class JournalForm(PlainForm):
    """What the auditor looks for. Everything may be left out."""

    since = forms.DateField(label=_("First day"), required=False, widget=DayInput())
    until = forms.DateField(label=_("Last day"), required=False, widget=DayInput())
    code = forms.CharField(label=_("Code of a case or name of a thing"), required=False, max_length=80)
    who = forms.CharField(label=_("Person (name, part of it)"), required=False, max_length=60)
    event = forms.ChoiceField(label=_("Event"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].choices = [("", _("anything")), *EVENTS.items()]  # type: ignore[attr-defined]


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """The journal, newest first, by day, thing, person and event (`journal.view`)."""
    by = staff(request)
    form = JournalForm(request.GET)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    cursor = request.GET.get("before") or request.GET.get("after", "")
    page = page_of(entries_for(by, given), order=ORDER, cursor=cursor, size=SIZE)
    context = {"form": form, "page": page, "lines": lines_of(by, page.rows), "head": head()}
    context["is_narrowed"] = any(given.values())
    return render(request, "console/journal.html", context)
