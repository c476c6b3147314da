"""Figures of fault runs, one JSON line a run, beside the other results in `benchmarks/results/`."""

import json
import os
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from vitalgrid.cli.tests.instances import ROOT

RESULTS = ROOT / "benchmarks" / "results"


def keep(name: str, figures: dict[str, Any]) -> None:
    """Append the figures of one run to `faults-<database>.jsonl`; lists only by their length."""
    RESULTS.mkdir(exist_ok=True)
    short = {key: len(value) if isinstance(value, list) else value for key, value in figures.items()}
    head = {"run": name, "test": os.environ.get("PYTEST_CURRENT_TEST", ""), "at": datetime.now(UTC).isoformat()}
    with (RESULTS / f"faults-{connection.vendor}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(head | short, ensure_ascii=False) + "\n")
