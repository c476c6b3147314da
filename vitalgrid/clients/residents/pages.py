"""Following a report by its secret link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from vitalgrid.loop.cases.queries.following import follow

HELD = "tracks"  # code -> word, in the reader's own session: the word leaves the address at once


def open_link(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """The reporter's link: the word moves from the address into the session, so that no log or referrer keeps it."""
    follow(code, secret)
    request.session[HELD] = {**request.session.get(HELD, {}), code: secret}
    return redirect("residents:track", code)


def track(request: HttpRequest, code: str) -> HttpResponse:
    """The story for the reporter. Without the word it is a page that asks for the link."""
    seen = follow(code, request.session.get(HELD, {}).get(code, ""))
    return render(request, "residents/track.html", {"seen": seen})
