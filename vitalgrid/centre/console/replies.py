"""The page of standard answers: who keeps them writes, changes and ends them; each change is a version with its day."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from vitalgrid.centre.console.pages import staff
from vitalgrid.foundation.kit.forms import PlainForm, attach
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.actions.replies import LIMITS, LONGEST, MANAGE, end_reply, write_reply
from vitalgrid.loop.cases.forms import NOTHING, category_choices
from vitalgrid.loop.cases.models import Reply
from vitalgrid.loop.cases.queries.replies import replies_in_force, versions_of
from vitalgrid.loop.cases.rules import PLACEHOLDERS
from vitalgrid.loop.cases.workflow import answering_verbs

WIDE = {"rows": 4, "maxlength": LONGEST}


class ReplyForm(PlainForm):
    """One standard answer."""

    verb = forms.ChoiceField(label=gettext_lazy("For which act"))
    category = forms.ChoiceField(
        label=gettext_lazy("Only for this kind"), required=False, help_text=gettext_lazy("Left out: for every kind.")
    )
    name = forms.CharField(label=gettext_lazy("Name in the list"), max_length=LIMITS["name"])
    text = forms.CharField(label=gettext_lazy("The answer"), widget=forms.Textarea(attrs=WIDE))
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=LIMITS["name_en"], required=False)
    text_en = forms.CharField(
        label=gettext_lazy("The answer in English"), widget=forms.Textarea(attrs=WIDE), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [NOTHING, *answering_verbs().items()]  # type: ignore[attr-defined]
        self.fields["category"].choices = category_choices()  # type: ignore[attr-defined]
        self.fields["text"].help_text = _("Filled in by itself: %(names)s.") % {
            "names": " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        }


@require_http_methods(["GET", "POST"])
def replies(request: HttpRequest) -> HttpResponse:
    """Every answer in force; `code` opens one with its versions; sending writes a new one or the next version."""
    by, code = staff(request), request.GET.get("code", "")
    by.require(MANAGE)
    versions = versions_of(code) if code else []
    if code and not versions:
        raise Http404
    if request.method == "GET":
        return _shown(request, ReplyForm(initial=_initial(versions)), versions)
    form = ReplyForm(request.POST)
    form.is_valid()
    try:
        made = write_reply(by=by, code=code, given={name: form.data.get(name, "") for name in form.fields})
    except Problem as problem:
        attach(form, problem)
        return _shown(request, form, versions, problem.kind.status)
    messages.success(request, _("Written: %(name)s. It is offered from now on.") % {"name": made.name})
    return redirect(f"{reverse('console:replies')}?code={made.code}")


def _initial(versions: list[Reply]) -> dict[str, Any]:
    if not versions:
        return {}
    newest = versions[0]
    values = {name: getattr(newest, name) for name in ("verb", *LIMITS)}
    return values | {"category": newest.category.code if newest.category else ""}


def _shown(request: HttpRequest, form: ReplyForm, versions: list[Reply], status: int = 200) -> HttpResponse:
    words = answering_verbs()
    groups: dict[str, list[Reply]] = {}
    for one in replies_in_force():
        groups.setdefault(str(words.get(one.verb, one.verb)), []).append(one)
    context = {
        "form": form,
        "groups": groups.items(),
        "versions": versions,
        "newest": versions[0] if versions else None,
        "is_new": "new" in request.GET,
    }
    return render(request, "console/replies.html", context, status=status)


@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Offer one answer no longer."""
    ended = end_reply(by=staff(request), code=code)
    messages.success(request, _("%(name)s is offered no longer.") % {"name": ended.name})
    return redirect("console:replies")
