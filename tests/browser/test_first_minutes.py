"""The README's first five minutes, with the words that the README names, in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.stage import Stage
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.cases.tests.factories import small_loop

README = Path(__file__).resolve().parents[2] / "README.md"
pytestmark = pytest.mark.django_db(transaction=True)


def _press(stage: Stage, code: str, label: str, **answers: str) -> None:
    """Open the case, press the verb, fill its form in and send it."""
    page = stage.open(f"/console/cases/{code}/").page
    page.get_by_role("link", name=re.compile(f"^{label}")).click()
    form = page.locator("#act form").last
    for name, value in answers.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.get_by_role("button", name=label).click()
    page.wait_for_load_state("load")


def test_one_matter_from_a_residents_phone_to_the_answer(stage: Callable[..., Stage]) -> None:
    """Whoever tries the product follows the README; a renamed button ends the visit at its second step."""
    loop = small_loop()
    words = README.read_text(encoding="utf-8")
    for label in ("下一步", "发送", "受理", "交办", "接收", "办结上报", "核查通过", "结案"):
        assert f"**{label}**" in words, label

    resident = stage(width=390).open("/")
    resident.page.locator("textarea").first.fill("演示：西门垃圾桶满了三天。")
    resident.page.get_by_role("button", name="下一步").click()
    resident.page.get_by_role("button", name="发送").click()
    resident.page.wait_for_load_state("load")
    link = re.search(r"/track/\d{6}-\d{7}/\w+/", resident.page.inner_text("main"))
    assert link, "the reporter is given a link"
    code = link.group().split("/")[2]

    desks = {name: stage(user=loop.city.user(name)) for name in ("intake", "dispatch", "hygiene", "inspection")}
    assert code in desks["intake"].open("/console/").page.content()
    _press(desks["intake"], code, "受理", category="0301")
    _press(desks["dispatch"], code, "交办", unit="hygiene")
    _press(desks["hygiene"], code, "接收")
    _press(desks["hygiene"], code, "办结上报", outcome="done", answer="演示：已清运。")
    _press(desks["inspection"], code, "核查通过")
    _press(desks["inspection"], code, "结案", outcome="done", answer="演示：已清运，谢谢您。")
    assert Case.objects.get(code=code).state == "closed"

    told = resident.open(link.group()).page.inner_text("main")
    assert "演示：已清运，谢谢您。" in told
    assert loop.city.units["hygiene"].name in told
