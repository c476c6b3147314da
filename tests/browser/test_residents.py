"""A resident with a phone of 360 px: home to sent in three taps, with a script and without; follow, rate, reopen; a
place leads to its people; large letters."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from tests.browser.stage import Stage
from vitalgrid.loop.cases.models import Answer, Attachment, Case
from vitalgrid.loop.cases.tests.factories import Loop, small_loop

Make = Callable[..., Stage]
pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "演示：西门垃圾堆了三天，风一吹到处都是。"
SMALL = 360


def photo() -> dict[str, Any]:
    target = io.BytesIO()
    Image.new("RGB", (64, 48), "#27566b").save(target, "JPEG")
    return {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": target.getvalue()}


def standing_at(one: Stage, loop: Loop, where: str, accuracy: int = 8) -> None:
    lon, lat = loop.city.middle(where)
    one.context.grant_permissions(["geolocation"], origin=one.address)
    one.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": accuracy})


class Taps:
    """Presses buttons and counts."""

    def __init__(self, one: Stage) -> None:
        self.page, self.count = one.page, 0

    def __call__(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()
        self.count += 1


def test_home_to_sent_in_three_taps_and_words(live: str, stage: Make) -> None:
    loop = small_loop()
    one = stage(width=SMALL)
    standing_at(one, loop, "1-1-1-1")
    tap = Taps(one.open("/"))
    one.page.locator("textarea").fill(WORDS)
    tap("下一步")
    one.page.locator(".said", has_text="垃圾乱堆").wait_for()
    tap("用我现在的位置")
    one.page.get_by_text("误差 8 米").first.wait_for()
    one.keep("report-where")
    one.axe()
    assert not one.too_wide()
    tap("发送")
    one.page.wait_for_url("**/report/sent/**")
    assert tap.count == 3
    case = Case.objects.get()
    assert (case.area.code, case.category.code) == ("1-1-1-1", "0301")
    assert one.page.get_by_role("img", name="二维码").is_visible()
    one.page.get_by_role("button", name="复制链接").wait_for()
    with one.page.expect_download() as saved:
        one.page.get_by_role("link", name="存成图片").click()
    assert saved.value.suggested_filename == f"{case.code}.png"
    one.axe()
    assert not one.too_wide()
    assert one.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length") == 0


def test_the_same_without_any_script(live: str, stage: Make) -> None:
    small_loop()
    one = stage(width=SMALL, with_scripts=False)
    tap = Taps(one.open("/"))
    one.page.locator("textarea").fill(WORDS)
    one.page.locator("summary", has_text="加照片").click()
    one.page.set_input_files("input[type=file]", [photo()])
    tap("下一步")
    one.page.get_by_label("乡镇或街道").select_option("1")
    tap("列出下面的村和组")
    one.page.get_by_label("村或社区").select_option("1-1")
    one.page.get_by_label("电话").fill("call me")
    tap("发送")
    assert "#id_phone" in str(one.page.locator(".errors a").first.get_attribute("href"))
    one.page.get_by_label("电话").fill("0937 0000000")
    tap("发送")
    assert "收到了" in one.page.inner_text("h1")
    assert Case.objects.get().area.code == "1-1"
    assert Attachment.objects.count() == 1


def test_words_place_and_photos_survive_a_dead_battery_and_the_way_back(live: str, stage: Make) -> None:
    small_loop()
    one = stage(width=SMALL)
    page = one.open("/report/").page
    page.locator("textarea").fill(WORDS)
    page.set_input_files("input[type=file]", [photo()])
    page.get_by_role("button", name="去掉照片 1").wait_for()
    page.get_by_role("button", name="下一步").click()
    page.locator(".said", has_text="照片 1 张").wait_for()
    page.get_by_label("乡镇或街道").select_option("1")
    page.get_by_label("村或社区").select_option("1-1")
    page.wait_for_timeout(700)  # a field is kept half a second after the last sign
    page.go_back()
    assert page.locator("#what-title").is_visible() and page.locator("textarea").input_value() == WORDS
    page.close()
    later = one.context.new_page()
    later.goto(f"{live}/report/")
    later.get_by_role("button", name="去掉照片 1").wait_for()
    assert later.locator("textarea").input_value() == WORDS
    later.get_by_role("button", name="下一步").click()
    later.get_by_role("combobox", name="村或社区").wait_for()
    later.wait_for_timeout(300)
    assert later.get_by_label("村或社区").input_value() == "1-1"
    later.get_by_role("button", name="发送").click()
    later.wait_for_url("**/report/sent/**")
    assert (Attachment.objects.count(), Case.objects.get().area.code) == (1, "1-1")


def test_back_after_sending_shows_an_empty_form(live: str, stage: Make) -> None:
    """A browser that puts the words back, and a tick at a wrong kind, makes a second report of one matter."""
    small_loop()
    page = stage(width=SMALL).open("/").page
    page.locator("textarea").fill(WORDS)
    page.get_by_role("button", name="下一步").click()
    page.locator("#where-title").wait_for()
    page.get_by_role("button", name="发送").click()
    page.wait_for_url("**/report/sent/**")
    page.go_back()
    page.locator("#what-title").wait_for()
    page.wait_for_load_state()
    assert page.locator("textarea").input_value() == ""
    assert page.locator("[name=category]:checked").input_value() == ""


def test_follow_rate_and_reopen(live: str, stage: Make) -> None:
    loop = small_loop()
    receipt, other = loop.closed(), loop.closed()
    one = stage(width=SMALL).open(f"/track/{receipt.code}/{receipt.secret}/")
    one.page.get_by_role("button", name="解决了", exact=True).click()
    one.page.get_by_role("button", name="满意", exact=True).click()
    one.page.get_by_text("谢谢您的评价").wait_for()
    answer = Answer.objects.get()
    assert (answer.is_solved, answer.satisfied) == (True, "yes")
    one.open(f"/track/{other.code}/{other.secret}/")
    one.axe()
    one.page.get_by_role("button", name="没有，重新办").click()
    one.page.get_by_text("走到哪一步").wait_for()
    assert Case.objects.get(code=other.code).is_open
    one.axe()
    assert not one.too_wide()


def test_my_place_leads_to_the_people_who_answer_for_it(live: str, stage: Make) -> None:
    loop = small_loop()
    one = stage(width=SMALL)
    standing_at(one, loop, "2-2-1-1")
    one.open("/chart/").page.get_by_role("button", name="用我现在的位置").click()
    one.page.get_by_role("heading", name="这个地方归他们管").wait_for()
    one.keep("chart-here")
    one.axe()
    assert not one.too_wide()
    assert loop.city.user("full-2-2-1-1").display_name in one.page.inner_text("main")


SPEECH = """
    window.spoken = [];
    const voices = [{lang: "zh-CN", name: "invented"}];
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
    Object.defineProperty(window, "speechSynthesis", {value: {
        getVoices: () => window.noVoice ? [] : voices, addEventListener: () => {}, cancel: () => {},
        speak: words => { window.spoken.push(words.text); setTimeout(() => words.onend(), 5) },
    }});
