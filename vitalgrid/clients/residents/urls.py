"""Addresses of the public site."""

from django.urls import path

from vitalgrid.clients.residents.pages import about, follow, report

app_name = "residents"
urlpatterns = [
    path("", report.home, name="home"),
    path("report/", report.report, name="report"),
    path("report/near/", report.nearby, name="nearby"),
    path("report/kinds/", report.kinds, name="kinds"),
    path("report/places/", report.places, name="places"),
    path("report/sent/<str:code>/", follow.sent, name="sent"),
    path("track/", follow.mine, name="mine"),
    path("track/<str:code>/", follow.track, name="track"),
    path("track/<str:code>/qr.svg", follow.qr, name="qr"),
    path("track/<str:code>/do/<slug:verb>/", follow.act, name="act"),
    path("track/<str:code>/<str:secret>/", follow.open_link, name="open"),
    path("results/", about.results, name="results"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
]
