"""Addresses of the catalogue in the console. The queue and the desk are in `centre.console`."""

from django.urls import path

from vitalgrid.loop.cases import pages

app_name = "cases"
urlpatterns = [path("", pages.admitted, name="catalogue")]
