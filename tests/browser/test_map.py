"""The map in a browser: what is drawn is what is listed, and the clock moves both."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.browser.stage import Stage
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import small_loop

Make = Callable[..., Stage]
pytestmark = pytest.mark.django_db(transaction=True)
READY = "document.querySelector('[data-city-map]').dataset.mapReady === 'yes'"
LISTED = "document.querySelectorAll('#map-list [data-listed]').length"
DRAWN = (
    "[...document.querySelectorAll('.cluster b')].reduce((sum, one) => sum + Number(one.textContent), 0)"
    " + document.querySelectorAll('.pill').length"
)


def test_points_list_and_clock_agree(live: str, stage: Make) -> None:
    loop = small_loop()
    now = clock.now()
    with clock.set_to(now - timedelta(days=3)):
        loop.in_progress(at="1-1-1-1")
    with clock.set_to(now - timedelta(hours=2)):
        loop.in_progress(at="1-1-1-1")
        loop.in_progress(at="2-2-2-2")
    one = stage(user=loop.city.user("dispatch")).open("/console/map/")
    one.until(READY, seconds=20)
    assert one.page.evaluate(DRAWN) == one.page.evaluate(LISTED) == 3
    one.axe()
    # The clock: Home is the first moment of its span, then a day before today.
    one.page.locator("[data-scrub]").focus()
    one.page.keyboard.press("ArrowLeft")
    one.page.keyboard.press("ArrowLeft")
    one.until(f"({LISTED}) === 1 && ({DRAWN}) === 1", seconds=10)
    assert "at=" in one.page.url
    one.axe()
    one.page.keyboard.press("Home")
    one.until(f"({LISTED}) === 0 && ({DRAWN}) === 0", seconds=10)
    one.page.get_by_role("link", name="回到现在").click()
    one.until(f"({LISTED}) === 3", seconds=10)
    # An area picked by the keyboard, from the list.
    one.page.locator("[data-pick-link='1']").focus()
    one.page.keyboard.press("Enter")
    one.until(f"({LISTED}) === 2", seconds=10)
    assert "pick=1" in one.page.url
    assert not one.complaints


def test_without_scripts_the_outlines_and_the_list_stay(live: str, stage: Make) -> None:
    loop = small_loop()
    code = loop.in_progress(at="1-1-1-1").code
    one = stage(user=loop.city.user("dispatch"), with_scripts=False).open("/console/map/")
    assert one.page.locator(".still path").count() == 3
    assert one.page.locator(f"[data-listed='{code}']").is_visible()
    one.page.locator(".still a").first.click()
    assert "pick=1" in one.page.url
