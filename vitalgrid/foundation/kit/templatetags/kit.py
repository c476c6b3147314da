"""`{% load kit %}`: assets, icons, the ring, due chips, moments, fields. See docs/reference/shell.md."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from vitalgrid.foundation.kit import assets, clock, moments, pages
from vitalgrid.foundation.kit import ring as rings
from vitalgrid.foundation.kit.tables import FORMATS

register = template.Library()

# What an address says that narrows no list.
NOT_NARROWING = ("before", "after", "do", "next")
GROUPS = (RadioSelect, CheckboxSelectMultiple)


def _language() -> str:
    return get_language() or "zh-hans"


@register.simple_tag
def asset(name: str) -> SafeString:
    """`{% asset "console.css" %}`, `{% asset "map.js" %}`: the markup that loads a built file."""
    return assets.element(name)


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """`{% icon "inbox" %}`, `{% icon "phone" "small" %}`: a Lucide icon, words beside it, or a label on its button."""
    return _icon(assets.address("icons.svg"), name, kind)


@lru_cache(maxsize=1024)
def _icon(sprite: str, name: str, kind: str) -> SafeString:
    return format_html(
        '<svg class="icon{}" width="18" height="18" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {kind}" if kind else "",
        sprite,
        name,
    )


@register.simple_tag
def ring(value: rings.Ring | None = None, size: int = 16) -> SafeString:
    """`{% ring row.ring 16 %}`: the loop ring of a `kit.ring.Ring`; without one, the sign of the product."""
    return rings.svg(value or rings.Ring(is_whole=True), int(size))


_SIGN = '<svg class="sign" viewBox="0 0 10 10" aria-hidden="true"><path fill-rule="evenodd" d="%s"/></svg>'
_CLOCK = "M5 0a5 5 0 1 1 0 10A5 5 0 0 1 5 0zm0 1a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm-.5 1.2h1v2.6l1.7 1-.5.9-2.2-1.3z"
SIGNS = {
    "over": _SIGN % "M5 .5L10 9.5H0Z",
    "near": _SIGN % "M5 0a5 5 0 1 1 0 10A5 5 0 0 1 5 0zm0 1a4 4 0 0 0 0 8z",
    "today": _SIGN % _CLOCK,
    "paused": _SIGN % "M2 1h2v8H2zM6 1h2v8H6z",
    "later": "",
}


def chip(shown: moments.Due) -> SafeString:
    """The markup of a due chip, for lists that hand over finished strings."""
    # A cause may be longer than its chip: the whole of it stands in the title.
    title = format_html(' title="{}"', shown.text) if shown.kind == "paused" else ""
    start = format_html('<span class="chip {}"{}>', shown.kind, title)
    return mark_safe(start + SIGNS[shown.kind] + format_html("{}</span>", shown.text))


@register.simple_tag
def due(moment: datetime | None, paused: str = "") -> SafeString:
    """`{% due case.due_at %}`, `{% due case.due_at paused=cause %}`: a due chip; nothing where nothing is due."""
    if paused:
        return chip(moments.Due("paused", paused))
    if moment is None:
        return mark_safe("")
    return chip(moments.due(moment, clock.now(), timezone.get_current_timezone(), _language()))


def _time(moment: datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), full(moment), text)


@register.simple_tag
def moment(value: datetime | None) -> SafeString:
    """`{% moment case.opened_at %}`: 今天 14:30 · 3月6日 15:20, with the whole moment on a press."""
    if value is None:
        return mark_safe("")
    return _time(value, moments.near(value, clock.now(), timezone.get_current_timezone(), _language()))


@register.simple_tag
def stamp(value: datetime | None) -> SafeString:
    """`{% stamp step.at %}`: the moment of a story's line, in pieces that never break inside: 3月6日 / 15:20."""
    if value is None:
        return mark_safe("")
    pieces = moments.stacked(value, clock.now(), timezone.get_current_timezone(), _language())
    return _time(value, format_html_join(" ", "<span>{}</span>", ((piece,) for piece in pieces)))


@register.filter
def full(value: datetime | None) -> str:
    """`{{ case.opened_at|full }}`: 2026年3月5日 14:30."""
    return moments.full(value, timezone.get_current_timezone(), _language()) if value else ""


@register.filter
def until(value: datetime | None) -> str:
    """`{{ case.due_at|until }}`: 2026年3月5日 18:00; what is due at midnight is due on the day before, 24:00."""
    return moments.full(value, timezone.get_current_timezone(), _language(), is_end=True) if value else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """`{{ post.started_on|day }}`: 2026年3月5日."""
    if isinstance(value, datetime):
        value = value.astimezone(timezone.get_current_timezone()).date()
    return moments.day(value, _language()) if value else ""


@register.filter
def short_day(value: date | datetime | None) -> str:
    """`{{ moment|short_day }}`: 3月5日."""
    if isinstance(value, datetime):
        value = value.astimezone(timezone.get_current_timezone()).date()
    return moments.short_day(value, _language()) if value else ""


