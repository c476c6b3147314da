"""Addresses of the console."""

from django.urls import path

from vitalgrid.centre.console import (
    after,
    case,
    crew,
    journal,
    map_pages,
    notices,
    outbox,
    overview,
    pages,
    paper,
    redividing,
    replies,
)

app_name = "console"
urlpatterns = [
    path("", pages.queue, name="queue"),
    path("live/", pages.live, name="live"),
    path("draft/", pages.draft, name="draft"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="read_notices"),
    path("notices/<uuid:number>/", notices.open_notice, name="open_notice"),
    path("areas/<str:area_code>/redivide/", redividing.redivide, name="redivide"),
    path("map/", map_pages.city_map, name="map"),
    path("map/window/", map_pages.map_window, name="map_window"),
    path("map/outlines.geojson", map_pages.map_outlines, name="map_outlines"),
    path("map/timeline/", map_pages.map_timeline, name="map_timeline"),
    path("crew/", crew.crew, name="crew"),
    path("crew/sheet/", crew.crew_sheet, name="crew_sheet"),
    path("overview/", overview.overview, name="overview"),
    path("overview/<slug:key>/", overview.behind, name="behind"),
    path("replies/", replies.replies, name="replies"),
    path("replies/<slug:code>/end/", replies.end, name="end_reply"),
    path("journal/", journal.journal, name="journal"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<uuid:number>/retry/", outbox.retry, name="retry_message"),
    path("cases/<str:code>/", case.case, name="case"),
    path("cases/<str:code>/reveal/<uuid:report_id>/", case.reveal, name="reveal"),
    path("cases/<str:code>/moved/", case.moved, name="moved"),
    path("cases/<str:code>/print/", paper.print_case, name="print"),
    path("cases/<str:code>/paper.pdf", paper.paper, name="paper"),
    path("cases/<str:code>/undo/<int:number>/", after.undo, name="undo"),
    path("cases/<str:code>/aside/", after.aside, name="aside"),
    path("cases/<str:code>/take-up/", after.up, name="take_up"),
    path("cases/<str:code>/<slug:verb>/", case.move, name="move"),
]
