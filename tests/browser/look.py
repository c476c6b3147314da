"""`python -m tests.browser.look --out DIR …`: pictures of a whole instance (see `looking.py`)."""

import os
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalgrid.config.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    django.setup()
    sys.exit(import_module("tests.browser.looking").main(sys.argv[1:]))
