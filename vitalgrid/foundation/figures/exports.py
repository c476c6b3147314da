"""The figures of a question as a file."""

from collections.abc import Mapping

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.figures import queries
from vitalgrid.foundation.figures.pages import APART, VIEW, figures_asked
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.tables import Column, Export, Kind, Rows, from_list


def _figures(by: Actor, asked: Mapping[str, str]) -> Rows:
    by.require(VIEW)
    today = clock.now().astimezone(city_zone()).date()
    usual = {"first": f"{today.replace(day=1)}", "last": f"{today}"}
    first, last = (parse_date((asked or usual).get(name, "")) for name in ("first", "last"))
    for kind in ("area", "unit"):
        queries.scope_named(kind, asked.get(kind, ""))
    rows = figures_asked(first, last, asked.get("area", ""), asked.get("unit", ""), is_apart_told=by.can(APART))
    return from_list(rows)


FIGURES = Export(
    "figures",
    _("Figures"),
    (
        Column("key", _("Key"), lambda row: row[0].key, Kind.CODE),
        Column("indicator", _("Indicator"), lambda row: row[0].label),
        Column("value", _("Figure"), lambda row: row[1].value, Kind.NUMBER),
        Column("numerator", _("Numerator"), lambda row: row[1].numerator, Kind.NUMBER),
        Column("denominator", _("Denominator"), lambda row: row[1].denominator, Kind.NUMBER),
        Column("n", _("Records"), lambda row: row[1].n, Kind.NUMBER),
        Column("from", _("First day"), lambda row: row[1].first, Kind.DAY),
        Column("to", _("Last day"), lambda row: row[1].last, Kind.DAY),
        Column("area", _("Area"), lambda row: row[1].area, Kind.CODE),
        Column("unit", _("Unit"), lambda row: row[1].unit, Kind.CODE),
        Column("as_of", _("As of"), lambda row: row[1].as_of, Kind.MOMENT),
        Column("definition", _("Definition"), lambda row: row[1].definition),
    ),
    _figures,
)
