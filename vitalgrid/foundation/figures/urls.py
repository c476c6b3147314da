"""Addresses under /console/figures/."""

from django.urls import path

from vitalgrid.foundation.figures import pages

app_name = "figures"
urlpatterns = [path("", pages.figures, name="list")]
