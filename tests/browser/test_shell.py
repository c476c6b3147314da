"""What the shell's script does, and that nobody needs it."""

from collections.abc import Callable

import pytest

from tests.browser import gallery as pages
from tests.browser.stage import Stage

Make = Callable[..., Stage]
pytestmark = pytest.mark.django_db(transaction=True)
FOCUSED = "document.activeElement"


def test_keys_walk_search_and_rest_while_typing(gallery: str, stage: Make) -> None:
    page = stage().open("/gallery/console/").page
    page.keyboard.press("/")
    assert page.evaluate(f"{FOCUSED}.type") == "search"
    page.keyboard.type("jk?")
    assert page.evaluate(f"{FOCUSED}.value") == "jk?"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    second = page.evaluate(f"[...document.querySelectorAll('.row')].indexOf({FOCUSED})")
    page.keyboard.press("k")
    assert page.evaluate(f"[...document.querySelectorAll('.row')].indexOf({FOCUSED})") == second - 1


def test_help_lists_the_keys_that_work_and_gives_the_focus_back(gallery: str, stage: Make) -> None:
    one = stage().open("/gallery/console/")
    page = one.page
    page.focus('[data-opens="help"]')
    page.keyboard.press("?")
    assert page.is_visible("#help")
    assert "换单位" in page.inner_text("#help")
    one.axe()
    page.keyboard.press("Escape")
    assert not page.is_visible("#help")
    assert page.evaluate(f"{FOCUSED}.dataset.opens") == "help"


def test_keys_can_be_switched_off(gallery: str, stage: Make) -> None:
    page = stage(keys="off").open("/gallery/console/").page
    page.keyboard.press("?")
    page.keyboard.press("/")
    assert not page.is_visible("#help")
    assert page.evaluate(f"{FOCUSED}.tagName") == "BODY"


def test_the_first_stop_leads_past_the_navigation(gallery: str, stage: Make) -> None:
    page = stage().open("/gallery/console/").page
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUSED}.id") == "main"


def test_a_draft_outlives_a_reload_but_not_its_private_parts(gallery: str, stage: Make) -> None:
    one = stage().open("/gallery/console/")
    one.page.fill("[name=description]", "井盖松了")
    one.page.fill("[name=phone]", "0937 0000000")
    one.page.check("[name=why][value='2']")
    one.until("localStorage.getItem('draft:gallery')?.includes('why')")
    assert "0937" not in one.page.evaluate("JSON.stringify(localStorage)")
    one.open("/gallery/console/")
    assert one.page.input_value("[name=description]") == "井盖松了"
    assert one.page.is_checked("[name=why][value='2']")
    assert one.page.input_value("[name=phone]") == ""
    one.page.click("text=不要了")
    assert one.page.input_value("[name=description]") == ""
    assert one.page.evaluate("localStorage.getItem('draft:gallery')") is None


def test_the_newer_words_win_over_the_draft(gallery: str, stage: Make) -> None:
    """A refused form comes back with what was sent; an older draft must not cover it."""
    one = stage().open("/gallery/console/")
    one.page.fill("[name=description]", "旧的")
    one.until("localStorage.getItem('draft:gallery')")
    one.open("/gallery/console/?errors")
    assert one.page.input_value("[name=description]") == ""


def test_what_must_change_takes_the_focus_and_leads_to_its_field(gallery: str, stage: Make) -> None:
    page = stage().open("/gallery/public/?errors").page
    assert "errors" in page.evaluate(f"{FOCUSED}.className")
    page.click(".errors a >> nth=0")
    assert page.evaluate(f"{FOCUSED}.name") == "description"
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"


def test_a_toast_offers_to_undo(gallery: str, stage: Make) -> None:
    pages.UNDONE.clear()
    page = stage().open("/gallery/console/?toast").page
    assert page.is_visible(".toast >> text=已交办排水管理所")
    with page.expect_navigation():
        page.keyboard.press("z")
    assert pages.UNDONE == ["/gallery-undo/"]


def test_news_are_offered_and_move_nothing(gallery: str, stage: Make) -> None:
    page = stage().open("/gallery/console/").page
    before = page.inner_text(".rows")
    page.wait_for_selector("[data-poll-news]:not([hidden])")
    assert page.inner_text("[data-poll-news]") == "3 条新的"
    assert page.inner_text(".rows") == before


def test_a_place_is_picked_on_the_map_by_press_and_by_keyboard(gallery: str, stage: Make) -> None:
    page = stage().open("/gallery/console/").page
    page.wait_for_selector("[data-map-ready]")
    page.click(".map canvas", position={"x": 100, "y": 100})
    lon, lat = float(page.input_value("[name=lon]")), float(page.input_value("[name=lat]"))
    assert 97 < lon < 99
    assert 39 < lat < 42
    page.focus(".map canvas")
    page.keyboard.press("Enter")
    assert float(page.input_value("[name=lon]")) == pytest.approx(98, abs=0.05)


def test_wishes_work_without_scripts(gallery: str, stage: Make) -> None:
    page = stage(with_scripts=False).open("/gallery/public/").page
    page.click("text=长辈版")
    assert page.get_attribute("html", "data-elder") == "yes"
    page.click("header >> text=English")
    assert page.get_attribute("html", "lang") == "en"
    assert page.is_visible("text=Usual size")


def test_a_page_without_the_build_is_whole(gallery: str, stage: Make, settings: object, tmp_path: object) -> None:
    settings.WEB_MANIFEST = tmp_path / "none.json"
    page = stage().open("/gallery/public/").page
    assert page.is_visible("h1")
    assert page.is_visible("text=下一步")
