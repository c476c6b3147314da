"""Addresses under /console/calendar/."""

from datetime import date

from django.urls import path, register_converter

from vitalgrid.foundation.calendar import pages


class DayConverter:
    """A day as 2026-05-01."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """Raises ValueError for a day that does not exist, which is a 404."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """The ISO form."""
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "calendar"
urlpatterns = [
    path("", pages.year, name="year"),
    path("days/<day:day>/clear/", pages.clear, name="clear"),
    path("years/<int:number>/confirm/", pages.confirm, name="confirm"),
]
