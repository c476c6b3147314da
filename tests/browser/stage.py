"""One visitor in the browser: signed in or not, on a screen of some width, with what the browser complains about."""

import os
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
BACKEND = "vitalgrid.foundation.accounts.backends.SignInBackend"
HEIGHTS = {390: 844, 1440: 900}
# axe's rules for WCAG 2.2 AA and its good habits.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def session_of(user: Any) -> str:
    """The key of a new session of `user`, made past every form."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class Stage:
    """A browser context with one page. `complaints` collects console errors, page errors and failed requests."""

    def __init__(
        self, browser: Any, address: str, *, user: Any = None, width: int = 1440, theme: str = "light",
        language: str = "zh-hans", with_scripts: bool = True, **wishes: str,
    ) -> None:  # fmt: skip
        self.address, self.width = address, width
        self.dress = [theme, "" if language == "zh-hans" else language, *wishes.values()]
        self.complaints: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=with_scripts,
            has_touch=width < 500,
            reduced_motion="reduce",
        )
        cookies = {"theme": theme, settings.LANGUAGE_COOKIE_NAME: language, **wishes}
        if user is not None:
            cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
        self.context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", self._request)

    def _console(self, message: Any) -> None:
        # Chromium writes a line for every answer of 4xx; what a page may answer is asserted by the test itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _failed(self, request: Any) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"{self.page.url}: {request.url} {request.failure}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"{self.page.url}: asked another host: {request.url}")

    def open(self, path: str, *, status: int = 200) -> "Stage":
        """Go to `path` of the product and expect `status`."""
        answer = self.page.goto(f"{self.address}{path}", wait_until="load")
        assert answer.status == status, f"{path} answered {answer.status}"
        self.keep(path)
        return self

    def keep(self, name: str) -> None:
        """Leave a picture of the page in the folder VITALGRID_LOOK, when it is set: for eyes."""
        folder = os.environ.get("VITALGRID_LOOK")
        if folder:
            dress = "-".join(filter(None, [str(self.width), *self.dress]))
            name = re.sub(r"[^\w=]+", "_", name).strip("_") or "home"
            Path(folder).mkdir(parents=True, exist_ok=True)
            # As tall as the page, so that what is fixed at the bottom is not drawn across its middle.
            tall = int(self.page.evaluate("document.documentElement.scrollHeight"))
            self.page.set_viewport_size({"width": self.width, "height": max(tall, HEIGHTS.get(self.width, 900))})
            self.page.screenshot(path=Path(folder) / f"{name}-{dress}.png")
            self.page.set_viewport_size({"width": self.width, "height": HEIGHTS.get(self.width, 900)})

    def send_empty(self) -> bool:
        """Send the page's first form that asks for something, emptied; whether there was one. For its errors' look."""
        is_there = self.page.evaluate(
            """() => {
                const forms = [...document.querySelectorAll("main form[method=post]")]
                const form = forms.find(form => form.querySelector("[required]"))
                if (!form) return false
                for (const control of form.querySelectorAll("[required]")) {
                    if (control.type === "radio" || control.type === "checkbox") control.checked = false
                    else control.value = ""
                }
                form.noValidate = true
                return true
            }"""
        )
        if is_there:
            with self.page.expect_navigation(wait_until="load"):
                self.page.evaluate(
                    """() => [...document.querySelectorAll("main form[method=post]")]
                        .find(form => form.querySelector("[required]")).submit()"""
                )
        return bool(is_there)

    def until(self, expression: str, *, seconds: float = 5) -> None:
        """Wait until the expression is true in the page (Playwright's own way needs eval, which the policy refuses)."""
        for _ in range(int(seconds * 20)):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never came true: {expression}")

    def axe(self, *, without: tuple[str, ...] = ()) -> None:
        """Expect no violation of the accessibility rules in the page as it stands now."""
        found = self.violations(without=without)
        assert not found, "\n".join(found)

    def violations(self, *, without: tuple[str, ...] = ()) -> list[str]:
        """What axe finds, a line each: rule, help, and up to five places."""
        options = {"runOnly": TAGS, "rules": {rule: {"enabled": False} for rule in without}}
        results = Axe().run(self.page, options=options).response
        return [
            f"{self.page.url} {rule['id']}: {rule['help']} "
            + " | ".join(
                f"{' '.join(map(str, node['target']))} {node['any'][0]['message'] if node['any'] else ''}"
                for node in rule["nodes"][:5]
            )
            for rule in results["violations"]
        ]

    def too_wide(self) -> list[str]:
        """What sticks out when the page is wider than its window; empty when nothing has to be scrolled sideways."""
        found: list[str] = self.page.evaluate(
            """() => {
                const root = document.documentElement
                if (root.scrollWidth <= root.clientWidth) return []
                return ["the page"].concat([...document.querySelectorAll("body *")]
                    .filter(element => element.getBoundingClientRect().right > root.clientWidth + 0.5)
                    .map(element => element.outerHTML.slice(0, 90)))
            }"""
        )
        return found

    def close(self) -> None:
        """End the context."""
        self.context.close()
