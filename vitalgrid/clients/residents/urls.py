"""Addresses of the public site."""

from django.urls import path

from vitalgrid.clients.residents import pages

app_name = "residents"
urlpatterns = [
    path("", pages.home, name="home"),
    path("report/", pages.report, name="report"),
    path("report/near/", pages.nearby, name="nearby"),
    path("report/sent/<str:code>/", pages.sent, name="sent"),
    path("track/", pages.mine, name="mine"),
    path("track/<str:code>/", pages.track, name="track"),
    path("track/<str:code>/qr.svg", pages.qr, name="qr"),
    path("track/<str:code>/do/<slug:verb>/", pages.act, name="act"),
    path("track/<str:code>/<str:secret>/", pages.open_link, name="open"),
    path("results/", pages.results, name="results"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
