"""API v1: every room's router under one address, one set of errors, one document."""

from ninja import NinjaAPI

from vitalgrid.foundation.calendar.api import router as calendar
from vitalgrid.foundation.figures.api import router as figures
from vitalgrid.foundation.kit.api import handle_problems, protect
from vitalgrid.loop.cases.api import router as cases
from vitalgrid.loop.cases.api_public import router as reports
from vitalgrid.loop.tasks.api import router as tasks

api = NinjaAPI(
    title="vitalgrid",
    version="1",
    description=(
        "Everything that can be done on the pages can be done here. Errors are `application/problem+json`; `code` is"
        " stable, `detail` is in the reader's language. Every POST takes an `Idempotency-Key`: the same key with the"
        " same body gives the stored answer again, with another body 409. Sign in by session (with the CSRF token) or"
        " send a key as `Authorization: Bearer …`."
    ),
    urls_namespace="api-1",
    auth=protect,
    openapi_url="openapi.json",
    docs_url="docs",
)
handle_problems(api)
api.add_router("", reports, tags=["reports"])
api.add_router("", cases, tags=["cases"])
api.add_router("", tasks, tags=["tasks"])
api.add_router("", calendar, tags=["calendar"])
api.add_router("", figures, tags=["figures"])
