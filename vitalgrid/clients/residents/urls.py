"""Addresses of the public site."""

from django.urls import path

from vitalgrid.clients.residents import pages

app_name = "residents"
urlpatterns = [
    path("track/<str:code>/", pages.track, name="track"),
    path("track/<str:code>/<str:secret>/", pages.open_link, name="open"),
]
