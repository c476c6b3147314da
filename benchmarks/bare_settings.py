"""The product's settings without its middleware and addresses: for `benchmarks.bare` alone."""

from vitalgrid.config.settings import *  # noqa: F403

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "benchmarks.bare_urls"
INSTALLED_APPS = ["ninja"]
