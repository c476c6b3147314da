"""What everybody may read: results, and how the site treats people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.queries.following import public_results


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
