"""Addresses of the room `kit`."""

from django.urls import path

from vitalgrid.foundation.kit import pages

app_name = "kit"
urlpatterns = [path("language/", pages.choose, name="choose")]
