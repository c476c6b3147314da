"""API v1: every room's router under one address, one set of errors, one document."""

from typing import Any

from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from vitalgrid.centre.console.api import router as console
from vitalgrid.city.grids.api import router as grids
from vitalgrid.foundation.accounts.api import router as accounts
from vitalgrid.foundation.calendar.api import router as calendar
from vitalgrid.foundation.exports.api import router as exports
from vitalgrid.foundation.figures.api import router as figures
from vitalgrid.foundation.kit.api import declare_problems, handle_problems, protect
from vitalgrid.loop.cases.api import router as cases
from vitalgrid.loop.cases.api_public import router as reports
from vitalgrid.loop.tasks.api import router as tasks


class OneDocument(NinjaAPI):
    """Writes its document once a language and not once a request: it takes seconds, and anybody may ask for it."""

    _written: dict[tuple[str, str], OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI document in the language that is active now."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        key = (prefix, get_language() or "")
        if key not in self._written:
            self._written[key] = super().get_openapi_schema(path_prefix=prefix)
            declare_problems(self._written[key])
        return self._written[key]


api = OneDocument(
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
api.add_router("", grids, tags=["the net"])
api.add_router("", calendar, tags=["calendar"])
api.add_router("", figures, tags=["figures"])
api.add_router("", exports, tags=["lists as files"])
api.add_router("", accounts)
api.add_router("", console)
