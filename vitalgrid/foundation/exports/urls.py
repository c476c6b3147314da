"""Addresses under /console/files/."""

from django.urls import path

from vitalgrid.foundation.exports import pages

app_name = "exports"
urlpatterns = [
    path("", pages.files, name="list"),
    path("<slug:name>/take/", pages.ask, name="ask"),
    path("<uuid:number>/", pages.fetch, name="fetch"),
    path("<uuid:number>/cancel/", pages.cancel, name="cancel"),
]
