"""The city's working time, editable: one row of hours, and the days that are otherwise than their weekday."""

from typing import ClassVar

from django.db import models

from vitalgrid.foundation.kit.ids import new_id


class CityClock(models.Model):
    """Time zone and weekly hours of the city; one row.

    `week` is `{"mon": ["08:30-12:00", "14:30-18:00"], …}`; `seasons` a list of `{"first": "10-08", "last": "04-30",
    "week": {…}}`. `known_years` are the years whose holidays are known. `stamp` changes with every change of the
    calendar, days included, so that processes know when to read it again.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    time_zone = models.CharField(max_length=60)
    week = models.JSONField()
    seasons = models.JSONField(default=list)
    known_years = models.JSONField(default=list)
    stamp = models.UUIDField(default=new_id)

    class Meta:
        db_table = "calendar_city_clock"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="calendar_one_city_clock"),
        ]

    def __str__(self) -> str:
        return self.time_zone


class CalendarDay(models.Model):
    """A day unlike its weekday. `hours` ("09:00-11:00, 13:00-14:00") is empty where the kind says them."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday"
        MAKE_UP = "make_up"
        SPECIAL = "special"

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    hours = models.CharField(max_length=120, default="")
    name = models.CharField(max_length=80, default="")
    source = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "calendar_day"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(kind="special") | ~models.Q(hours=""), name="calendar_special_has_hours"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="holiday") | models.Q(hours=""), name="calendar_holiday_has_none"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"

    @property
    def spans(self) -> list[str]:
        """`hours` as a list, in the form of a week."""
        return [span.strip() for span in self.hours.split(",") if span.strip()]
