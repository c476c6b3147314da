"""Addresses of the clerk's desk."""

from django.urls import path

from vitalgrid.clients.hotline import pages

app_name = "hotline"
urlpatterns = [path("", pages.desk, name="desk")]
