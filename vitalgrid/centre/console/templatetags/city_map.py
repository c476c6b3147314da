"""`{% load city_map %}`: addresses of the map with one thing changed."""

from typing import Any

from django import template

from vitalgrid.centre.console.map_asked import MapAsked

register = template.Library()


@register.simple_tag
def map_query(asked: MapAsked, **changes: Any) -> str:
    """`{% map_query asked pick=area.code %}`: the query of the same map with changes."""
    return asked.query(**changes)
