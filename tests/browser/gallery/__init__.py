"""Every part of the shell on four pages, with invented content: for eyes, for axe, and for a width of 390 px."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_POST

from vitalgrid.config.urls import handler400, handler403, handler404, handler500  # noqa: F401 - read by Django
from vitalgrid.config.urls import urlpatterns as product_patterns
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.permissions import PERMISSIONS
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.forms import PlainForm
from vitalgrid.foundation.kit.ring import Ring

FOLDER = Path(__file__).parent
RINGS = [
    ("待受理", "call", Ring(1, "call", "dot")),
    ("待交办", "call", Ring(2, "call", "dot")),
    ("待接收", "", Ring(3)),
    ("处置中", "", Ring(3)),
    ("已暂停", "info", Ring(3, "info", "bars")),
    ("督办", "danger", Ring(3, is_overdue=True)),
    ("待核查", "call", Ring(4, "call", "dot")),
    ("待结案", "call", Ring(5, "call", "dot")),
    ("已办结", "vital", Ring(0, is_whole=True, middle="check")),
    ("未受理", "", Ring(0, is_barred=True)),
]
TITLES = [
    "路面塌陷未围挡",
    "消防通道堵占整改",
    "阳光家园北门外污水井外溢，漫到人行道上了",
    "渠水漫上路面",
    "供暖不热",
    "夜市油烟扰民",
]


class GalleryForm(PlainForm):
    """One field of each kind."""

    description = forms.CharField(
        label="您要反映什么？", widget=forms.Textarea(attrs={"maxlength": 500}), help_text="比如：楼道灯坏了三天。"
    )
    place = forms.CharField(label="在哪里", required=False)
    kind = forms.ChoiceField(label="哪一类", choices=[("1", "暖气不热"), ("2", "垃圾脏乱"), ("3", "路灯路面")])
    why = forms.ChoiceField(
        label="为什么", widget=forms.RadioSelect, choices=[("1", "等材料"), ("2", "天气"), ("3", "等反映人")]
    )
    whom = forms.MultipleChoiceField(
        label="谁协办",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("a", "环卫处"), ("b", "供水公司")],
    )
    on = forms.DateField(label="哪一天", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    is_anonymous = forms.BooleanField(label="不留姓名", required=False, help_text="不留姓名也会办。")
    phone = forms.CharField(label="电话", required=False, widget=forms.TextInput(attrs={"data-private": ""}))
    photo = forms.FileField(label="照片", required=False)


def rows(now: datetime) -> list[dict[str, object]]:
    """Rows as a list would show them."""
    due = [timedelta(hours=-26), timedelta(minutes=-25), timedelta(minutes=17), timedelta(hours=3), timedelta(days=2)]
    waiting = ("已办结", "未受理", "已暂停")
    return [
        {"state": state, "tone": tone, "ring": ring, "place": "向阳一格", "title": TITLES[n % len(TITLES)],
         "due": now + due[n % 5] if state not in waiting else None,
         "is_paused": state == "已暂停", "is_open": n == 2}
        for n, (state, tone, ring) in enumerate(RINGS)
    ]  # fmt: skip


def show(request: HttpRequest, page: str) -> HttpResponse:
    """One page of the gallery; `?errors` shows its form refused, `?empty` its lists empty."""
    request.actor = Actor(kind="user", id="1", name="丙某", post="派遣岗", permissions=frozenset(PERMISSIONS))  # type: ignore[attr-defined]
    if "toast" in request.GET:
        messages.success(request, "已交办排水管理所", extra_tags="/gallery-undo/")
    now = clock.now()
    form = GalleryForm({} if "errors" in request.GET else None)
    template = engines["django"].from_string((FOLDER / f"{page}.html").read_text(encoding="utf-8"))
    context = {
        "rows": [] if "empty" in request.GET else rows(now),
        "rings": [(ring, size) for size in (16, 24, 48, 96) for _state, _tone, ring in RINGS],
        "now": now,
        "soon": now + timedelta(minutes=17),
        "late": now - timedelta(hours=30),
        "early": datetime(2025, 12, 31, 4, 0, tzinfo=UTC),
        "form": form,
        "held": [(0.2, 0.3)],
        "whole": Ring(0, is_whole=True, middle="check"),
        "moving": Ring(3, is_overdue=True),
    }
    return HttpResponse(template.render(context, request))


def areas(request: HttpRequest) -> HttpResponse:
    """Two areas side by side."""
    features = [
        {
            "type": "Feature",
            "properties": {"id": str(n), "name": f"{n}组", "level": 3, "value": n / 2},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[97 + n, 40], [98 + n, 40], [98 + n, 41], [97 + n, 41], [97 + n, 40]]],
            },
        }
        for n in range(2)
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")


def news(request: HttpRequest) -> HttpResponse:
    """What a poll is told: three new, once."""
    response = HttpResponse(status=304)
    if request.headers.get("If-None-Match") != '"three"':
        response = JsonResponse({"news": 3, "counts": {"keys": 12}})
    response["ETag"] = '"three"'
    return response


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Takes an action back."""
    UNDONE.append(request.path)
    return HttpResponse(status=204)


UNDONE: list[str] = []
urlpatterns = [
    *product_patterns,
    path("gallery-areas/", areas),
    path("gallery-news/", news),
    path("gallery-undo/", undo),
    path("gallery/<slug:page>/", show),
]
