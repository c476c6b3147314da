"""After the report: the receipt, the reporter's own page, and what they may do on it."""

from io import BytesIO
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from vitalgrid.clients.residents.forms import FORMS
from vitalgrid.clients.residents.pages.held import all_held, hold_for_reading, word_of
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.kit import limits
from vitalgrid.foundation.kit.forms import attach
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.actions import move_case
from vitalgrid.loop.cases.filing import photos_had, photos_new, store_photos
from vitalgrid.loop.cases.queries.following import follow, follow_own
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases


@require_GET
@never_cache
def sent(request: HttpRequest, code: str) -> HttpResponse:
    """Received: the code, the secret link, what happens next, by when."""
    secret = word_of(request, code)
    seen = follow(code, secret)
    link = request.build_absolute_uri(reverse("residents:open", args=[code, secret]))
    return render(request, "residents/sent.html", {"seen": seen, "link": link})


@require_GET
@never_cache
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The secret link as a QR code, for whoever holds it."""
    secret = word_of(request, code)
    follow(code, secret)
    link = request.build_absolute_uri(reverse("residents:open", args=[code, secret]))
    picture = BytesIO()
    segno.make(link, error="m").save(picture, kind="svg", scale=4, border=2, xmldecl=False)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_GET
@never_cache
def open_link(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """The reporter's link: the word moves from the address into the session, so that no log or referrer keeps it."""
    with limits.guessing(request):
        follow(code, secret)
    opened = redirect("residents:track", code)
    hold_for_reading(request, opened, code, secret)
    return opened


@require_GET
@never_cache
def track(request: HttpRequest, code: str) -> HttpResponse:
    """The story for the reporter. Without the word: ask for the link."""
    secret = word_of(request, code)
    if not secret and request.actor.kind != "user":  # type: ignore[attr-defined]
        return render(request, "residents/ask_link.html", {"code": code}, status=404)
    return _track(request, code, secret)


def _track(request: HttpRequest, code: str, secret: str, verb: str = "", form: Any = None, status: int = 200) -> Any:
    seen = follow(code, secret) if secret else follow_own(request.actor, code)  # type: ignore[attr-defined]
    forms = {name: kind(auto_id=f"{name}_%s") for name, kind in FORMS.items()}
    if form is not None:
        forms[verb] = form
    context = {"seen": seen, "forms": forms, "open": verb, "kept": photos_had(form) if form is not None else []}
    return render(request, "residents/track.html", context, status=status)


@require_POST
@never_cache
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Add, withdraw, rate, reopen, ask for a review: by the reporter only."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    secret = word_of(request, code)
    if verb not in FORMS:
        raise Http404
    form = FORMS[verb](request.POST, request.FILES, auto_id=f"{verb}_%s")
    form.is_valid()
    try:
        limits.spend(request, limits.PHOTO, photos_new(form))
        photos = store_photos(by, form)
        data = {k: v for k, v in form.cleaned_data.items() if k != "photos" and v not in (None, "")}
        mover = Actor.resident(by.address) if secret or by.kind != "user" else by
        move_case(by=mover, code=code, verb=verb, data=data | {"photos": photos}, secret=secret)
    except Problem as problem:
        attach(form, problem)
        return _track(request, code, secret, verb, form, problem.kind.status)
    return redirect("residents:track", code)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The reports whose links were opened in this browser, and those that were filed signed in."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    seen = []
    for code, secret in all_held(request):
        try:
            seen.append(follow(code, secret))
        except Problem:
            continue
    held = {one.case.code for one in seen}
    filed = list_cases(by, CaseFilter(view="mine")).rows if by.kind == "user" else []
    context = {"reports": seen, "filed": [row for row in filed if row.code not in held]}
    return render(request, "residents/mine.html", context)
