"""Counts the figures of contract.md straight from a Baltimore 311 file, one row after the other.

An oracle: it imports nothing of vitalgrid and knows only the columns of the file. Times have no zone in the file and
are taken to be at UTC−5, so whole days are the days as written.
"""

import csv
import gzip
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

WEST = timezone(timedelta(hours=-5))
Row = dict[str, datetime | str | None]


def read(path: Path) -> list[Row]:
    """The rows with a readable `created`."""
    opener: Callable[..., Iterable[str]] = gzip.open if path.suffix == ".gz" else open
    rows = []
    with opener(path, "rt", encoding="utf-8", newline="") as file:  # type: ignore[attr-defined]
        for raw in csv.DictReader(file):
            created = moment(raw["created"])
            if created is not None:
                rows.append(
                    {
                        "created": created,
                        "due": moment(raw["due"]),
                        "closed": moment(raw["closed"]),
                        "agency": raw["agency"].strip(),
                        "neighborhood": raw["neighborhood"].strip(),
                    }
                )
    return rows


def moment(text: str) -> datetime | None:
    """A moment of the file, None when it is empty or cannot be read."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=WEST)
    except ValueError:
        return None


def within(at: object, first: date | None, last: date | None) -> bool:
    """Whether the moment lies in the whole days from `first` to `last`, both included."""
    if not isinstance(at, datetime):
        return False
    day = at.astimezone(WEST).date()
    return (first is None or first <= day) and (last is None or day <= last)


def quantile(values: list[Fraction], share: Fraction) -> Fraction | None:
    """Linear interpolation between ranks: rank (n − 1) · share counted from nought."""
    if not values:
        return None
    values = sorted(values)
    place = (len(values) - 1) * share
    low = place.numerator // place.denominator
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def figures(
    rows: Iterable[Row], now: datetime, first: date | None = None, last: date | None = None
) -> dict[str, Fraction | int | None]:
    """Every figure that this file can tell, exactly."""
    rows = list(rows)
    received = [r for r in rows if within(r["created"], first, last)]
    closed = [r for r in rows if within(r["closed"], first, last)]
    due = [r for r in rows if within(r["due"], first, last)]
    on_time = [r for r in due if r["closed"] is not None and r["closed"] <= r["due"]]  # type: ignore[operator]
    overdue = [r for r in due if r["closed"] is None and r["due"] < now.astimezone(UTC)]  # type: ignore[operator]
    hours = [Fraction(round((r["closed"] - r["created"]).total_seconds()), 3600) for r in closed]  # type: ignore
    return {
        "reports_received": len(received),
        "cases_closed": len(closed),
        "due_in_period": len(due),
        "on_time_rate": Fraction(len(on_time), len(due)) if due else None,
        "overdue_open": len(overdue),
        "median_hours_to_close": quantile(hours, Fraction(1, 2)),
        "p90_hours_to_close": quantile(hours, Fraction(9, 10)),
    }


def months(rows: Iterable[Row]) -> list[tuple[date, date]]:
    """First and last day of every month in which something was received."""
    found = set()
    for row in rows:
        created = row["created"]
        assert isinstance(created, datetime)
        found.add((created.year, created.month))
    days = []
    for year, month in sorted(found):
        after = date(year + month // 12, month % 12 + 1, 1)
        days.append((date(year, month, 1), after - timedelta(days=1)))
    return days
