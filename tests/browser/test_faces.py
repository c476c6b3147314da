"""What only a browser can show: a place finds its twin, lists open behind "more", a form takes the keys."""

from collections.abc import Callable

import pytest

from tests.browser.stage import Stage
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.tests.factories import small_loop

Make = Callable[..., Stage]
pytestmark = pytest.mark.django_db(transaction=True)


def test_where_i_am_finds_the_same_matter_and_one_press_follows_it(live: str, stage: Make) -> None:
    loop = small_loop()
    code = loop.accepted().code
    lon, lat = loop.city.middle("1-1-1-1")
    one = stage(width=390)
    one.context.grant_permissions(["geolocation"], origin=live)
    one.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 8})
    one.open("/report/#where")
    one.page.get_by_role("button", name="用我现在的位置").click()
    one.page.get_by_role("button", name="是同一件，关注它").wait_for(timeout=10_000)
    one.keep("report-near")
    assert not one.too_wide()
    one.axe()
    one.page.get_by_role("button", name="是同一件，关注它").click()
    one.page.wait_for_url("**/report/sent/**")
    assert Case.objects.get(code=code).report_count == 2


def test_lists_behind_more_open_and_close_by_the_keyboard(live: str, stage: Make) -> None:
    loop = small_loop()
    one = stage(user=loop.city.user("dispatch")).open("/console/")
    closed = one.page.get_by_role("link", name="已办结")
    assert not closed.is_visible()
    one.page.locator(".tabs .more > summary").focus()
    one.page.keyboard.press("Enter")
    assert closed.is_visible()
    one.axe()
    one.page.keyboard.press("Escape")
    assert not closed.is_visible()


def test_the_form_of_a_verb_takes_the_keyboard_and_escape_leaves_it(live: str, stage: Make) -> None:
    loop = small_loop()
    code = loop.accepted().code
    one = stage(user=loop.city.user("dispatch")).open(f"/console/cases/{code}/?view=open")
    one.page.keyboard.press("a")
    one.page.wait_for_url("**do=assign**")
    # A unit is proposed, so one Enter is enough: the button has the keyboard.
    one.until("document.activeElement && document.activeElement.matches('#act button[type=submit]')")
    one.axe()
    one.page.keyboard.press("Escape")
    one.page.wait_for_url(f"**/cases/{code}/?view=open")
    assert one.page.locator("#act").count() == 0
