"""The tutorial is walked, step by step, in both languages: by pointer in Chinese, by keyboard alone in English.

It runs the product as its reader does: `vitalgrid demo` in a process of its own. A step of the tutorial is prose; the
comment `<!-- walk … -->` behind it says the same for this test, and what is pressed there stands in the prose in bold.
The ten main tasks are in it (WCAG 2.2): report, accept, assign, take on, hand in with proof, verify, close, settle on
the spot, rate, find one's grid worker.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.serving import Demonstration
from tests.browser.stage import Stage
from tests.browser.tutorial import PAGES, TUTORIAL, door, lamp, steps_of
from tests.browser.walking import Walk

WAYS = [pytest.param("zh-hans", False, id="chinese-by-pointer"), pytest.param("en", True, id="english-by-keyboard")]


@pytest.mark.parametrize(("language", "by_keys"), WAYS)
def test_every_step_of_the_tutorial(
    demonstration: Demonstration, chromium_browser: Any, tmp_path: Path, language: str, by_keys: bool
) -> None:
    """A newcomer gives a product half an hour, and a person without a mouse the same; neither may get stuck."""
    stages: list[Stage] = []
    walk = Walk(enter=door(demonstration, chromium_browser, stages, language), photo=lamp(tmp_path), by_keys=by_keys)
    for step in steps_of(language):
        walk.take(step)
    complaints = [complaint for one in stages for complaint in one.complaints]
    for one in stages:
        one.close()
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("language", PAGES)
def test_what_is_pressed_stands_in_bold(language: str) -> None:
    """Prose and walk drift apart: the test would press what no reader was told of."""
    text = (TUTORIAL / PAGES[language]).read_text(encoding="utf-8")
    bold = set(re.findall(r"\*\*(.+?)\*\*", text))
    pressed = {step["press"] for step in steps_of(language) if "press" in step}
    assert pressed <= bold, pressed - bold
    assert pressed


def test_both_languages_go_the_same_way() -> None:
    """A step that only one language has leaves the other's reader behind."""
    ways = [[next(iter(step)) for step in steps_of(language)] for language in PAGES]
    assert ways[0] == ways[1]
