"""Addresses of the console."""

from django.urls import path

from vitalgrid.centre.console import pages

app_name = "console"
urlpatterns = [
    path("", pages.queue, name="queue"),
    path("live/", pages.live, name="live"),
    path("draft/", pages.draft, name="draft"),
    path("cases/<str:code>/", pages.case, name="case"),
    path("cases/<str:code>/reveal/<uuid:report_id>/", pages.reveal, name="reveal"),
    path("cases/<str:code>/print/", pages.print_case, name="print"),
    path("cases/<str:code>/<slug:verb>/", pages.move, name="move"),
]
