"""Where a day of a zone begins and ends, for any day that somebody can type. Pure."""

from datetime import date, datetime, time, timedelta, tzinfo

# Databases and zones cannot hold the very first and last days of the calendar; nothing of a city lies out there.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


def day_start(day: date, zone: tzinfo) -> datetime:
    """Midnight that begins `day` in `zone`. Days outside 1900–2200 count as the nearest day inside."""
    return datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), time(), zone)


def day_end(day: date, zone: tzinfo) -> datetime:
    """Midnight that ends `day` in `zone`: the first moment after it."""
    return datetime.combine(min(max(day, FIRST_DAY), LAST_DAY) + timedelta(days=1), time(), zone)
