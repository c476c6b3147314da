"""The sheet for the crew that goes out: choose cases, print them, sign on the paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vitalgrid.centre.console.pages import staff
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.queries.crew import AT_MOST, errands_for
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases


@require_GET
def crew(request: HttpRequest) -> HttpResponse:
    """Tick what goes onto the sheet: a unit's own inbox, else what is open in one's reach, due first."""
    by = staff(request)
    by.require("case.view")
    view = "inbox" if by.can("case.handle") else "open"
    page = list_cases(by, CaseFilter(view=view), before=request.GET.get("before", ""), limit=50)
    return render(
        request, "console/crew.html", {"page": page, "at_most": AT_MOST, "chosen": request.GET.getlist("code")}
    )


@require_GET
def crew_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet itself. What cannot be seen is left out; without any case there is no sheet."""
    by = staff(request)
    by.require("case.view")
    now = clock.now()
    codes = list(dict.fromkeys(request.GET.getlist("code")))
    errands = errands_for(by, codes, now)
    if not errands:
        raise Http404
    left = max(0, len(codes) - AT_MOST)
    context = {"errands": errands, "now": now, "name": by.name, "post": by.post, "left": left}
    return render(request, "console/crew_sheet.html", context)
