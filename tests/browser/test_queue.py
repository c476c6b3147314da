"""A dispatcher at the keyboard: triage, undo, many at once, what moves meanwhile, and nothing typed is lost."""

import sys
import time
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session

from tests.browser.stage import Stage
from vitalgrid.city.grids.tests.factories import make_post
from vitalgrid.loop.cases.models import Case, Step
from vitalgrid.loop.cases.tests.factories import Loop, small_loop

Make = Callable[..., Stage]
pytestmark = pytest.mark.django_db(transaction=True)


def tell(figure: str) -> None:
    """A figure for whoever reads the run (`-s`, or the report of a failure); never asserted: the machine is shared."""
    sys.stdout.write(f"\n{figure}\n")


class Keyboard:
    """Counts what is pressed."""

    def __init__(self, one: Stage) -> None:
        self.one, self.count = one, 0

    def press(self, *keys: str) -> None:
        """Press one after the other."""
        for key in keys:
            self.count += 1
            self.one.page.keyboard.press(key)

    def act(self, *keys: str) -> None:
        """Press keys of which the last one leads to another page."""
        with self.one.page.expect_navigation(wait_until="load"):
            self.press(*keys)


def desk_person(loop: Loop) -> object:
    """Somebody who holds the posts of intake and of dispatch at once."""
    user = loop.city.user("intake")
    make_post("centre_dispatch", loop.city.units["centre"], user=user)
    return user


def triage(stage: Make, cases: int) -> tuple[float, int]:
    """Accept and assign `cases` new cases by the keyboard alone; seconds and keys for all of them."""
    loop = small_loop()
    for n in range(cases):
        loop.report(category="0404", description=f"演示:第{n}件,水管漏水。")
    one = stage(user=desk_person(loop)).open("/console/?view=desk")
    hands = Keyboard(one)
    one.page.locator("a.row").first.click()
    one.page.wait_for_url("**/cases/**")
    began = time.monotonic()
    for n in range(cases):
        one.until("document.querySelector('#desk .button.primary[data-key]')")
        hands.act("a")
        hands.act("Enter")
        hands.act("a")
        hands.act("Enter")
        assert Case.objects.filter(state="assigned").count() == n + 1
    took = time.monotonic() - began
    assert one.page.url.endswith("/console/?view=desk")  # nothing is left to open
    assert Step.objects.filter(verb="assign").count() == cases
    return took, hands.count


def test_four_keys_a_case(live: str, stage: Make) -> None:
    took, keys = triage(stage, 4)
    tell(f"triage by keyboard: 4 cases, {keys} keys, {took / 4:.2f} s a case")
    assert keys <= 4 * 4


@pytest.mark.soak
def test_a_hundred_cases_in_one_go(live: str, stage: Make) -> None:
    took, keys = triage(stage, 100)
    tell(f"triage by keyboard: 100 cases, {keys} keys, {took:.0f} s, {took / 100:.2f} s a case")
    assert keys <= 4 * 100


def test_a_slip_is_taken_back_by_one_key(live: str, stage: Make) -> None:
    loop = small_loop()
    code, other = loop.accepted().code, loop.accepted().code
    one = stage(user=loop.city.user("dispatch")).open(f"/console/cases/{code}/?view=desk")
    hands = Keyboard(one)
    hands.act("d")
    hands.act("Enter")
    assert other in one.page.url and Case.objects.get(code=code).state == "assigned"
    assert one.page.is_visible(".toast [data-undo]")
    one.axe()
    hands.act("z")
    assert code in one.page.url and Case.objects.get(code=code).state == "triaged"
    assert "已撤销" in one.page.inner_text("#toasts")


def test_new_ones_wait_and_changed_ones_are_marked_where_they_stand(live: str, stage: Make) -> None:
    loop = small_loop()
    first, second = loop.report().code, loop.report().code
    one = stage(user=loop.city.user("dispatch")).open("/console/?view=open")
    one.page.keyboard.press("j")
    one.page.keyboard.press("j")
    held = one.page.evaluate("document.activeElement.closest('.line').dataset.code")
    assert held in (first, second)
    place = f"document.querySelector(`.line[data-code='{held}']`).getBoundingClientRect().top"
    was = one.page.evaluate(place)
    loop.move(held, "accept", "intake", category="0404", title="演示:题目改过了")
    new = loop.report(category="13", description="演示:渠堤决口,快来人。").code
    began = time.monotonic()
    one.until("!document.querySelector('[data-news]').hidden", seconds=8)
    one.until("document.querySelector('.line.moved')", seconds=8)
    tell(f"a change shows after {time.monotonic() - began:.1f} s")
    assert one.page.evaluate(place) == was
    assert "题目改过了" in one.page.inner_text(f".line[data-code='{held}']")
    assert one.page.evaluate("document.activeElement.closest('.line').dataset.code") == held
    assert one.page.inner_text("[data-news]") == "1 条新 ↑"
    one.axe()
    one.page.evaluate("document.querySelector('[data-news]').click()")  # not moving the focus
    one.until(f"document.querySelector(`.line.new[data-code='{new}']`)")
    assert one.page.evaluate("document.activeElement.closest('.line').dataset.code") == held
    assert one.page.is_hidden("[data-news]")


