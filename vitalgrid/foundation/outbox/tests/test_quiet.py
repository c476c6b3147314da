"""Quiet hours, over midnight too."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from vitalgrid.foundation.outbox.rules import quiet_until

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("now", "start", "end", "until"),
    [
        ("22:00", "21:00", "07:00", "03-03 07:00"),
        ("06:59", "21:00", "07:00", "03-02 07:00"),
        ("07:00", "21:00", "07:00", None),
        ("20:59", "21:00", "07:00", None),
        ("12:30", "12:00", "14:00", "03-02 14:00"),
        ("14:00", "12:00", "14:00", None),
        ("12:00", "12:00", "12:00", None),
        ("00:00", "21:00", "00:00", None),
        ("23:59", "21:00", "00:00", "03-03 00:00"),
    ],
)
def test_quiet_hours(now: str, start: str, end: str, until: str | None) -> None:
    at = datetime.fromisoformat(f"2026-03-02T{now}:00+08:00").astimezone(UTC)
    found = quiet_until(at, ZONE, time.fromisoformat(start), time.fromisoformat(end))
    assert (found and f"{found.astimezone(ZONE):%m-%d %H:%M}") == until
