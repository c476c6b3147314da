"""Walks through the product as a document tells them: one step a line, by pointer or by keyboard alone.

Every control is found by what the accessibility tree says of it (its role and its name), never by a class or an id:
what a screen reader cannot name cannot be walked. By keyboard a control is reached with Tab and used with Enter, Space
and the arrows; on its way the walk looks whether the focus can be seen.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.stage import Stage

ROLES = ("button", "link", "tab", "menuitem", "radio", "checkbox", "option")
STOPS = 160  # more Tab presses than any page may ask of a person who knows where to go
SEEN = """element => {
  const style = getComputedStyle(element)
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
  const parent = element.closest("label, .tile, .choice")
  const around = parent && getComputedStyle(parent).outlineStyle !== "none"
  const box = element.getBoundingClientRect()
  const top = document.elementFromPoint(box.left + Math.min(box.width / 2, 40), box.top + box.height / 2)
  const isCovered = box.width > 1 && top && !element.contains(top) && !top.contains(element) && !top.closest("label")
  return { ring: ring || around || style.boxShadow !== "none" || box.width <= 1, isCovered: !!isCovered }
}"""


@dataclass
class Walk:
    """One walk. `enter` gives the stage of a person by their sign-in ("" is a resident with a phone)."""

    enter: Callable[[str], Stage]
    photo: Path
    by_keys: bool = False
    kept: dict[str, str] = field(default_factory=dict)
    on_picture: Callable[[Page, str], None] | None = None
    stages: dict[str, Stage] = field(default_factory=dict)
    stage: Stage | None = None
    presses: int = 0  # keys and clicks since the walk began
    leaving: bool = False  # a press has asked for a new page, and it has not come yet

    @property
    def page(self) -> Page:
        """The page of whoever is walking now."""
        assert self.stage is not None, "the first step says who walks"
        page: Page = self.stage.page
        return page

    def take(self, step: Mapping[str, Any]) -> None:
        """Do one step: a mapping with one verb of this class as its key."""
        for verb, given in step.items():
            getattr(self, f"do_{verb}")(self._filled(given))

    def _filled(self, given: Any) -> Any:
        if isinstance(given, str):
            return re.sub(r"\{(\w+)\}", lambda found: self.kept.get(found[1], found[0]), given)
        if isinstance(given, dict):
            return {self._filled(key): self._filled(value) for key, value in given.items()}
        return given

    def do_as(self, who: str) -> None:
        """Go on as that person."""
        if who not in self.stages:
            self.stages[who] = self.enter(who)
            self.stages[who].page.on("request", self._asked)
            self.stages[who].page.on("load", self._came)
        self.stage = self.stages[who]

    def do_open(self, path: str) -> None:
        """Go to an address."""
        assert self.stage is not None
        self.stage.open(re.sub(r"^https?://[^/]+", "", path))

    def do_press(self, name: str) -> None:
        """Press what bears that name."""
        target = self._named(name)
        if self.by_keys:
            self._reach(target)
            is_box = target.evaluate("e => e.matches('input[type=checkbox], input[type=radio]')")
            self._key("Space" if is_box else "Enter")
        else:
            self._click(target)
        self._settle()

    def do_type(self, keys: str) -> None:
        """Press keys one after another, as a dispatcher does: `j Enter a`."""
        for key in keys.split():
            self._key(key)
            self._settle()

    def do_write(self, fields: Mapping[str, str]) -> None:
        """Write into the fields of those names."""
        for name, text in fields.items():
            target = self._visible(self.page.get_by_role("textbox", name=_begins(name)), name)
            if self.by_keys:
                self._reach(target)
                self._key("Control+a")
                self.page.keyboard.insert_text(text)
            else:
                target.fill(text)

    def do_choose(self, fields: Mapping[str, str]) -> None:
        """Choose in lists, or among the choices, of those names."""
        for name, option in fields.items():
            lists = self.page.get_by_role("combobox", name=_begins(name))
            if lists.count():
                self._choose_in(self._visible(lists, name), option)
            else:
                self._pick(option)
            self._settle()

    def do_attach(self, name: str) -> None:
        """Add the photo to the field of that name."""
        target = self.page.get_by_label(_begins(name)).locator("visible=true").first
        if not target.count():
            target = self.page.locator("input[type=file]").first
        if self.by_keys and target.is_visible():
            self._reach(target)
        target.set_input_files(str(self.photo))
        self._settle()

    def do_see(self, text: str) -> None:
        """Expect these words on the page."""
        assert self.stage is not None
        shown = self.page.locator("body").inner_text
        for _ in range(100):
            if text in shown():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{self.page.url} does not say “{text}”:\n{shown()[:1500]}")

    def do_empty(self, name: str) -> None:
        """Expect the field of that name to hold nothing."""
        field_ = self._visible(self.page.get_by_role("textbox", name=_begins(name)), name)
        assert field_.input_value() == "", f"{self.page.url}: “{name}” still holds words"

    def do_keep(self, wanted: Mapping[str, str]) -> None:
        """Remember what a pattern finds in the page, under a name."""
        for name, pattern in wanted.items():
            found = next((hit for _ in self._patience() if (hit := re.search(pattern, self.page.content()))), None)
            assert found, f"{self.page.url} has nothing like {pattern}"
            self.kept[name] = found[0]

    def do_picture(self, name: str) -> None:
        """Leave a picture for the document."""
        if self.on_picture:
            self.on_picture(self.page, name)

    # -- how a control is found and used

    def _named(self, name: str) -> Locator:
        for _ in self._patience():
            found = self._standing(name)
            if found is not None:
                return found
        raise AssertionError(f"{self.page.url}: nothing can be pressed that is called “{name}”")

    def _standing(self, name: str) -> Locator | None:
        for role in ROLES:
            found = self.page.get_by_role(role, name=_begins(name)).locator("visible=true")  # type: ignore[arg-type]
            if found.count():
                return found.first
        summary = self.page.locator("summary:visible", has_text=_begins(name))
        if summary.count():
            return summary.first
        # a row of a list begins with its state
        whole = self.page.get_by_role("link", name=name).locator("visible=true")
        return whole.first if whole.count() else None

    def _visible(self, found: Locator, name: str) -> Locator:
        found = found.locator("visible=true")
        for _ in self._patience():
            if found.count():
                return found.last if found.count() > 1 else found.first
        raise AssertionError(f"{self.page.url}: there is no field called “{name}”")

    def _patience(self) -> Iterator[None]:
        """As long as a person looks for something on a page that has just come: five seconds."""
        for _ in range(50):
            yield
            self.page.wait_for_timeout(100)

    def _key(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.presses += 1

    def _click(self, target: Locator) -> None:
        self.presses += 1
        box = target.bounding_box()
        if box and box["width"] <= 1:  # drawn by its label
            target.locator("xpath=ancestor::label | following-sibling::label").first.click()
        else:
            target.click()

    def _reach(self, target: Locator) -> None:
        """Tab until `target` has the focus, and look whether a person could see that it has."""
        wanted = target.element_handle()
        for _ in range(STOPS):
            if wanted.evaluate("element => element === document.activeElement"):
                break
            self._key("Tab")
        else:
            raise AssertionError(f"{self.page.url}: Tab never comes to {target}")
        seen = wanted.evaluate(SEEN)
        assert seen["ring"], f"{self.page.url}: the focus on {target} cannot be seen"
        assert not seen["isCovered"], f"{self.page.url}: the focus on {target} is covered"

    def _choose_in(self, target: Locator, option: str) -> None:
        if not self.by_keys:
            labels = target.evaluate("e => [...e.options].map(o => o.text.trim())")
            wanted = next((label for label in labels if option in label), None)
            assert wanted, f"{self.page.url}: no “{option}” among {labels[:30]}"
            target.evaluate("(e, label) => [...e.options].findIndex(o => o.text.trim() === label)", wanted)
            index = labels.index(wanted)
            target.select_option(index=index)
            return
        self._reach(target)
        self._key("Home")
        for _ in range(400):
            if option in target.evaluate("e => e.selectedOptions[0]?.text ?? ''"):
                return
            self._key("ArrowDown")
        raise AssertionError(f"{self.page.url}: the arrows never come to “{option}”")

    def _pick(self, option: str) -> None:
        radio = self.page.get_by_role("radio", name=_begins(option)).locator("visible=true").first
        assert radio.count(), f"{self.page.url}: there is no choice called “{option}”"
        if not self.by_keys:
            self._click(radio)
            return
        group = radio.evaluate("e => e.name")
        in_group = f"document.activeElement.name === {group!r} && document.activeElement.type === 'radio'"
        for _ in range(STOPS):
            if self.page.evaluate(in_group):
                break
            self._key("Tab")
        self._key("Space")
        for _ in range(60):
            if radio.is_checked():
                return
            self._key("ArrowDown")
        raise AssertionError(f"{self.page.url}: the arrows never come to “{option}”")

    def _asked(self, request: Any) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.leaving = True

    def _came(self, page: Page) -> None:
        self.leaving = False

    def _settle(self) -> None:
        """Wait until what a press began has ended: a new page, or the answer of a part of it."""
        self.page.wait_for_timeout(60)
        for _ in self._patience():
            if not self.leaving:
                break
        self.page.wait_for_load_state("load")
        for _ in range(100):
            if not self.page.locator(".htmx-request").count():
                break
            self.page.wait_for_timeout(50)


def _begins(name: str) -> re.Pattern[str]:
    """Names often end with a key or a count."""
    return re.compile(rf"^\s*{re.escape(name)}")
