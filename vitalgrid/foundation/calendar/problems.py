"""What can be wrong with a time limit, working hours or a day of the calendar."""

from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.kit.problems import define

BAD_LIMIT = define(
    "calendar.bad_limit",
    422,
    _("“%(text)s” is not a time limit. Write a number and a unit: 30 min, 24 h, 30 wmin, 4 wh, 2 wd or 15 d."),
)
BAD_HOURS = define(
    "calendar.bad_hours",
    422,
    _("“%(text)s” is not a span of working hours. Write it as 08:30-12:00, spans in order and not overlapping."),
)
BAD_DATE = define("calendar.bad_date", 422, _("“%(text)s” is not a day. Write it as 2026-05-01, a season as 05-01."))
BAD_ZONE = define("calendar.bad_zone", 422, _("“%(text)s” is not a time zone. Write a name such as Asia/Shanghai."))
NO_WORKING_TIME = define(
    "calendar.no_working_time", 422, _("The calendar has no working time. Give working hours to at least one weekday.")
)
NO_CITY_CLOCK = define(
    "calendar.no_city_clock", 409, _("The city's time zone and working hours are not set. Load a city pack first.")
)
NEEDS_HOURS = define("calendar.needs_hours", 422, _("Give the working hours of this day, such as 09:00-11:00."))
YEAR_NOT_KNOWN = define(
    "calendar.year_not_known",
    409,
    _("The holidays of %(year)s are not known yet. Enter them as days when they are announced, then confirm the year."),
)
