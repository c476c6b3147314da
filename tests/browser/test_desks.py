"""The desks of those who act, each from signing in to done, on one served city."""

import re
from collections.abc import Callable

import pytest

from tests.browser.stage import Stage
from vitalgrid.loop.cases.actions.replies import write_reply
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.tests.factories import Loop, small_loop

pytestmark = pytest.mark.django_db(transaction=True)
Stages = Callable[..., Stage]


def _state(code: str) -> str:
    return Case.objects.get(code=code).state


def _open(stage: Stage, code: str) -> None:
    """From where this person lands to the case, by the list."""
    stage.open("/console/").page.locator(f'a[href*="/cases/{code}/"]').first.click()
    stage.until(f"document.querySelector('#desk .code')?.textContent.includes('{code}')")


def _do(stage: Stage, label: str, **answers: str) -> None:
    """Press the verb and send its form."""
    page = stage.page
    page.get_by_role("link", name=re.compile(f"^{label}")).first.click()
    form = page.locator("#act form").last
    form.wait_for()
    for name, value in answers.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        elif field.evaluate("field => field.type") == "radio":
            form.locator(f"[name={name}][value='{value}']").check()
        else:
            field.fill(value)
    with page.expect_navigation(wait_until="load"):
        form.locator("button.primary[type=submit]").click()


def _disputed(loop: Loop) -> str:
    code = loop.assigned(unit="water").code
    given = {"ground": "not_our_duty", "text": "演示：不归我们管。"}
    loop.move(code, "return", "water", unit="hygiene", **given)
    loop.move(code, "assign", "dispatch", unit="hygiene")
    loop.move(code, "return", "hygiene", unit="water", **given)
    return code


def test_unit_room_head_verifier_ruling_and_leader(stage: Stages) -> None:
    loop = small_loop()
    write_reply(
        by=loop.actor("dispatch"), given={"verb": "handle", "name": "演示·修好了", "text": "演示：{code}修好了。"}
    )
    given, handled, disputed = loop.assigned().code, loop.handled().code, _disputed(loop)
    local = loop.report(by=loop.actor("full-1-1-1-1"), source="worker", description="演示：渠边堆了草。").code

    unit = stage(user=loop.city.user("water"))
    _open(unit, given)
    _do(unit, "接收")
    _open(unit, given)
    unit.page.get_by_role("link", name=re.compile("^办结上报")).first.click()
    unit.page.locator("details.replies summary").click()
    unit.page.get_by_role("link", name="演示·修好了").click()
    assert unit.page.locator("#id_answer").input_value() == f"演示：{given}修好了。"
    unit.page.locator("#act [name=outcome]").first.select_option("done")
    assert "反映人会看到" in unit.page.locator("#act button.primary").inner_text()
    with unit.page.expect_navigation(wait_until="load"):
        unit.page.locator("#act button.primary").click()
    assert _state(given) == "handled"

    room = stage(user=loop.city.user("room-1"))
    _open(room, local)
    _do(room, "受理", category="0301")
    _do(room, "交办", unit="station-1")
    assert _state(local) == "assigned"
    assert "station-1" in room.open("/console/").page.locator("#home-stations + div").inner_text()

    head = stage(user=loop.city.user("head-1-1"))
    _open(head, local)
    _do(head, "督办", text="演示：天黑前清完。")
    assert Case.objects.get(code=local).press_count == 1

    verifier = stage(user=loop.city.user("inspection"))
    assert "已处置，等您核查" in verifier.open("/console/").page.inner_text("#main")
    _open(verifier, handled)
    assert "演示:已修好。" in verifier.page.locator("section.decide").inner_text()
    _do(verifier, "核查通过")
    assert _state(handled) == "verified"

    ruling = stage(user=loop.city.user("dispatch"))
    _open(ruling, disputed)
    assert ruling.page.locator("section.decide article").count() == 4
    ruling.page.locator("#act textarea").fill("演示：按清单归供水。")
    with ruling.page.expect_navigation(wait_until="load"):
        ruling.page.locator("#act button.primary").click()
    assert (_state(disputed), Case.objects.get(code=disputed).lead_unit.code) == ("assigned", "water")

    leader = stage(user=loop.city.user("leader"))
    leader.open("/console/")
    assert leader.page.locator("main textarea, main #main input").count() == 0
    leader.page.locator("a[href*='/overview/reports_received/']").first.click()
    leader.page.locator("#main a.row").first.click()
    leader.page.wait_for_load_state("load")
    assert leader.page.locator("#act").count() == 0


def test_a_strip_says_who_was_faster_and_typed_words_stay(stage: Stages) -> None:
    loop = small_loop()
    code = loop.in_progress().code
    desk = stage(user=loop.city.user("dispatch"))
    page = desk.open(f"/console/cases/{code}/?do=note").page
    page.locator("#act textarea").fill("演示：我正写到一半")
    page.wait_for_timeout(700)  # a draft is kept half a second after the last key
    loop.move(code, "progress", "water", answer="演示：换好了一半。")
    desk.until("!document.querySelector('.moved').hidden", seconds=8)
    assert loop.actor("water").name in page.locator(".moved").inner_text()
    assert page.locator("#act textarea").input_value() == "演示：我正写到一半"
    desk.axe()
    with page.expect_navigation(wait_until="load"):
        page.locator(".moved a").click()
    assert page.locator("#act textarea").input_value() == "演示：我正写到一半"
    assert "演示：换好了一半。" in page.locator("#story").inner_text()
