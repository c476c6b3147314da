"""The page of one act on many cases: the form, who can be done, and what became of each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from vitalgrid.centre.console.many import ManyForm, chosen, do_to_many, for_many, refusal
from vitalgrid.centre.console.pages import list_beside, staff
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.loop.cases.workflow import Transition


def _row(request: HttpRequest, verb: str) -> Transition:
    row = next((one for one in for_many() if one.verb == verb), None)
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """GET: the form for the cases `code`, …, and which of them it cannot be done to. POST: done, told case by case.

    The script sends them a few at a time and shows how far it is; each answer is then the lines of those few alone.
    """
    by = staff(request)
    given = request.POST if request.method == "POST" else request.GET
    row = _row(request, given.get("verb", ""))
    cases = chosen(by, given.getlist("code"))
    form = ManyForm(given if request.method == "POST" else None, row=row)
    if request.method == "POST" and form.is_valid():
        done = do_to_many(by, cases, row, form.answers())
        if request.headers.get("X-Requested-With") == "fetch":
            return render(request, "console/_outcomes.html", {"outcomes": done})
        return _page(request, by, {"row": row, "outcomes": done, "count": sum(one.is_done for one in done)})
    status = 422 if request.method == "POST" else 200
    why = [(case, refusal(by, case, row)) for case in cases]
    able = [case for case, reason in why if not reason]
    context = {"row": row, "form": form, "able": able, "unable": [one for one in why if one[1]], "count": len(able)}
    if status == 422 and request.headers.get("X-Requested-With") == "fetch":
        return render(request, "console/_bulk_form.html", context | {"query": request.GET.urlencode()}, status=status)
    return _page(request, by, context, status)


def _page(request: HttpRequest, by: Actor, context: dict[str, object], status: int = 200) -> HttpResponse:
    return render(request, "console/bulk.html", list_beside(request, by) | context, status=status)
