"""The public site on the network of a village: little script before the map is asked for, and words soon.

The figures of the long tier go to `benchmarks/results/slow-network.json`; no time is asserted, bytes are.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.stage import Stage
from vitalgrid.loop.cases.tests.factories import small_loop

Make = Callable[..., Stage]
pytestmark = pytest.mark.django_db(transaction=True)

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results" / "slow-network.json"
MOST_SCRIPT = 150_000  # bytes as they are, not packed
# Bytes a second down and up, milliseconds of the way there and back. The first is WebPageTest's "3G Slow".
NETWORKS = {"slow 3G": (50_000, 50_000, 400), "3G": (200_000, 96_000, 300)}
PAGES = ("/", "/report/", "/chart/")
PAINTED = """() => new Promise(done => new PerformanceObserver((list, seen) => {
    seen.disconnect(); done(list.getEntriesByName("first-contentful-paint")[0].startTime)
}).observe({type: "paint", buffered: true}))"""


def scripts_of(one: Stage, path: str) -> int:
    """How many bytes of script the page loads before anything is pressed."""
    sizes: list[int] = []
    one.page.on("response", lambda answer: sizes.append(len(answer.body())) if _is_script(answer) else None)
    one.open(path)
    one.page.wait_for_load_state("networkidle")
    return sum(sizes)


def _is_script(answer: Any) -> bool:
    return answer.ok and "javascript" in answer.headers.get("content-type", "")


@pytest.mark.parametrize("path", PAGES)
def test_little_script_is_loaded_before_the_map_is_asked_for(live: str, stage: Make, path: str) -> None:
    small_loop()
    assert 0 < scripts_of(stage(width=360), path) <= MOST_SCRIPT


@pytest.mark.soak
def test_first_words_on_slow_networks(live: str, stage: Make) -> None:
    small_loop()
    found: list[dict[str, Any]] = []
    for name, (down, up, latency) in NETWORKS.items():
        for path in PAGES:
            one = stage(width=360)
            tool = one.context.new_cdp_session(one.page)
            tool.send("Network.enable")
            how = {"offline": False, "latency": latency, "downloadThroughput": down, "uploadThroughput": up}
            tool.send("Network.emulateNetworkConditions", how)
            script = scripts_of(one, path)
            sizes = one.page.evaluate(
                """() => performance.getEntries().filter(one => "transferSize" in one)
                    .reduce((sum, one) => sum + one.transferSize, 0)"""
            )
            painted = round(one.page.evaluate(PAINTED))
            page = {"network": name, "page": path, "first_paint_ms": painted, "script_bytes": script}
            found.append({**page, "transferred_bytes": sizes})
            one.close()
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    assert len(found) == len(NETWORKS) * len(PAGES)