def test_who_has_it_open_is_seen_in_the_list_and_on_the_desk(live: str, stage: Make) -> None:
    loop = small_loop()
    code = loop.report().code
    name = loop.actor("dispatch").name
    with_it = stage(user=loop.city.user("dispatch")).open(f"/console/cases/{code}/?view=open")
    one = stage(user=loop.city.user("intake")).open("/console/?view=open")
    one.until("document.querySelector('[data-here]:not([hidden])')", seconds=8)
    assert name in one.page.get_attribute("[data-here]", "title")
    one.page.locator("a.row").first.click()
    one.until("document.querySelector('#desk [data-present]')", seconds=8)
    assert name in one.page.inner_text("#desk [data-present]")
    one.axe()
    with_it.open("/console/?view=open")
    one.until("!document.querySelector('#desk [data-present]')", seconds=8)


def test_many_are_done_by_the_keyboard_with_how_far_it_is(live: str, stage: Make) -> None:
    loop = small_loop()
    for _n in range(7):
        loop.accepted("0404")
    taken = loop.assigned("hygiene", "0301").code
    one = stage(user=loop.city.user("dispatch")).open("/console/?view=open")
    one.page.keyboard.press("j")
    one.page.keyboard.press("x")
    assert one.page.inner_text("[data-picked-count]") == "已选 1 件"
    one.page.locator("input.select").nth(4).click(modifiers=["Shift"])
    assert one.page.inner_text("[data-picked-count]") == "已选 5 件"
    one.page.click("[data-pick-all]")
    assert one.page.inner_text("[data-picked-count]") == "已选 8 件"
    one.axe()
    one.keep("queue-picked")
    with one.page.expect_navigation(wait_until="load"):
        one.page.keyboard.press("n")
    assert one.page.locator(".outcomes li").count() == 8
    one.page.fill("textarea[name=text]", "演示:一起记一笔。")
    one.page.click("#bulk button[type=submit]")
    one.until("document.querySelectorAll('[data-done]').length === 8", seconds=15)
    assert one.page.inner_text("[data-progress]") == "办成 8 件，未办成 0 件"
    assert Step.objects.filter(verb="note").count() == 8
    one.axe()
    one.open("/console/?view=open")
    one.page.click("[data-picks]")
    one.page.click("[data-pick-all]") if one.page.is_visible("[data-pick-all]") else one.page.locator(
        "input.select"
    ).first.click()
    one.page.click("[data-pick-all]")
    with one.page.expect_navigation(wait_until="load"):
        one.page.click("[data-picked] button[value=assign]")
    assert "待接收" in one.page.inner_text(".outcomes")  # what it cannot be done to stands there with the reason
    one.page.click("#bulk button[type=submit]")
    one.until("document.querySelectorAll('[data-done]').length === 7", seconds=15)
    assert Case.objects.exclude(code=taken).filter(state="assigned").count() == 7
    one.keep("queue-done")


def test_the_palette_goes_everywhere_and_keys_are_ones_own(live: str, stage: Make) -> None:
    loop = small_loop()
    code = loop.accepted().code
    one = stage(user=loop.city.user("dispatch")).open(f"/console/cases/{code}/?view=open")
    page = one.page
    page.keyboard.press("Control+k")
    one.until("document.activeElement.getAttribute('role') === 'combobox'")
    one.axe()
    one.keep("queue-palette")
    page.keyboard.type("交办")
    assert page.inner_text(".palette li >> nth=0") == "交办"
    page.keyboard.press("Escape")
    assert page.locator(".palette").count() == 0
    page.keyboard.press("Control+k")
    page.keyboard.type(code)
    with page.expect_response(f"**/cases/{code}/**"):
        page.keyboard.press("Enter")
    page.keyboard.press("Control+k")
    page.keyboard.type("垃圾")
    one.until("document.querySelectorAll('.palette li mark').length > 0")
    one.axe()
    one.keep("queue-palette-found")
    chosen = "document.querySelector('.palette [aria-selected=true]')"
    while code not in one.page.evaluate(f"{chosen}.textContent"):
        page.keyboard.press("ArrowDown")
    assert page.evaluate(f"{chosen}.id") == page.get_attribute(".palette input", "aria-activedescendant")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/console/cases/{code}/")
    page.keyboard.press("Control+k")
    page.keyboard.type("13800000000")
    one.until("document.querySelector('.palette li:last-child')?.textContent.includes('13800000000')")
    page.keyboard.press("ArrowUp")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    assert "/console/?" in page.url and "13800000000" not in page.url  # sought, and in no address
    page.keyboard.press("Control+k")
    page.keyboard.type("按键")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    assert page.url.endswith("/console/keys/")
    one.axe()
    page.fill("[name=d]", "q")
    page.click("main form >> nth=0 >> button >> nth=0")
    page.wait_for_load_state("load")
    one.open(f"/console/cases/{code}/?view=open")
    assert page.inner_text("#desk [data-key=d] kbd") == "Q"
    page.keyboard.press("d")
    page.wait_for_timeout(300)
    assert "do=" not in page.url
    page.focus("#q")  # dead in a text field
    page.keyboard.press("q")
    assert page.input_value("#q") == "q" and "do=" not in page.url
    page.keyboard.press("Escape")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("q")
    assert "do=assign" in page.url
    off = stage(user=loop.city.user("dispatch"), keys="off").open(f"/console/cases/{code}/?view=open")
    off.page.keyboard.press("q")
    off.page.wait_for_timeout(300)
    assert "do=" not in off.page.url


