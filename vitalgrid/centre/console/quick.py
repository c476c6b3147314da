"""What Ctrl-K finds while somebody types: the newest cases, by words, place, code or telephone, and areas by name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from vitalgrid.centre.console.pages import staff
from vitalgrid.centre.console.queries.quick import quick_finds
from vitalgrid.foundation.kit import limits


@require_POST
def quick(request: HttpRequest) -> HttpResponse:
    """The choices as a fragment. By POST: what is typed may be a telephone number, which no address keeps."""
    by = staff(request)
    limits.spend(request, limits.SEARCH)
    return render(request, "console/_quick.html", {"finds": quick_finds(by, request.POST.get("q", ""))})
