"""When a message is tried again, and when it has failed."""

from datetime import datetime, time, timedelta, tzinfo

from vitalgrid.foundation.kit.retry import wait_after

MOST_ATTEMPTS = 32  # ten in the first hour and a half, then hourly: about a day


def next_wait(attempts: int) -> timedelta | None:
    """How long a message waits after its `attempts`-th failure; None: it has failed for good."""
    return None if attempts >= MOST_ATTEMPTS else wait_after(attempts)


def quiet_until(now: datetime, zone: tzinfo, start: time, end: time) -> datetime | None:
    """The end of the quiet hours that `now` lies in, or None. They may go over midnight; equal ends mean none."""
    local = now.astimezone(zone)
    at = local.time().replace(tzinfo=None)
    is_quiet = start <= at < end if start < end else start != end and (at >= start or at < end)
    if not is_quiet:
        return None
    day = local.date() if at < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=zone)
