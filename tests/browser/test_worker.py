"""A grid worker with a phone in one hand: report, handle on the spot, check, each with a photo; follow to the end."""

from collections.abc import Callable

import pytest

from tests.browser.stage import Stage
from tests.browser.test_residents import photo, standing_at
from vitalgrid.loop.cases.models import Attachment, Case
from vitalgrid.loop.cases.tests.factories import small_loop
from vitalgrid.loop.tasks.models import Task

Make = Callable[..., Stage]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_report_is_filed_and_handled_on_the_spot(live: str, stage: Make) -> None:
    loop = small_loop()
    one = stage(user=loop.city.user("full-1-1-1-1"), width=390)
    standing_at(one, loop, "1-1-1-1", accuracy=60)
    page = one.open("/field/report/").page
    page.set_input_files("input[type=file]", [photo()])
    page.get_by_role("button", name="用我现在的位置").click()
    page.get_by_role("button", name="60 米").click()  # it goes on measuring; a second press takes what there is
    page.get_by_text("误差 60 米").first.wait_for()
    page.get_by_label("什么事").fill("演示：井盖松了，供水的井。")
    page.get_by_text("系统建议").wait_for()
    one.keep("field-report-filled")
    one.axe()
    assert not one.too_wide()
    page.get_by_role("button", name="发送").click()
    page.wait_for_url("**/field/cases/**")
    one.keep("field-case")
    page.locator(".toast", has_text="已收到").wait_for()
    toast, thumb = page.locator(".toast").bounding_box(), page.locator(".thumb").bounding_box()
    assert toast and thumb and toast["y"] + toast["height"] <= thumb["y"], "what is said covers the button at the thumb"
    page.get_by_role("link", name="我当场处置").click()
    page.set_input_files("input[type=file]", [photo()])
    page.locator("textarea").first.fill("演示：已压紧。")
    one.axe()
    page.get_by_role("button", name="完成").click()
    page.get_by_text("待核查").first.wait_for()
    one.axe()
    one.open("/field/report/").page.wait_for_timeout(300)
    assert page.locator(".photos.chosen").count() == 0, "what was sent comes back in no other report"
    case = Case.objects.get()
    assert (case.state, case.category.code, case.area.code) == ("handled", "0404", "1-1-1-1")
    assert sorted(Attachment.objects.values_list("kind", flat=True)) == ["after", "before"]


def test_a_check_with_a_photo_and_what_became_of_it(live: str, stage: Make) -> None:
    loop = small_loop()
    code = loop.handled(at="1-1-1-1").code
    loop.move(code, "ask_check", "inspection")
    one = stage(user=loop.city.user("full-1-1-1-1"), width=390)
    page = one.open("/field/").page
    one.axe()
    page.locator(f"a[href$='/tasks/{Task.objects.get().pk}/']").click()
    page.set_input_files("input[type=file]", [photo()])
    page.get_by_label("合格", exact=True).check()
    one.axe()
    assert not one.too_wide()
    one.keep("field-check")
    page.get_by_role("button", name="完成").click()
    page.wait_for_url("**/field/tasks/")
    assert Case.objects.get(code=code).state == "verified"
    page.goto(f"{live}/field/cases/{code}/")
    page.get_by_text("答复您").first.wait_for()
    one.axe()
