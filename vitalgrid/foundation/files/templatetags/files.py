"""`{% load files %}`: short-lived addresses of pictures, for a page that has asked who may see them."""

from django import template

from vitalgrid.foundation.files.addresses import photo_url, thumbnail_url

register = template.Library()


@register.simple_tag
def photo_address(sha256: str) -> str:
    """`{% photo_address photo.blob_id %}`: the photo in full."""
    return photo_url(sha256)


@register.simple_tag
def thumbnail_address(sha256: str) -> str:
    """`{% thumbnail_address photo.blob_id %}`: its small copy."""
    return thumbnail_url(sha256)
