"""Problems as answers: a page for people, problem+json (RFC 9457) for programs; and the reader's wishes."""

import errno
import logging
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from vitalgrid.foundation.kit import problems
from vitalgrid.foundation.kit.context import WISHES
from vitalgrid.foundation.kit.language import PROGRAMS
from vitalgrid.foundation.kit.problems import Kind, Problem
from vitalgrid.foundation.kit.retry import said_of

log = logging.getLogger(__name__)

WISH_SECONDS = 400 * 24 * 3600
RETRY_SECONDS = 5
BROKEN = problems.define(
    "kit.broken", 500, gettext_lazy("Something broke here. It is written down; nothing was stored. Try again.")
)


def is_program(request: HttpRequest) -> bool:
    """Whether the answer is read by a program: an API address, or somebody who asks for JSON and not for HTML."""
    accept = request.headers.get("Accept", "")
    return request.path_info.startswith(PROGRAMS) or ("json" in accept and "html" not in accept)


def problem_body(problem: Problem, request: HttpRequest) -> dict[str, Any]:
    """The members of problem+json: type, title, status, detail, instance, code, and the errors at fields."""
    kind = problem.kind
    body: dict[str, Any] = {
        "type": f"urn:vitalgrid:problem:{kind.code}",
        "title": str(kind.sentence) if not problem.params else kind.code,
        "status": kind.status,
        "detail": problem.sentence,
        "instance": request.path,
        "code": kind.code,
    }
    if problem.field:
        body["field"] = problem.field
    if problem.errors:
        body["errors"] = [{"field": one.field, "code": one.kind.code, "detail": one.sentence} for one in problem.errors]
    return body


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """`problem` in the form that this reader understands, with its status. 503 and 429 say when to try again."""
    status = problem.kind.status
    response: HttpResponse
    if status == 401 and request.method == "GET" and not is_program(request):
        return redirect_to_login(request.get_full_path())
    if is_program(request):
        response = JsonResponse(
            problem_body(problem, request),
            status=status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    else:
        response = _page(request, problem)
    return say_when(response, problem)


def say_when(response: HttpResponse, problem: Problem) -> HttpResponse:
    """Put on an answer of 503 or 429 after how many seconds to try again."""
    if problem.kind.status in (429, 503):
        response["Retry-After"] = str(problem.params.get("seconds", RETRY_SECONDS))
    return response


def _page(request: HttpRequest, problem: Problem) -> HttpResponse:
    path = request.path_info
    face = "console" if path.startswith("/console/") else "field" if path.startswith("/field/") else "public"
    context = {"problem": problem, "errors": [one for one in problem.errors if str(one.sentence)]}
    try:
        return render(request, f"kit/problem_{face}.html", context, status=problem.kind.status)
    except Exception:  # the shell itself needs something that is broken now: still answer in words
        log.exception("the problem page could not be rendered")
        return render(None, "kit/problem_bare.html", context, status=problem.kind.status)


def problem_of(error: BaseException) -> Problem | None:
    """The problem that stands for an error of the ground below (a lock, a full disk, too much at once), if one does."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404):
        return Problem(problems.NOT_FOUND)
    if isinstance(error, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return Problem(problems.TOO_LARGE)
    if isinstance(error, MultiPartParserError):
        return Problem(problems.MALFORMED)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(problems.STORAGE_FULL)
    # PostgreSQL stores no U+0000 and refuses to look for one; whoever sends it meant nothing that is here.
    if isinstance(error, DataError | ValueError) and "NUL (0x00)" in str(error):
        return Problem(problems.BAD_TEXT)
    if isinstance(error, OperationalError):
        cause = error.__cause__
        text = str(error)
        if "is full" in text or getattr(cause, "sqlstate", "") == "53100":
            return Problem(problems.STORAGE_FULL)
        return Problem(problems.BUSY)
    return None


class ProblemPages:
    """Middleware: what a view raises becomes an answer in words. Errors without a problem go on to Django's handler."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django for what a view let through."""
        problem = problem_of(exception)
        if problem is None:
            return None
        note(request, problem, exception)
        return problem_response(request, problem)


def note(request: HttpRequest, problem: Problem, error: BaseException) -> None:
    """Let whoever reads the log know what the ground did: nobody else hears of a disk that is filling up.

    Neither the address as sent nor the words of the error: a reporter's secret may stand in the one, data in the other.
    """
    if problem.kind.status >= 500:
        where = request.resolver_match.route if request.resolver_match else ""
        log.warning("answered %s on %s: %s", problem.kind.code, where, said_of(error))


def _handled(request: HttpRequest, kind: Kind) -> HttpResponse:
    return problem_response(request, Problem(kind))


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Malformed, or too much at once."""
    problem = problem_of(exception) if exception else None
    return problem_response(request, problem or Problem(problems.MALFORMED))


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Refused."""
    return _handled(request, problems.FORBIDDEN)


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing here."""
    return _handled(request, problems.NOT_FOUND)


def handler500(request: HttpRequest) -> HttpResponse:
    """Broken: the log has the trace, the reader a sentence. Called while the error is being handled."""
    error = sys.exc_info()[1]
    return problem_response(request, (problem_of(error) if error else None) or Problem(BROKEN))


CSRF_STALE = problems.define(
    "kit.csrf",
    403,
    gettext_lazy("This page has been open for too long. Go back, reload it and send again; your text is kept."),
)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: nearly always a page older than the sign-in."""
    return _handled(request, CSRF_STALE)


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """The address in `next` if it lies on this site, else `default`."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else default


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the reader's wishes (language, elder, contrast, theme, keys) in cookies and go back to the page."""
    response = HttpResponseRedirect(safe_next(request))
    chosen = {name: request.POST[name] for name, allowed in WISHES.items() if request.POST.get(name) in allowed}
    if request.POST.get("language") in dict(settings.LANGUAGES):
        chosen[settings.LANGUAGE_COOKIE_NAME] = request.POST["language"]
    for name, value in chosen.items():
        response.set_cookie(
            name, value, max_age=WISH_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
        )
    return response


def page_words() -> dict[str, str]:
    """The sentences that the scripts say; `base.html` hands them over, so that each language has one catalogue."""
    return {
        "undo": _("Undo"),
        "undo_failed": _("This could not be undone. Look at the page again."),
        "no_network": _("There is no network now. Nothing was sent; your text is kept."),
        "server_failed": _("The system did not answer. Nothing was stored; please try again."),
        "draft_back": _("Your draft of %(at)s is back."),
        "draft_drop": _("Discard it"),
        "news": _("%(count)s new"),
        "locating": _("Finding where you are…"),
        "locating_at": _("%(metres)s m off still. Press to take it as it is"),
        "photo_add": _("Take or choose photos"),
        "photos_along": _("Photos: %(n)s"),
        "photo_n": _("Photo %(n)s"),
        "photo_drop": _("Take photo %(n)s out"),
        "photo_unlike": _("%(name)s cannot be shown as a photo. If it is none, take it out and choose another."),
        "news_up": _("%(count)s new ↑"),
        "moved": _("just changed"),
        "left": _("no longer in this list"),
        "present": _("%(who)s has this open too"),
        "picked": _("%(count)s selected"),
        "progress": _("%(done)s of %(all)s"),
        "outcome": _("%(done)s done, %(refused)s refused"),
        "outcome_back": _("↵ Back to the list"),
        "stopped": _("Stopped: the rest was not sent. Send again for what is left."),
        "palette": _("Go to, look for, do"),
        "palette_hint": _("A page, what to do; words, place, code or telephone of a case"),
        "palette_none": _("Nothing of this name. Press Enter to search."),
        "open_case": _("Open case %(code)s"),
        "search_for": _("Search for “%(words)s”"),
        "located": _("Your place is in, give or take %(metres)s m."),
        "not_located": _("This device cannot tell where it is. Put the pin, or write the place in words."),
    }
