"""Addresses of tasks in the console."""

from django.urls import path

from vitalgrid.loop.tasks import pages

app_name = "tasks"
urlpatterns = [path("", pages.tasks, name="list")]
