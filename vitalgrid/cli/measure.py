"""`vitalgrid measure`: the list of indicators, or one figure."""

import json
import sys
from datetime import date

import click
from django.utils.translation import gettext as _

from vitalgrid.foundation.calendar.problems import BAD_DATE
from vitalgrid.foundation.figures.indicator import Indicator
from vitalgrid.foundation.figures.periods import Period
from vitalgrid.foundation.figures.queries import Figure, indicator_called, indicators, scope_named
from vitalgrid.foundation.figures.queries import measure as figure_of
from vitalgrid.foundation.figures.words import value_in_words
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.problems import Problem


@click.command()
@click.argument("key", required=False)
@click.option("--from", "first", metavar="DAY", help="first day, such as 2026-01-01; none: since ever")
@click.option("--to", "last", metavar="DAY", help="last day, included; none: without end")
@click.option("--area", metavar="CODE", help="code or exact name of an area: it and all below")
@click.option("--unit", metavar="CODE", help="code or exact name of a unit: it and all below")
@click.option("--json", "as_json", is_flag=True, help="print as JSON")
def measure(
    key: str | None, first: str | None, last: str | None, area: str | None, unit: str | None, as_json: bool
) -> None:
    """Compute the indicator KEY; without KEY list all indicators with their formulas."""
    if key is None:
        _list(as_json)
        return
    try:
        indicator = indicator_called(key)
        figure = figure_of(
            key,
            now=clock.now(),
            period=Period(_day(first), _day(last)),
            area=scope_named("area", area or ""),
            unit=scope_named("unit", unit or ""),
        )
    except Problem as problem:
        click.echo(problem.sentence, err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(figure.as_json(), ensure_ascii=False))
    else:
        _tell(indicator, figure)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(BAD_DATE, text=text) from None


def _list(as_json: bool) -> None:
    told = [{"key": i.key, "label": str(i.label), "definition": str(i.definition)} for i in indicators().values()]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for each in told:
        click.echo(f"{each['key']}  {each['label']}\n    {each['definition']}")


def _tell(indicator: Indicator, figure: Figure) -> None:
    click.echo(f"{indicator.label}: {value_in_words(indicator, figure)}")
    if figure.denominator is not None:
        click.echo(f"{figure.numerator} ÷ {figure.denominator}")
    if figure.non_response is not None:
        click.echo(_("non-response: %(count)d") % {"count": figure.non_response})
    where = [text for text in (figure.area, figure.unit) if text]
    click.echo(" · ".join([f"{figure.first or '…'} – {figure.last or '…'}", *where, f"{figure.as_of:%Y-%m-%d %H:%M}"]))
    click.echo(str(figure.definition))
