"""The indicators of the loop. Their keys and meanings are a promise to others: a change stands in CHANGELOG.md."""

from fractions import Fraction

from django.utils.translation import gettext_lazy as _
from ibis.expr.types import IntegerValue, Table

from vitalgrid.foundation.figures.indicator import count, quantile_hours, rate
from vitalgrid.loop.cases.facts import ANSWER, CASE, REPORT
from vitalgrid.loop.cases.workflow.states import Mediation


def _lasted(rows: Table) -> IntegerValue:
    return rows.closed_at - rows.received_at


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
    rate(
        "reopen_rate",
        _("Reopened"),
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
