"""The pictures of README and tutorial, from a running demonstration:
`python -m tests.browser.pictures http://127.0.0.1:8000`. The tutorial's are taken while its steps are walked."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests import chromium
from tests.browser.serving import Demonstration
from tests.browser.stage import FLAGS, Stage
from tests.browser.tutorial import door, lamp, steps_of
from tests.browser.walking import Walk

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "images"


def _small(path: Path) -> None:
    """256 colours are enough for a screen of ours, and a third of the bytes."""
    Image.open(path).convert("RGB").quantize(256).save(path, optimize=True)


def take(address: str) -> None:
    """The queue with its longest story open, and the public page on a phone."""
    password = yaml.safe_load((ROOT / "vitalgrid" / "demo" / "city.yaml").read_text(encoding="utf-8"))["password"]
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        desk = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai")
        desk.goto(f"{address}/console/?view=open")
        desk.fill("[name=login]", "inspection1")
        desk.fill("[name=password]", password)
        desk.press("[name=password]", "Enter")
        desk.wait_for_selector("a[href*='/console/cases/']")
        found = [link.get_attribute("href") for link in desk.query_selector_all("a[href*='/console/cases/']")][:14]
        lengths = {}
        for link in found:
            desk.goto(f"{address}{link}")
            lengths[link] = len(desk.query_selector_all("ol.story li, ol.story img"))
        desk.goto(f"{address}{max(lengths, key=lengths.__getitem__)}", wait_until="networkidle")
        desk.screenshot(path=FOLDER / "console-queue.png")
        phone = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
        phone.goto(address, wait_until="networkidle")
        phone.screenshot(path=FOLDER / "public-phone.png")
        more = _of_tutorial(browser, Demonstration(address, password))
        browser.close()
    for path in (FOLDER / "console-queue.png", FOLDER / "public-phone.png", *more):
        _small(path)


def _of_tutorial(browser: Any, served: Demonstration) -> list[Path]:
    """What the tutorial shows, at the steps at which it shows it."""
    made: list[Path] = []
    stages: list[Stage] = []

    def keep(page: Page, name: str) -> None:
        path = FOLDER / f"tutorial-{name}.png"
        page.wait_for_timeout(600)
        page.screenshot(path=path)
        made.append(path)

    with TemporaryDirectory() as folder:
        walk = Walk(enter=door(served, browser, stages, "zh-hans"), photo=lamp(Path(folder)), on_picture=keep)
        for step in steps_of("zh-hans"):
            walk.take(step)
    return made


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalgrid.config.settings")
    take(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
