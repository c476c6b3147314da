"""Addresses of the worker's phone pages."""

from django.urls import path

from vitalgrid.clients.staff import pages

app_name = "staff"
urlpatterns = [
    path("", pages.today, name="today"),
    path("report/", pages.report, name="report"),
    path("report/near/", pages.nearby, name="nearby"),
    path("report/kinds/", pages.kinds, name="kinds"),
    path("news/read/", pages.read_news, name="read_news"),
    path("tasks/", pages.tasks, name="tasks"),
    path("tasks/<uuid:task_id>/", pages.task, name="task"),
    path("cases/<str:code>/", pages.case, name="case"),
    path("cases/<str:code>/spot/", pages.spot, name="spot"),
    path("mine/", pages.mine, name="mine"),
]
