"""Serving files by their signed address: private, never sniffed, never run."""

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from vitalgrid.foundation.files import addresses, queries
from vitalgrid.foundation.files.models import DOCUMENT, PHOTO
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem


@require_safe
def show_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The bytes behind a signed address; 404 for anything forged, ended, bound elsewhere or gone. No statement."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    parts = addresses.parts_of(token, bound_to=cookie)
    if parts is None:
        return HttpResponse(status=404)
    is_document = parts["variant"] == addresses.DOCUMENT
    tag = f'"{parts["sha256"]}{parts["variant"]}"'
    if request.headers.get("If-None-Match") == tag:
        return _guarded(HttpResponseNotModified(), parts["ends"], tag)
    try:
        file = queries.open_blob(parts["sha256"], is_thumbnail=parts["variant"] == addresses.THUMBNAIL)
    except Problem:
        return HttpResponse(status=404)
    response = FileResponse(
        file,
        as_attachment=is_document,
        filename=parts["name"] or f"{parts['sha256'][:12]}.{'pdf' if is_document else 'jpg'}",
        content_type=DOCUMENT if is_document else PHOTO,
    )
    return _guarded(response, parts["ends"], tag)


def _guarded(response: HttpResponseBase, ends: str, tag: str) -> HttpResponseBase:
    seconds = max(0, int(ends) - int(clock.now().timestamp()))
    response["Cache-Control"] = f"private, max-age={seconds}, immutable"
    response["ETag"] = tag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    return response
