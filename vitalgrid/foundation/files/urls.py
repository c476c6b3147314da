"""Addresses of the room `files`."""

from django.urls import path

from vitalgrid.foundation.files import pages

app_name = "files"
urlpatterns = [path("files/<str:token>", pages.show_file, name="file")]
