"""Addresses of the worker's phone pages."""

from django.urls import path

from vitalgrid.clients.staff import pages

app_name = "staff"
urlpatterns = [
    path("", pages.today, name="today"),
    path("report/", pages.report, name="report"),
    path("tasks/", pages.tasks, name="tasks"),
    path("tasks/<uuid:task_id>/", pages.task, name="task"),
    path("cases/<str:code>/", pages.case, name="case"),
    path("cases/<str:code>/spot/", pages.spot, name="spot"),
    path("mine/", pages.mine, name="mine"),
]
