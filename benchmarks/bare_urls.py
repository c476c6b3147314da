"""One address that reads a report and answers a receipt."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI

from vitalgrid.loop.cases.schemas import ReceiptOut, ReportIn

api = NinjaAPI(urls_namespace="bare", docs_url=None, openapi_url=None)


@api.post("/reports", response={201: ReceiptOut})
def file_report(request: HttpRequest, report: ReportIn) -> Any:
    """Nothing is kept."""
    return 201, {"code": "000000-0000000", "track_url": f"/{len(report.description)}", "expected_at": None}


urlpatterns = [path("api/v1/", api.urls), path("healthz", lambda request: HttpResponse("ok"))]
