"""`{% load files %}`: short-lived addresses of pictures, for a page that has asked who may see them."""

from typing import Any

from django import template
from django.conf import settings

from vitalgrid.foundation.files.addresses import photo_url, thumbnail_url

register = template.Library()


def _browser(context: template.Context) -> str:
    """What the address is bound to: the session that asked for the page. Passed on to others it opens nothing."""
    request: Any = context.get("request")
    return str(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")) if request is not None else ""


@register.simple_tag(takes_context=True)
def photo_address(context: template.Context, sha256: str) -> str:
    """`{% photo_address photo.blob_id %}`: the photo in full."""
    return photo_url(sha256, bound_to=_browser(context))


@register.simple_tag(takes_context=True)
def thumbnail_address(context: template.Context, sha256: str) -> str:
    """`{% thumbnail_address photo.blob_id %}`: its small copy."""
    return thumbnail_url(sha256, bound_to=_browser(context))
