"""The indicators once more, over plain rows in plain Python. Imports nothing from vitalgrid, on purpose.

A row is a dict. Moments are aware; `days` is (first, last) as dates of the zone, each or None.
"""

from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo


def within(moment, days, zone):
    if moment is None:
        return False
    day = moment.astimezone(ZoneInfo(zone)).date()
    return (days[0] is None or days[0] <= day) and (days[1] is None or day <= days[1])


def quantile_hours(durations, share):
    if not durations:
        return None
    ordered = sorted(durations)
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    micro = timedelta(microseconds=1)
    low, high = ordered[below] // micro, ordered[above] // micro
    return float((low + (high - low) * (place - below)) / 3_600_000_000)


HOPS = {
    "median_hours_to_assign": ("opened_at", "first_assigned_at"),
    "median_hours_to_take": ("assigned_at", "taken_at"),
    "median_hours_to_handle": ("taken_at", "handled_at"),
    "median_hours_to_check": ("handled_at", "verified_at"),
}


def share(some, all_of):
    return (len(some) / len(all_of) if all_of else None, len(some), len(all_of), len(all_of))


def recount(key, cases, reports, answers, days, zone, now: datetime):
    """(value, numerator, denominator, n) of `key`; non-response is added for answers."""

    def of(rows, name):
        return [row for row in rows if within(row[name], days, zone)]

    cases = [case for case in cases if case["state"] != "joined"]
    closed = of([case for case in cases if case["state"] == "closed"], "closed_at")
    due = of([case for case in cases if case["state"] != "withdrawn"], "due_at")
    if key == "reports_received":
        n = len(of(reports, "received_at"))
        return (n, n, None, n)
    if key == "cases_closed":
        return (len(closed), len(closed), None, len(closed))
    if key == "due_in_period":
        return (len(due), len(due), None, len(due))
    if key == "overdue_open":
        late = [c for c in due if c["state"] not in ("closed", "joined", "withdrawn") and c["due_at"] < now]
        return (len(late), len(late), None, len(late))
    if key == "on_time_rate":
        return share([c for c in due if c["state"] == "closed" and c["closed_at"] <= c["due_at"]], due)
    if key in ("median_hours_to_close", "p90_hours_to_close"):
        lasted = [case["closed_at"] - case["opened_at"] for case in closed]
        value = quantile_hours(lasted, Fraction(1, 2) if key.startswith("median") else Fraction(9, 10))
        return (value, None, None, len(lasted))
    if key in HOPS:
        begin, end = HOPS[key]
        lasted = [case[end] - case[begin] for case in of(cases, end) if case[begin] and case[end] >= case[begin]]
        return (quantile_hours(lasted, Fraction(1, 2)), None, None, len(lasted))
    if key == "reopen_rate":
        first = of(cases, "first_closed_at")
        return share([case for case in first if case["reopen_count"] > 0], first)
    if key == "return_rate":
        assigned = of(cases, "first_assigned_at")
        return share([case for case in assigned if case["return_count"] > 0], assigned)
    if key == "mediation_success_rate":
        concluded = [case for case in closed if case["mediation"] in ("succeeded", "failed")]
        return share([case for case in concluded if case["mediation"] == "succeeded"], concluded)
    asked = of(answers, "at")
    if key == "satisfied_rate":
        valid = [a for a in asked if a["is_valid"] and a["satisfied"]]
        return (*share([a for a in valid if a["satisfied"] == "yes"], valid), len(asked) - len(valid))
    if key == "solved_rate":
        valid = [a for a in asked if a["is_valid"] and a["is_solved"] is not None]
        return (*share([a for a in valid if a["is_solved"]], valid), len(asked) - len(valid))
    raise KeyError(key)
