"""The product's settings as shipped, middleware and all, with the addresses of `benchmarks.bare_urls`."""

from vitalgrid.config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.bare_urls"
