"""One's own account: sign-in, password, sessions and devices, language."""

from typing import Any

from allauth.account.views import LoginView, ReauthenticateView, password_change
from allauth.core.internal.httpkit import authenticated_user
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from vitalgrid.foundation.accounts import actions, queries, second_factor
from vitalgrid.foundation.accounts.adapters import actor_of_session
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.requests import ActorRequest


class SignInPage(LoginView):
    """The sign-in page. A demonstration says that it is one and lists its sign-ins."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what only this product shows."""
        return super().get_context_data(**kwargs) | {
            "is_demo": settings.DEMO,
            "demo_sign_ins": queries.demonstration_sign_ins(),
            "was_idle": self.request.session.pop("ended", "") == "idle",
            "providers": settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", []),
            "can_sign_up": settings.RESIDENT_SIGN_UP,
        }


class ConfirmPage(ReauthenticateView):
    """The password once more; a confirmation is journalled."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Tell the journal, then go on."""
        user = authenticated_user(self.request)
        actions.record_confirmation(by=actor_of_session(self.request, user), user=user)
        return super().form_valid(form)


@login_required
@require_GET
def overview(request: ActorRequest) -> HttpResponse:
    """Sign-in and devices: where everything of one's own account stands."""
    user = authenticated_user(request)
    context = {
        "user": user,
        "has_second_factor": second_factor.has_one(user),
        "needs_second_factor": second_factor.is_needed(request.actor),
        "sessions": len(queries.sessions_of_user(user.pk)),
    }
    return render(request, "accounts/overview.html", context)


@login_required
@require_GET
@never_cache
def sessions(request: ActorRequest) -> HttpResponse:
    """Where this account is signed in."""
    rows = queries.sessions_of_user(request.actor.user_id or 0, request.session.session_key or "")
    return render(request, "accounts/sessions.html", {"sessions": rows})


@login_required
@require_POST
def end_session(request: ActorRequest, session_id: int) -> HttpResponse:
    """End one session: one's own, or a person's whom one administers."""
    user_id = actions.end_session(by=request.actor, session_id=session_id)
    messages.success(request, _("That device is signed out."))
    if user_id == request.actor.user_id:
        return redirect("usersessions_list")
    return redirect("account_person", username=User.objects.values_list("username", flat=True).get(pk=user_id))


@login_required
@require_POST
def end_other_sessions(request: ActorRequest) -> HttpResponse:
    """End every session but this one."""
    ended = actions.end_other_sessions(by=request.actor, kept_key=request.session.session_key or "")
    text = ngettext("%(count)d other device is signed out.", "%(count)d other devices are signed out.", ended)
    messages.success(request, text % {"count": ended})
    return redirect("usersessions_list")


@login_required
@require_POST
def choose_language(request: ActorRequest) -> HttpResponse:
    """Read the product in this language on every device of mine that has not chosen another one."""
    actions.change_language(by=request.actor, language=request.POST.get("language", ""))
    response = redirect("account_overview")
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response


@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    """Choose a new password. Who comes by single sign-on or passkey has none, and gets none here: the city would not
    know of a second way in."""
    if not authenticated_user(request).has_usable_password():
        return render(request, "accounts/no_password.html")
    answer: HttpResponse = password_change(request)
    return answer


@require_GET
def forgotten(request: HttpRequest) -> HttpResponse:
    """What to do without the password. The same for everybody, so it says nothing about who has an account."""
    return render(request, "accounts/forgotten.html")


@require_GET
def secret_expired(request: HttpRequest) -> HttpResponse:
    """The first password was not replaced in time."""
    return render(request, "accounts/secret_expired.html")


@require_GET
def unknown_person(request: HttpRequest) -> HttpResponse:
    """Single sign-on knows the person, this city does not."""
    return render(request, "accounts/unknown_person.html", status=403)
