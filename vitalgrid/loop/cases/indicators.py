"""The indicators of the loop. Their keys and meanings are a promise to others: a change stands in CHANGELOG.md."""

from collections.abc import Callable
from fractions import Fraction

import ibis
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ibis.expr.types import IntegerValue, Table

from vitalgrid.foundation.figures.indicator import Indicator, count, quantile_hours, rate
from vitalgrid.loop.cases.facts import ANSWER, CASE, REPORT
from vitalgrid.loop.cases.workflow.states import Mediation


def _lasted(rows: Table) -> IntegerValue:
    return rows.closed_at - rows.received_at


def _hop(begin: str, end: str) -> Callable[[Table], IntegerValue]:
    """How long one hop took; null where its end lies before its beginning, which is of an earlier round."""

    def lasted(rows: Table) -> IntegerValue:
        took: IntegerValue = rows[end] - rows[begin]
        return ibis.ifelse(took >= 0, took, None)

    return lasted


def _median_of_hop(key: str, label: Promise, definition: Promise, *, begin: str, end: str) -> Indicator:
    return quantile_hours(
        key, label, definition, fact=CASE, period_on=end, duration=_hop(begin, end), share=Fraction(1, 2)
    )


INDICATORS = (
    count(
        "reports_received",
        _("Reports received"),
        _("Number of reports received in the period, also those that joined a case."),
        fact=REPORT,
        period_on="received_at",
        measured_in="reports",
    ),
    count(
        "cases_closed",
        _("Cases closed"),
        _("Number of cases that are closed now and whose last closing lies in the period."),
        fact=CASE,
        period_on="closed_at",
        measured_in="cases",
    ),
    count(
        "due_in_period",
        _("Cases due"),
        _(
            "Number of cases whose final due moment, after pauses and granted extensions, lies in the period. "
            "Joined and withdrawn cases have none."
        ),
        fact=CASE,
        period_on="due_at",
        measured_in="cases",
    ),
    rate(
        "on_time_rate",
        _("Closed on time"),
        _(
            "Cases closed at or before their final due moment ÷ cases whose final due moment lies in the period. "
            "Open ones stay in the denominator."
        ),
        fact=CASE,
        period_on="due_at",
        part=lambda rows, now: rows.closed_at.notnull() & (rows.closed_at <= rows.due_at),
    ),
    count(
        "overdue_open",
        _("Open and overdue"),
        _("Number of cases open now whose final due moment has passed and lies in the period."),
        fact=CASE,
        period_on="due_at",
        measured_in="cases",
        where=lambda rows, now: (rows.is_open == 1) & (rows.due_at < now),
    ),
    quantile_hours(
        "median_hours_to_close",
        _("Median hours to close"),
        _(
            "Median of the hours round the clock from receipt to the last closing, of cases closed in the period "
            "(linear between ranks)."
        ),
        fact=CASE,
        period_on="closed_at",
        duration=_lasted,
        share=Fraction(1, 2),
    ),
    quantile_hours(
        "p90_hours_to_close",
        _("Hours to close, nine in ten"),
        _(
            "90th percentile of the hours round the clock from receipt to the last closing, of cases closed in the "
            "period (linear between ranks)."
        ),
        fact=CASE,
        period_on="closed_at",
        duration=_lasted,
        share=Fraction(9, 10),
    ),
    _median_of_hop(
        "median_hours_to_assign",
        _("Median hours to passing on"),
        _("Median of the hours round the clock from receipt to the first unit, of cases first assigned in the period."),
        begin="received_at",
        end="first_assigned_at",
    ),
    _median_of_hop(
        "median_hours_to_take",
        _("Median hours to taking up"),
        _(
            "Median of the hours round the clock from assignment until the unit accepted, of cases accepted by their "
            "unit in the period. Of a case that went to several units, the last."
        ),
        begin="assigned_at",
        end="taken_at",
    ),
    _median_of_hop(
        "median_hours_to_handle",
        _("Median hours of handling"),
        _(
            "Median of the hours round the clock from the unit's acceptance until it reported the matter handled, of "
            "cases handled in the period. Of a case handled several times, the last."
        ),
        begin="taken_at",
        end="handled_at",
    ),
    _median_of_hop(
        "median_hours_to_check",
        _("Median hours of checking"),
        _(
            "Median of the hours round the clock from handled until somebody else verified it, of cases verified in "
            "the period."
        ),
        begin="handled_at",
        end="verified_at",
    ),
    rate(
        "reopen_rate",
        _("Reopened after closing"),
        _("Cases reopened since ÷ cases first closed in the period."),
        fact=CASE,
        period_on="first_closed_at",
        part=lambda rows, now: rows.reopen_count > 0,
    ),
    rate(
        "return_rate",
        _("Returned by the unit"),
        _("Cases returned at least once ÷ cases first assigned in the period."),
        fact=CASE,
        period_on="first_assigned_at",
        part=lambda rows, now: rows.return_count > 0,
    ),
    rate(
        "satisfied_rate",
        _("Satisfied reporters"),
        _(
            "Answers that say satisfied ÷ answers of the period that say how satisfied (yes, partly, no). "
            "Those asked who did not say it are non-response."
        ),
        fact=ANSWER,
        period_on="at",
        whole=lambda rows, now: rows.says_satisfied == 1,
        part=lambda rows, now: rows.is_satisfied == 1,
        has_non_response=True,
    ),
    rate(
        "solved_rate",
        _("Solved by the resident's word"),
        _(
            "Answers that say solved ÷ answers of the period that say whether it is solved. "
            "Those asked who did not say it are non-response."
        ),
        fact=ANSWER,
        period_on="at",
        whole=lambda rows, now: rows.says_solved == 1,
        part=lambda rows, now: rows.is_solved == 1,
        has_non_response=True,
    ),
    rate(
        "mediation_success_rate",
        _("Mediations that succeeded"),
        _("Mediations with an agreement ÷ mediations concluded (with or without one), of cases closed in the period."),
        fact=CASE,
        period_on="closed_at",
        whole=lambda rows, now: rows.mediation.isin([Mediation.SUCCEEDED.value, Mediation.FAILED.value]),
        part=lambda rows, now: rows.mediation == Mediation.SUCCEEDED.value,
    ),
)