def test_a_case_is_laid_aside_by_two_keys(live: str, stage: Make) -> None:
    loop = small_loop()
    first = loop.accepted().code
    loop.accepted()
    one = stage(user=loop.city.user("dispatch")).open(f"/console/cases/{first}/?view=desk")
    one.page.keyboard.press("s")
    one.until("!document.getElementById('later').hidden")
    one.axe()
    with one.page.expect_navigation(wait_until="load"):
        one.page.keyboard.press("1")
    assert first not in one.page.url and one.page.locator(".line[data-code]").count() == 1
    with one.page.expect_navigation(wait_until="load"):
        one.page.keyboard.press("z")
    assert first in one.page.url


# -- nothing typed is lost

WORDS = "演示:已经约好明天上午八点开挖,请周边住户提前接水。"


def typing(stage: Make, loop: Loop, code: str, who: str, verb: str = "note") -> Stage:
    """Somebody in the middle of writing."""
    one = stage(user=loop.city.user(who)).open(f"/console/cases/{code}/?view=open&do={verb}")
    one.page.fill("#act textarea[name=text]", WORDS)
    return one


def test_the_slower_one_of_two_sees_both_and_keeps_the_words(live: str, stage: Make) -> None:
    loop = small_loop()
    code = loop.accepted().code
    one = typing(stage, loop, code, "dispatch", "assign")
    loop.move(code, "send_down", "intake", text="演示:镇上先看看。")
    one.page.click("#act button[type=submit]")
    one.page.wait_for_load_state("load")
    assert one.page.input_value("#act textarea[name=text]") == WORDS
    told = one.page.inner_text(".versions")
    assert loop.actor("intake").name in told and "镇上先看看" in told
    one.axe()
    one.keep("queue-conflict")
    one.page.click("#act button[type=submit]")
    one.page.wait_for_load_state("load")
    assert Case.objects.get(code=code).state == "assigned"
    assert Step.objects.get(case__code=code, verb="assign").text == WORDS


def test_a_reload_keeps_the_words(live: str, stage: Make) -> None:
    loop = small_loop()
    one = typing(stage, loop, loop.accepted().code, "dispatch")
    one.page.reload()  # before the half second in which a draft is written
    assert one.page.input_value("#act textarea[name=text]") == WORDS


def test_the_words_outlive_the_session(live: str, stage: Make) -> None:
    loop = small_loop()
    code = loop.accepted().code
    user = loop.city.user("dispatch")
    user.set_password("yanshi-yongde-kouling")
    user.save()
    one = typing(stage, loop, code, "dispatch")
    Session.objects.all().delete()
    page = one.page
    page.click("#act button[type=submit]")
    page.wait_for_load_state("load")
    page.click("main a.primary")
    page.wait_for_load_state("load")
    page.fill("[name=login]", user.username)
    page.fill("[name=password]", "yanshi-yongde-kouling")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    assert f"/cases/{code}/" in page.url and "do=note" in page.url
    assert page.input_value("#act textarea[name=text]") == WORDS
    assert not Step.objects.filter(verb="note").exists()
    page.click("#act button[type=submit]")
    page.wait_for_load_state("load")
    assert Step.objects.get(verb="note").text == WORDS


def test_a_colleague_at_the_same_machine_gets_nobodys_words(live: str, stage: Make) -> None:
    loop = small_loop()
    code = loop.accepted().code
    one = typing(stage, loop, code, "dispatch")
    one.until("Object.keys(localStorage).some(key => key.startsWith('draft:'))")
    kept = one.page.evaluate("JSON.stringify(localStorage)")
    other = stage(user=loop.city.user("intake")).open("/console/")
    other.page.evaluate(
        "kept => Object.entries(JSON.parse(kept)).forEach(([k, v]) => localStorage.setItem(k, v))", kept
    )
    other.open(f"/console/cases/{code}/?view=open&do=note")
    assert other.page.input_value("#act textarea[name=text]") == ""
