"""What everybody may read: results, and how the site treats people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vitalgrid.clients.residents.queries import last_month, public_figures, results_for_page


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """What was done, in the words released for the public, and how the city did in the last whole month."""
    chosen, period = request.GET.get("kind", "")[:32], last_month()
    rows, topics = results_for_page(chosen)
    context = {"rows": rows, "topics": topics, "chosen": chosen, "period": period, "figures": public_figures(period)}
    return render(request, "residents/results.html", context)


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What happens to what somebody tells us."""
    return render(request, "residents/privacy.html")


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """How to use the site, and whom to tell when it does not work."""
    return render(request, "residents/accessibility.html")
