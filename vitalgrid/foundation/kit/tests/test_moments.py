"""Dates as people say them, in both languages and in the city's zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vitalgrid.foundation.kit import moments

YUMEN = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 5, 3, 18, tzinfo=UTC)  # Thursday 11:18 in Yumen


def at(day: int, hour: int, minute: int = 0, *, month: int = 3, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=YUMEN)


def test_full_day_and_weekday() -> None:
    assert moments.full(at(5, 14, 30), YUMEN, "zh-hans") == "2026年3月5日 14:30"
    assert moments.full(at(5, 14, 30), YUMEN, "en") == "5 March 2026, 14:30"
    assert moments.day(date(2026, 12, 31), "zh-hans") == "2026年12月31日"
    assert moments.day_with_weekday(date(2026, 3, 5), "zh-hans") == "3月5日 周四"
    assert moments.day_with_weekday(date(2026, 3, 5), "en") == "Thu 5 Mar"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(5, 17), "今天 17:00"),
        (at(6, 9), "明天 09:00"),
        (at(4, 23, 59), "昨天 23:59"),
        (at(7, 8), "3月7日 08:00"),
        (at(31, 8, month=12, year=2025), "2025年12月31日 08:00"),
        (datetime(2026, 3, 5, 16, 30, tzinfo=UTC), "明天 00:30"),  # another day in the city than in UTC
    ],
)
def test_near(moment: datetime, said: str) -> None:
    assert moments.near(moment, NOW, YUMEN, "zh-hans") == said


def test_by() -> None:
    assert moments.by(at(6, 17), NOW, YUMEN, "zh-hans") == "明天 17:00 前"
    assert moments.by(at(6, 17), NOW, YUMEN, "en") == "by tomorrow 17:00"


@pytest.mark.parametrize(
    ("span", "chinese", "english"),
    [
        (timedelta(hours=1, minutes=46), "1 时 46 分", "1 h 46 min"),
        (timedelta(hours=2), "2 小时", "2 h"),
        (timedelta(days=3, hours=2, minutes=5), "3 天 2 小时", "3 d 2 h"),
        (timedelta(days=3), "3 天", "3 d"),
        (1500, "25 分", "25 min"),
        (59, "不到 1 分", "under 1 min"),
        (timedelta(minutes=-25), "25 分", "25 min"),
    ],
)
def test_length(span: timedelta | float, chinese: str, english: str) -> None:
    assert moments.length(span, "zh-hans") == chinese
    assert moments.length(span, "en") == english


@pytest.mark.parametrize(
    ("moment", "kind", "text"),
    [
        (at(5, 10), "over", "超 1 小时"),
        (at(5, 10, 53), "over", "超 25 分"),
        (at(2, 11), "over", "超 3 天"),
        (at(5, 11, 35), "near", "11:35 前"),
        (at(5, 12, 18), "near", "12:18 前"),
        (at(5, 12, 19), "today", "12:19 前"),
        (at(6, 10, 10), "later", "明天 10:10"),
        (at(9, 10, 10), "later", "3月9日 10:10"),
        (NOW, "near", "11:18 前"),
        (at(6, 0), "today", "24:00 前"),  # the end of today, not a moment of tomorrow
        (at(7, 0), "later", "明天 24:00"),
        (at(9, 0), "later", "3月8日 24:00"),
        (at(1, 0, month=1, year=2027), "later", "12月31日 24:00"),
        (at(2, 0, month=1, year=2027), "later", "2027年1月1日"),
    ],
)
def test_due(moment: datetime, kind: str, text: str) -> None:
    assert moments.due(moment, NOW, YUMEN, "zh-hans") == moments.Due(kind, text)


def test_what_ends_at_midnight_ends_with_the_day_before() -> None:
    assert moments.full(at(9, 0), YUMEN, "zh-hans", is_end=True) == "2026年3月8日 24:00"
    assert moments.full(at(9, 0), YUMEN, "en", is_end=True) == "8 March 2026, 24:00"
    assert moments.full(at(9, 0), YUMEN, "zh-hans") == "2026年3月9日 00:00"
    assert moments.full(at(9, 18), YUMEN, "zh-hans", is_end=True) == "2026年3月9日 18:00"
    assert moments.by(at(6, 0), NOW, YUMEN, "zh-hans") == "今天 24:00 前"
