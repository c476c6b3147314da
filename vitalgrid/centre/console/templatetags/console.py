"""`{% load console %}`: what the lists of the console need beside the shell's tags."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from vitalgrid.loop.cases.rules import limit_words

register = template.Library()


@register.filter
def in_words(limit: str) -> str:
    """`{{ asked.limit|in_words }}`: a limit as packs write it ("3 wd") in the reader's language."""
    return limit_words(limit) if limit else ""


@register.filter
def marked(text: str, words: str) -> SafeString:
    """`{{ row.title|marked:wanted.q }}`: the text with each of the words marked where it stands."""
    tokens = sorted({one for one in (words or "").split() if one}, key=len, reverse=True)
    if not tokens:
        return escape(text)
    parts = re.split("(" + "|".join(re.escape(one) for one in tokens) + ")", str(text), flags=re.I)
    # Every second part is what was found; each is escaped by itself.
    return mark_safe("".join(f"<mark>{escape(p)}</mark>" if n % 2 else str(escape(p)) for n, p in enumerate(parts)))
