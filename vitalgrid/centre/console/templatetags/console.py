"""`{% load console %}`: what the lists of the console need beside the shell's tags."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from vitalgrid.centre.console.rows import Lines, marked
from vitalgrid.loop.cases.queries.listing import CaseRow
from vitalgrid.loop.cases.rules import limit_words

register = template.Library()


@register.filter
def in_words(limit: str) -> str:
    """`{{ asked.limit|in_words }}`: a limit as packs write it ("3 wd") in the reader's language."""
    return limit_words(limit) if limit else ""


register.filter(marked)  # `{{ row.title|marked:finds.words }}`


@register.simple_tag(takes_context=True)
def list_rows(context: Any, rows: Iterable[CaseRow]) -> SafeString:
    """`{% list_rows group.rows %}`: the lines of the list that the page is about."""
    lines = Lines(
        query=context["query"],
        words=context["wanted"].q,
        open_code=context.get("code", ""),
        is_english=context["shell"].language == "en",
        can_pick=bool(context["acts"]),
        found=context["found"],
    )
    return lines.html(rows)
