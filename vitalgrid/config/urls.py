"""Every address of the product. A room brings its `urls.py`; this file only joins them."""

from django.urls import URLPattern, URLResolver, include, path

from vitalgrid.config.api import api
from vitalgrid.foundation.kit import health

handler400 = "vitalgrid.foundation.kit.pages.handler400"
handler403 = "vitalgrid.foundation.kit.pages.handler403"
handler404 = "vitalgrid.foundation.kit.pages.handler404"
handler500 = "vitalgrid.foundation.kit.pages.handler500"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.live),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("", include("vitalgrid.foundation.kit.urls")),
    path("accounts/", include("vitalgrid.foundation.accounts.urls")),
    path("api/v1/", api.urls),
    path("", include("vitalgrid.foundation.files.urls")),
    path("", include("vitalgrid.city.grids.urls")),
    path("console/files/", include("vitalgrid.foundation.exports.urls")),
    path("console/calendar/", include("vitalgrid.foundation.calendar.urls")),
    path("console/figures/", include("vitalgrid.foundation.figures.urls")),
    path("console/catalogue/", include("vitalgrid.loop.cases.urls")),
    path("console/tasks/", include("vitalgrid.loop.tasks.urls")),
    path("console/hotline/", include("vitalgrid.clients.hotline.urls")),
    path("console/", include("vitalgrid.centre.console.urls")),
    path("field/", include("vitalgrid.clients.staff.urls")),
    path("", include("vitalgrid.clients.residents.urls")),
]
