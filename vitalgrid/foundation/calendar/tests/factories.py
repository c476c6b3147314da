"""A city's working time for tests of any room."""

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.actions import confirm_year, set_working_time
from vitalgrid.foundation.calendar.models import CityClock

OFFICE = {"mon-fri": ["08:30-12:00", "14:30-18:00"]}


def keeper() -> Actor:
    """Somebody who may change the calendar."""
    return Actor(kind="user", id="7", name="keeper", permissions=frozenset({"calendar.manage"}))


def make_city_clock(zone: str = "Asia/Shanghai", years: tuple[int, ...] = (2025, 2026)) -> CityClock:
    """Offices from Monday to Friday in `zone`, with the holidays of mainland China in `years`."""
    made = set_working_time(by=keeper(), time_zone=zone, week=OFFICE)
    for year in years:
        confirm_year(by=keeper(), year=year)
    return made