@register.filter
def clock_time(value: datetime | None) -> str:
    """`{{ step.at|clock_time }}`: 14:30."""
    return moments.clock_time(value, timezone.get_current_timezone()) if value else ""


@register.filter
def by_then(value: datetime | None) -> str:
    """`{{ case.due_at|by_then }}`: 明天 17:00 前."""
    return moments.by(value, clock.now(), timezone.get_current_timezone(), _language()) if value else ""


@register.filter
def length(value: Any) -> str | int:
    """`{{ clock.used|length }}` (seconds or timedelta): 1 时 46 分. Of anything else its count, as Django's filter."""
    if isinstance(value, timedelta | float | int):
        return moments.length(value, _language())
    return len(value) if value is not None else ""


@register.simple_tag
def clock_bar(used: float, held: Iterable[tuple[float, float]] | None = None, tone: str = "") -> SafeString:
    """`{% clock_bar 0.62 held "call" %}`: the share used (0–1), and the paused spans (from, to) as hatched shares."""
    spans = format_html_join(
        "",
        '<path class="gap" d="M{0} 0H{1}V6H{0}z"/>'
        '<path class="held" d="M{0} 3H{1}" stroke-width="6" stroke-dasharray=".8 .6"/>',
        ((f"{start * 100:.1f}", f"{max(end, start + 0.01) * 100:.1f}") for start, end in held or ()),
    )
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="used" width="{}" height="6"/>{}</svg>',
        tone,
        f"{min(max(used, 0.0), 1.0) * 100:.1f}",
        spans,
    )


@register.inclusion_tag("kit/_field.html")
def field(bound: BoundField, hint: str = "", label: str = "") -> dict[str, Any]:
    """`{% field form.description %}`: label, hint, control and error, tied together for screen readers."""
    widget = bound.field.widget
    is_group = isinstance(widget, GROUPS)
    is_check = isinstance(widget, CheckboxInput)
    shown_hint = hint or bound.help_text
    described = " ".join(
        filter(None, [f"{bound.auto_id}_hint" if shown_hint else "", f"{bound.auto_id}_error" if bound.errors else ""])
    )
    attributes: dict[str, Any] = {"aria-describedby": described} if described and not is_group else {}
    if bound.errors and not is_group:
        attributes["aria-invalid"] = "true"
    return {
        "bound": bound, "control": bound.as_widget(attrs=attributes), "label": label or bound.label, "hint": shown_hint,
        "is_group": is_group, "is_check": is_check, "described": described, "is_hidden": bound.is_hidden,
        "limit": widget.attrs.get("maxlength") if widget.__class__.__name__ == "Textarea" else None,
    }  # fmt: skip


@register.inclusion_tag("kit/_error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """`{% error_summary form %}`: what needs a change, each a link to its field; nothing when nothing does."""
    bound = [one for one in (form[name] for name in form.fields) if one.errors] if form.is_bound else []
    return {"form": form, "bound": bound, "top": form.non_field_errors() if form.is_bound else []}


@register.inclusion_tag("kit/_empty.html")
def empty(what: str, then: str = "", href: str = "", label: str = "", icon_name: str = "inbox") -> dict[str, str]:
    """`{% empty what then href label %}`: what will appear here, and the one thing to do next."""
    return {"what": what, "then": then, "href": href, "label": label, "icon_name": icon_name}


@register.filter
def as_written(text: str) -> str:
    """A title or a name as the city wrote it: a page in another language says that these words are Chinese."""
    if _language().startswith("zh") or not any("\u4e00" <= each <= "\u9fff" for each in str(text or "")):
        return text
    return format_html('<span lang="zh-Hans">{}</span>', text)


@register.inclusion_tag("kit/_pager.html", takes_context=True)
def pager(context: Any, newer: str = "", older: str = "", order: str = "new") -> dict[str, str]:
    """`{% pager page.newer page.older %}`: keyset paging; each is the cursor that goes into the address, or "".

    `order`: "due" where the list runs from what is due first, and "older" would be a wrong word.
    """
    query = context["request"].GET.copy()
    query.pop("before", None)
    query.pop("after", None)
    rest = query.urlencode()
    return {"newer": newer, "older": older, "rest": f"{rest}&" if rest else "", "order": order}


@register.inclusion_tag("kit/_take.html", takes_context=True)
def take(context: Any, name: str, **fixed: object) -> dict[str, Any]:
    """`{% take "cases" %}`: the list on this page as a file, narrowed as its address is; `fixed` narrows it further."""
    asked = {key: value for key, value in context["request"].GET.items() if key not in NOT_NARROWING} | fixed
    return {
        "action": reverse("exports:ask", args=[name]),
        "asked": sorted(asked.items()),
        "formats": FORMATS.values(),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def words() -> dict[str, str]:
    """The scripts' sentences, for `base.html`."""
    return pages.page_words()
