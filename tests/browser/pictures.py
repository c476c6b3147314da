"""The README's pictures, from a running demonstration: `python -m tests.browser.pictures http://127.0.0.1:8000`."""

import sys
from pathlib import Path

import yaml
from PIL import Image
from playwright.sync_api import sync_playwright

from tests import chromium
from tests.browser.stage import FLAGS

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
        browser.close()
    for name in ("console-queue.png", "public-phone.png"):
        _small(FOLDER / name)


if __name__ == "__main__":
    take(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
