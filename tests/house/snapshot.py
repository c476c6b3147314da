"""The API's description as a file: `make snapshot` rewrites it, `test_api.py` compares it."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalgrid.config.settings_test")

import django

if __name__ == "__main__":
    django.setup()

from django.core.serializers.json import DjangoJSONEncoder  # noqa: E402
from django.utils import translation  # noqa: E402

from tests.house.source import ROOT  # noqa: E402
from vitalgrid.config.api import api  # noqa: E402

FILE = ROOT / "docs" / "reference" / "openapi.json"


def description() -> str:
    """The OpenAPI document in English, with its keys in order."""
    with translation.override("en"):
        schema = api.get_openapi_schema(path_prefix="/api/v1/")
        return json.dumps(schema, cls=DjangoJSONEncoder, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(description(), encoding="utf-8")
    sys.stdout.write(f"wrote {FILE.relative_to(ROOT)}\n")
