"""Keys for programs (`key.manage`)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalgrid.foundation.accounts import actions, permissions, queries
from vitalgrid.foundation.accounts.access import require
from vitalgrid.foundation.accounts.forms import KeyForm
from vitalgrid.foundation.accounts.permissions import PERMISSIONS
from vitalgrid.foundation.accounts.requests import ActorRequest
from vitalgrid.foundation.accounts.stepup import fresh_sign_in
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem


@login_required
@require_GET
def keys(request: ActorRequest) -> HttpResponse:
    """Every key and what it may do."""
    now = clock.now()
    rows = [
        {"key": key, "is_valid": key.is_valid(now), "rights": [PERMISSIONS[right].label for right in key.permissions]}
        for key in queries.keys_for_list(request.actor)
    ]
    return render(request, "accounts/keys.html", {"keys": rows})


@login_required
@fresh_sign_in()
@require_http_methods(["GET", "POST"])
@never_cache
def new_key(request: ActorRequest) -> HttpResponse:
    """Issue a key; its text is shown once, on the page that answers."""
    require(request.actor, permissions.KEY_MANAGE)
    form = KeyForm(request.POST) if request.method == "POST" else KeyForm()
    if request.method == "POST" and form.is_valid():
        try:
            key, text = actions.issue_key(by=request.actor, key=form.key(request.actor.user_id))
        except Problem as problem:
            form.add_error(problem.field or None, problem.sentence)
        else:
            return render(request, "accounts/key_text.html", {"key": key, "text": text}, status=201)
    return render(request, "accounts/new_key.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: ActorRequest, key_id: UUID) -> HttpResponse:
    """End a key at once."""
    key = actions.revoke_key(by=request.actor, key_id=key_id)
    messages.success(request, _("The key “%(name)s” opens nothing any more.") % {"name": key.name})
    return redirect("account_keys")
