"""Every address of the product. A room brings its `urls.py`; this file only joins them."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