"""


def test_a_page_is_read_aloud_where_there_is_a_voice_and_the_button_is_absent_where_not(live: str, stage: Make) -> None:
    small_loop()
    one = stage(width=SMALL, elder="yes")
    one.context.add_init_script(SPEECH)
    one.open("/").page.get_by_role("button", name="读给我听").click()
    one.until("window.spoken.some(text => text.includes('谁是我的网格员'))")
    assert one.page.evaluate("window.spoken[0]") == "您要反映什么？"
    mute = stage(width=SMALL)
    mute.context.add_init_script("window.noVoice = true;" + SPEECH)
    assert not mute.open("/").page.get_by_role("button", name="读给我听").is_visible()


# Each wish is seen once; the long tier sees every pair of wish and width.
LOOKS = [(SMALL, {"elder": "yes", "letters": "largest"}), (1440, {"contrast": "more", "language": "en"})]
ALL_LOOKS = [(width, wish) for _w, wish in LOOKS for width in (SMALL, 390, 768, 1440, 2560)]
PAGES = (
    "/",
    "/report/",
    "/report/?category=03#where",
    "/report/?category=04#who",
    "/chart/1-1/",
    "/results/",
    "/track/",
)


def faults_as(one: Stage, wishes: dict[str, str]) -> list[str]:
    faults = []
    for path in PAGES:
        one.open(path)
        faults += [f"{one.width} {path}: {fault}" for fault in (*one.violations(), *one.too_wide())]
    if "elder" in wishes:
        faults += small_targets(one, letters=30)
        one.page.get_by_role("button", name="字小一点").click()
        faults += small_targets(one, letters=18)
    return faults


@pytest.mark.parametrize(("width", "wishes"), LOOKS, ids=["elder", "contrast-english"])
def test_pages_as_people_wish_them(live: str, stage: Make, width: int, wishes: dict[str, str]) -> None:
    small_loop()
    faults = faults_as(stage(width=width, **wishes), wishes)
    assert not faults, "\n".join(faults)


@pytest.mark.soak
@pytest.mark.parametrize(("width", "wishes"), ALL_LOOKS)
def test_pages_in_every_width_as_people_wish_them(live: str, stage: Make, width: int, wishes: dict[str, str]) -> None:
    small_loop()
    faults = faults_as(stage(width=width, **wishes), wishes)
    assert not faults, "\n".join(faults)


def small_targets(one: Stage, *, letters: int) -> list[str]:
    """What is lower than 60 px on the first page with large letters, and its text of a line below `letters` px."""
    one.open("/")
    text = one.page.evaluate("parseFloat(getComputedStyle(document.querySelector('main label')).fontSize)")
    assert text >= letters
    found: list[str] = one.page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, textarea, summary, label.choice")]
            .filter(one => one.offsetParent && !one.closest(".hidden-text, .skip, noscript, .dressed"))
            .filter(one => one.getBoundingClientRect().height < 59.5).map(one => "low: " + one.outerHTML.slice(0, 90))
            .concat([...document.querySelectorAll("main *")].filter(one => one.offsetParent
                && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
                && parseFloat(getComputedStyle(one).fontSize) < 18)
                .map(one => "small: " + one.outerHTML.slice(0, 90)))"""
    )
    return found
