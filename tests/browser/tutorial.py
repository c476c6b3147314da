"""The tutorial as a machine reads it: its steps, the doors of its people, the photo that they send."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from tests.browser.serving import Demonstration
from tests.browser.stage import Stage

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial"
PAGES = {"zh-hans": "from-a-dark-street-lamp.zh-CN.md", "en": "from-a-dark-street-lamp.md"}
BLOCK = re.compile(r"<!-- walk\n(.*?)-->", re.S)


def steps_of(language: str) -> list[dict[str, Any]]:
    """The steps of the tutorial in that language, in order."""
    text = (TUTORIAL / PAGES[language]).read_text(encoding="utf-8")
    return [step for block in BLOCK.findall(text) for step in yaml.safe_load(block)]


def lamp(folder: Path) -> Path:
    """A picture of a lamp, more or less."""
    path = folder / "lamp.jpg"
    image = Image.new("RGB", (640, 480), "#1d2935")
    image.paste((240, 200, 90), (300, 80, 340, 140))
    image.save(path)
    return path


def door(served: Demonstration, browser: Any, stages: list[Stage], language: str) -> Callable[[str], Stage]:
    """Lets a person in by their sign-in, as they come in themselves; "" is a resident with a phone."""

    def enter(who: str) -> Stage:
        is_phone = not who or who.startswith(("full.", "part.", "resident"))
        one = Stage(browser, served.address, width=390 if is_phone else 1440, language=language)
        stages.append(one)
        if who:
            one.open("/accounts/login/")
            one.page.fill("[name=login]", who)
            one.page.fill("[name=password]", served.password)
            one.page.press("[name=password]", "Enter")
            one.page.wait_for_load_state("load")
        return one

    return enter
