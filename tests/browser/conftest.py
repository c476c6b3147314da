"""Browser tests: a real Chromium against a live server on this machine. Run by `make test-browser` (`-m browser`)."""

import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import chromium
from tests.browser.serving import Demonstration, serve_demonstration
from tests.browser.stage import FLAGS, Stage

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser; without one it is skipped, loudly."""
    is_there = bool(chromium.find())
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not is_there:
                item.add_marker(pytest.mark.skip(reason="BROWSER TESTS WERE NOT RUN: no Chromium was found"))
    if not is_there and any(HERE in item.path.parents for item in items):
        warnings.warn("BROWSER TESTS WERE NOT RUN: no Chromium (`make browser` installs one)", stacklevel=1)


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Any]:
    """One browser for the run."""
    # Playwright keeps an event loop in this thread, in which Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """A demonstration that was played for two days, and serves."""
    with serve_demonstration(tmp_path_factory.mktemp("demo"), days=2) as served:
        yield served


@pytest.fixture
def live(live_server: Any, settings: Any) -> str:
    """The address of the product, served from the test's database. A demonstration, so nobody needs a second factor."""
    settings.DEMO = True
    return str(live_server.url)


@pytest.fixture
def gallery(settings: Any, live: str) -> str:
    """The address of the product with the pages of `tests/browser/gallery` beside it."""
    settings.ROOT_URLCONF = "tests.browser.gallery"
    return live


@pytest.fixture
def stage(chromium_browser: Any, live: str) -> Iterator[Callable[..., Stage]]:
    """Makes stages: `stage(user=…, width=390, theme="dark")`. What the browser complains of fails the test."""
    made: list[Stage] = []

    def make(**given: Any) -> Stage:
        made.append(Stage(chromium_browser, live, **given))
        return made[-1]

    yield make
    complaints = [complaint for one in made for complaint in one.complaints]
    for one in made:
        one.close()
    assert not complaints, "\n".join(complaints)
