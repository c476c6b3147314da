"""Accounts of others, for administrators (`account.manage`)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalgrid.foundation.accounts import actions, permissions, queries
from vitalgrid.foundation.accounts.access import require
from vitalgrid.foundation.accounts.forms import PersonForm, ReasonForm
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.requests import ActorRequest
from vitalgrid.foundation.accounts.stepup import fresh_sign_in
from vitalgrid.foundation.kit.problems import Problem


@login_required
@require_GET
def people(request: ActorRequest) -> HttpResponse:
    """Everybody who can sign in."""
    words, after = request.GET.get("q", "").strip()[:64], request.GET.get("after", "")[:64]
    rows = queries.users_for_list(request.actor, words=words, after=after)
    more = rows[queries.PAGE - 1].username if len(rows) > queries.PAGE else ""
    return render(request, "accounts/people.html", {"people": rows[: queries.PAGE], "more": more, "q": words})


@login_required
@fresh_sign_in()
@require_http_methods(["GET", "POST"])
@never_cache
def new_person(request: ActorRequest) -> HttpResponse:
    """Make an account; the one-time password is shown once, on the page that answers."""
    require(request.actor, permissions.ACCOUNT_MANAGE)
    form = PersonForm(request.POST) if request.method == "POST" else PersonForm()
    if request.method == "POST" and form.is_valid():
        try:
            user, word = actions.create_user(by=request.actor, person=form.person())
        except Problem as problem:
            form.add_error(problem.field or None, problem.sentence)
        else:
            return render(request, "accounts/secret.html", {"person": user, "word": word}, status=201)
    return render(request, "accounts/new_person.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_GET
@never_cache
def person(request: ActorRequest, username: str) -> HttpResponse:
    """One account: state, devices, what can be done."""
    user = queries.user_for_page(request.actor, username)
    context = {"person": user, "sessions": queries.sessions_of_user(user.pk), "form": ReasonForm()}
    return render(request, "accounts/person.html", context)


def _target(request: ActorRequest, username: str) -> User:
    return queries.user_for_page(request.actor, username)


@login_required
@require_POST
@fresh_sign_in()
@never_cache
def reset(request: ActorRequest, username: str) -> HttpResponse:
    """A new one-time password, shown once."""
    user, word = actions.reset_user(by=request.actor, user_id=_target(request, username).pk)
    return render(request, "accounts/secret.html", {"person": user, "word": word})


@login_required
@require_POST
@fresh_sign_in()
@never_cache
def enable(request: ActorRequest, username: str) -> HttpResponse:
    """Open a shut account again, with a new one-time password, shown once."""
    user, word = actions.enable_user(by=request.actor, user_id=_target(request, username).pk)
    return render(request, "accounts/secret.html", {"person": user, "word": word})


@login_required
@require_POST
def disable(request: ActorRequest, username: str) -> HttpResponse:
    """Shut an account and end its sessions."""
    user, form = _target(request, username), ReasonForm(request.POST)
    if not form.is_valid():
        context = {"person": user, "sessions": queries.sessions_of_user(user.pk), "form": form}
        return render(request, "accounts/person.html", context, status=422)
    actions.disable_user(by=request.actor, user_id=user.pk, reason=form.cleaned_data["reason"])
    messages.success(request, _("The account is shut and signed out everywhere."))
    return redirect("account_person", username=user.username)


@login_required
@require_POST
def end_all(request: ActorRequest, username: str) -> HttpResponse:
    """Sign somebody out everywhere."""
    user = _target(request, username)
    actions.end_all_sessions(by=request.actor, user_id=user.pk)
    messages.success(request, _("Signed out everywhere."))
    return redirect("account_person", username=user.username)
