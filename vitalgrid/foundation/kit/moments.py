"""Moments and lengths in people's words, in the city's zone and in two languages. Pure: `now` and `zone` are given.

Patterns of dates are a table here and not in the catalogues: they are forms, not sentences.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

NEAR = timedelta(hours=1)
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
PATTERNS = {
    "zh": {
        "day": "{y}年{m}月{d}日",
        "short_day": "{m}月{d}日",
        "weekday": "{short_day} {weekday}",
        "full": "{day} {time}",
        "near_day": "{word} {time}",
        "by": "{when} 前",
        "over": "超 {length}",
        "today": "今天",
        "tomorrow": "明天",
        "yesterday": "昨天",
        "d": "{n} 天",
        "h": "{n} 小时",
        "h_short": "{n} 时",
        "min": "{n} 分",
        "now": "不到 1 分",
    },
    "en": {
        "day": "{d} {month} {y}",
        "short_day": "{d} {month3}",
        "weekday": "{weekday} {short_day}",
        "full": "{day}, {time}",
        "near_day": "{word} {time}",
        "by": "by {when}",
        "over": "{length} late",
        "today": "today",
        "tomorrow": "tomorrow",
        "yesterday": "yesterday",
        "d": "{n} d",
        "h": "{n} h",
        "h_short": "{n} h",
        "min": "{n} min",
        "now": "under 1 min",
    },
}


def _patterns(language: str) -> dict[str, str]:
    return PATTERNS["zh" if language.startswith("zh") else "en"]


def _parts(on: date, language: str) -> dict[str, str | int]:
    key = "zh" if language.startswith("zh") else "en"
    month = MONTHS[on.month - 1]
    return {
        "y": on.year, "m": on.month, "d": on.day,
        "month": month, "month3": month[:3], "weekday": WEEKDAYS[key][on.weekday()],
    }  # fmt: skip


def day(on: date, language: str) -> str:
    """2026年3月5日 · 5 March 2026."""
    return _patterns(language)["day"].format(**_parts(on, language))


def short_day(on: date, language: str) -> str:
    """3月5日 · 5 Mar."""
    return _patterns(language)["short_day"].format(**_parts(on, language))


def day_with_weekday(on: date, language: str) -> str:
    """3月5日 周四 · Thu 5 Mar."""
    parts = _parts(on, language)
    return _patterns(language)["weekday"].format(**parts, short_day=short_day(on, language))


def clock_time(moment: datetime, zone: tzinfo) -> str:
    """14:30 in `zone`."""
    return f"{moment.astimezone(zone):%H:%M}"


def _read(moment: datetime, zone: tzinfo, *, is_end: bool) -> tuple[date, str]:
    """Day and time in `zone`. What ends at midnight ends with the day before, at 24:00: it gives no day more."""
    local = moment.astimezone(zone)
    if is_end and (local.hour, local.minute, local.second) == (0, 0, 0):
        return local.date() - timedelta(days=1), "24:00"
    return local.date(), clock_time(moment, zone)


def full(moment: datetime, zone: tzinfo, language: str, *, is_end: bool = False) -> str:
    """2026年3月5日 14:30 · 5 March 2026, 14:30. With `is_end` midnight is 24:00 of the day that ends."""
    on, time = _read(moment, zone, is_end=is_end)
    return _patterns(language)["full"].format(day=day(on, language), time=time)


def near(
    moment: datetime, now: datetime, zone: tzinfo, language: str, *, is_today_said: bool = True, is_end: bool = False
) -> str:
    """今天 14:30 · 明天 17:00 · 昨天 09:10 · 3月6日 15:20 · 2025年12月31日 15:20, whichever is shortest and clear.

    Without `is_today_said` a moment of today is its time alone, for columns that say so already. With `is_end` midnight
    is 24:00 of the day that ends.
    """
    (on, time), today = _read(moment, zone, is_end=is_end), now.astimezone(zone).date()
    patterns, away = _patterns(language), (on - today).days
    word = {0: patterns["today"], 1: patterns["tomorrow"], -1: patterns["yesterday"]}.get(away)
    if word:
        return time if away == 0 and not is_today_said else patterns["near_day"].format(word=word, time=time)
    if on.year == today.year:
        return f"{short_day(on, language)} {time}"
    return full(moment, zone, language, is_end=is_end)


def stacked(moment: datetime, now: datetime, zone: tzinfo, language: str) -> list[str]:
    """`near` in pieces that stand one below the other in a narrow column: [3月6日, 15:20]."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    if local.year == today.year:
        return near(moment, now, zone, language).rsplit(" ", 1)
    year = f"{local.year}年" if language.startswith("zh") else str(local.year)
    return [year, short_day(local, language), clock_time(moment, zone)]


def by(moment: datetime, now: datetime, zone: tzinfo, language: str) -> str:
    """明天 17:00 前 · by tomorrow 17:00."""
    return _patterns(language)["by"].format(when=near(moment, now, zone, language, is_end=True))


def length(span: timedelta | float, language: str) -> str:
    """A length of time (seconds when a number) in its two largest parts: 3 天 2 小时 · 1 时 46 分 · 25 分."""
    patterns = _patterns(language)
    seconds = span.total_seconds() if isinstance(span, timedelta) else span
    minutes = int(abs(seconds) // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        parts = [patterns["d"].format(n=days), patterns["h"].format(n=hours) if hours else ""]
    elif hours:
        parts = [
            patterns["h_short" if minutes else "h"].format(n=hours),
            patterns["min"].format(n=minutes) if minutes else "",
        ]
    else:
        return patterns["min"].format(n=minutes) if minutes else patterns["now"]
    return " ".join(filter(None, parts))


def rough(span: timedelta | float, language: str) -> str:
    """The largest part alone: 3 天 · 1 小时 · 25 分. For chips."""
    patterns = _patterns(language)
    minutes = int(abs(span.total_seconds() if isinstance(span, timedelta) else span) // 60)
    for size, name in ((1440, "d"), (60, "h"), (1, "min")):
        if minutes >= size:
            return patterns[name].format(n=minutes // size)
    return patterns["now"]


@dataclass(frozen=True, slots=True)
class Due:
    """A due moment as a chip: `kind` is over, near, today, later or paused; `text` its words."""

    kind: str
    text: str


def due(moment: datetime, now: datetime, zone: tzinfo, language: str, *, near_within: timedelta = NEAR) -> Due:
    """How a due moment is shown: 超 1 小时 · 11:35 前 · 3月6日 15:20. Near is less than `near_within` away."""
    patterns, away = _patterns(language), moment - now
    if away < timedelta(0):
        return Due("over", patterns["over"].format(length=rough(away, language)))
    on, today = _read(moment, zone, is_end=True)[0], now.astimezone(zone).date()
    is_today = on == today
    text = near(moment, now, zone, language, is_today_said=False, is_end=True)
    if on.year != today.year:
        text = day(on, language)  # so far away that the hour does not matter
    if away <= near_within or is_today:
        return Due("near" if away <= near_within else "today", patterns["by"].format(when=text))
    return Due("later", text)
