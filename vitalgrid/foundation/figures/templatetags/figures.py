"""Figures in templates."""

from django import template

from vitalgrid.foundation.figures.indicator import Indicator
from vitalgrid.foundation.figures.queries import Figure
from vitalgrid.foundation.figures.words import value_in_words

register = template.Library()


@register.simple_tag
def figure_value(indicator: Indicator, figure: Figure) -> str:
    """`{% figure_value indicator figure %}`: the figure with its unit."""
    return value_in_words(indicator, figure)
