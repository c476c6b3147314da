"""The public site: report, follow, rate, results. Without an account, and without scripts."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vitalgrid.clients.residents.forms import FORMS, IDEMPOTENCY, ReporterForm
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.kit import ids, limits
from vitalgrid.foundation.kit.forms import attach
from vitalgrid.foundation.kit.idempotency import body_of, once
from vitalgrid.foundation.kit.pages import say_when
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.actions import NewReport, move_case, receive_report
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.queries.following import follow, follow_own, public_results
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.loop.cases.queries.nearby import Neighbour, near
from vitalgrid.loop.cases.workflow import Source

HELD = "tracks"  # code -> word, in the reader's own session: the word leaves the address at once
HELD_AT_MOST = 50
NEARBY = 3
TILES, TILE_WORD = 7, 5  # the eighth says "not sure"; characters of a tile's word


def _hold(request: HttpRequest, code: str, secret: str) -> None:
    held = {**request.session.get(HELD, {}), code: secret}
    request.session[HELD] = dict(list(held.items())[-HELD_AT_MOST:])


def _word(request: HttpRequest, code: str) -> str:
    return str(request.session.get(HELD, {}).get(code, ""))


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One question: what would you like to tell us?"""
    public = [top for top, _inside in catalogue().tree() if top.is_public]
    tiles = sorted(public, key=lambda top: len(top.name) > TILE_WORD)[:TILES]  # long names would not fit a tile
    return render(request, "residents/home.html", {"form": ReporterForm(), "tiles": tiles, "key": ids.secret()})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """The report's form; everything is kept when something needs a change."""
    if request.method != "POST":
        given = {name: request.GET.get(name, "") for name in ("description", "category")}
        return render(request, "residents/report.html", _form(ReporterForm(initial=given)))
    form = ReporterForm(request.POST, request.FILES)
    form.is_valid()
    if "more" in request.POST:  # from the home page's box: the words go along, the rest is asked now
        return render(request, "residents/report.html", _form(ReporterForm(initial=request.POST.dict())))
    try:
        code, secret = _file(request, form)
    except Problem as problem:
        attach(form, problem)
        page = render(request, "residents/report.html", _form(form), status=problem.kind.status)
        return say_when(page, problem)
    _hold(request, code, secret)
    return redirect("residents:sent", code)


def _form(form: ReporterForm) -> dict[str, Any]:
    return {"form": form, "key": form.data.get(IDEMPOTENCY) or ids.secret(), "around": _around(form)}


def _around(form: ReporterForm) -> list[Neighbour]:
    """What was reported near the pin; nothing without one."""
    try:
        lon, lat = float(form["lon"].value() or ""), float(form["lat"].value() or "")
    except ValueError:
        return []
    return near(lon, lat, by=None, text=str(form["description"].value() or ""), limit=NEARBY)


@require_POST
def nearby(request: HttpRequest) -> HttpResponse:
    """Asked by the map when a pin is set: is it perhaps the same matter? By POST: a place stands in no address."""
    limits.spend(request, limits.NEAR)
    return render(request, "residents/_nearby.html", {"around": _around(ReporterForm(request.POST))})


def _teller(request: HttpRequest, *, is_anonymous: bool) -> Actor:
    """Whoever reports here is a resident, whatever their post: the journal names nobody. Signed in and not anonymous,
    they find their report again."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    return replace(Actor.resident(by.address), user_id=None if is_anonymous else by.user_id)


def _file(request: HttpRequest, form: ReporterForm) -> tuple[str, str]:
    """File the report once, however often the button is pressed. Returns the code and the word."""
    by = _teller(request, is_anonymous=bool(form.cleaned_data.get("anonymous")))
    if form.errors:
        form.cleaned_data.setdefault("description", form.data.get("description", ""))
    files = form.cleaned_data.get("photos") or []
    limits.spend(request, limits.REPORT)
    limits.spend(request, limits.PHOTO, len(files))
    photos = tuple(store_photo(by=by, data=one.read(), name=one.name).sha256 for one in files)
    given = form.answers() | {"photos": photos} | _same(form)
    is_anonymous = bool(form.cleaned_data.get("anonymous"))

    def work() -> tuple[int, Any]:
        new = NewReport(**{"description": "", **given}, source=Source.RESIDENT, is_anonymous=is_anonymous)
        receipt = receive_report(by=by, report=new)
        return 201, [receipt.code, receipt.secret]

    answer = once(
        key=form.data.get(IDEMPOTENCY, "")[:64],
        scope="public-form",
        body=body_of(given | {"anonymous": is_anonymous}),
        work=work,
    )
    return answer.response[0], answer.response[1]


def _same(form: ReporterForm) -> dict[str, str]:
    """The matter nearby that the reporter says theirs is: only one that was offered. Words may then be left out."""
    code = form.data.get("joins", "")
    if code not in [one.code for one in _around(form)]:
        return {}
    return {"joins": code, "description": form.data.get("description", "").strip() or _("It is the same matter.")}


@require_GET
@never_cache
def sent(request: HttpRequest, code: str) -> HttpResponse:
    """Received: the code, the secret link, what happens next, by when."""
    secret = _word(request, code)
    seen = follow(code, secret)
    link = request.build_absolute_uri(reverse("residents:open", args=[code, secret]))
    return render(request, "residents/sent.html", {"seen": seen, "link": link})


@require_GET
@never_cache
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The secret link as a QR code, for whoever holds it."""
    secret = _word(request, code)
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
    _hold(request, code, secret)
    return redirect("residents:track", code)


@require_GET
@never_cache
def track(request: HttpRequest, code: str) -> HttpResponse:
    """The story for the reporter. Without the word: ask for the link."""
    secret = _word(request, code)
    if not secret and request.actor.kind != "user":  # type: ignore[attr-defined]
        return render(request, "residents/ask_link.html", {"code": code}, status=404)
    return _track(request, code, secret)


def _track(request: HttpRequest, code: str, secret: str, verb: str = "", form: Any = None, status: int = 200) -> Any:
    seen = follow(code, secret) if secret else follow_own(request.actor, code)  # type: ignore[attr-defined]
    forms = {name: kind(auto_id=f"{name}_%s") for name, kind in FORMS.items()}
    if form is not None:
        forms[verb] = form
    return render(request, "residents/track.html", {"seen": seen, "forms": forms, "open": verb}, status=status)


@require_POST
@never_cache
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Add, withdraw, rate, reopen, ask for a review: by the reporter only."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    secret = _word(request, code)
    if verb not in FORMS:
        raise Http404
    form = FORMS[verb](request.POST, request.FILES, auto_id=f"{verb}_%s")
    form.is_valid()
    try:
        files = form.cleaned_data.get("photos") or []
        limits.spend(request, limits.PHOTO, len(files))
        photos = [store_photo(by=by, data=one.read(), name=one.name).sha256 for one in files]
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
    for code, secret in reversed(request.session.get(HELD, {}).items()):
        try:
            seen.append(follow(code, secret))
        except Problem:
            continue
    held = {one.case.code for one in seen}
    filed = list_cases(by, CaseFilter(view="mine")).rows if by.kind == "user" else []
    context = {"reports": seen, "filed": [row for row in filed if row.code not in held]}
    return render(request, "residents/mine.html", context)


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """What was done, in the words released for the public."""
    known = catalogue()
    rows = [(case, known.category_by_id(case.category_id)) for case in public_results()]
    return render(request, "residents/results.html", {"rows": rows})


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What happens to what somebody tells us."""
    return render(request, "residents/privacy.html")


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """How to use the site, and whom to tell when it does not work."""
    return render(request, "residents/accessibility.html")
