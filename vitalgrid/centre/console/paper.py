"""A case on paper: the page that a browser prints, and the PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vitalgrid.centre.console.actions import take_paper
from vitalgrid.centre.console.pages import staff
from vitalgrid.centre.console.queries.sheet import case_sheet


@require_GET
def print_case(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet of a case, for the browser's own printing."""
    return render(request, "console/print.html", {"sheet": case_sheet(staff(request), code)})


@require_GET
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The same sheet as PDF; taking it stands in the journal."""
    return pdf_response(take_paper(by=staff(request), code=code), f"{code}.pdf")


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF that no cache keeps: it was made for one reader, whose name stands in its watermark."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
