"""Long names, rare characters and words that cannot be broken: they stay whole, and push nothing off the screen."""

from collections.abc import Callable

import pytest

from tests.browser.crawl import discover
from tests.browser.stage import Stage
from vitalgrid.city.grids.models import Area, Unit
from vitalgrid.city.grids.queries import touch
from vitalgrid.loop.cases.tests.factories import Loop, small_loop

Make = Callable[..., Stage]
pytestmark = pytest.mark.django_db(transaction=True)

# 𠮷 and 𬍡 lie beyond the first plane; 䶮 is a given name that old registers print as a box; the dot joins names.
RARE = "演示·𠮷𬍡䶮·买买提艾力·吾斯曼江"
UNBROKEN = "YanshiWord" * 14
LONG_PLACE = "演示·玉泉镇新民村一组东侧居民点至水渠交汇处北侧第三排平房小区物业服务中心门前广场西南角便民服务站"
WALKERS = ("dispatch", "inspection", "water", "room-1", "head-1-1", "full-1-1-1-1", "administrator")


def hard_loop() -> Loop:
    """The small loop with the longest names that its columns take, and cases told in hard words."""
    loop = small_loop()
    Area.objects.filter(code__startswith="1-1-1").update(name=LONG_PLACE[:50])
    Unit.objects.filter(code="water").update(name=f"{LONG_PLACE[:40]}养护所")
    touch()
    for code in (loop.report, loop.assigned, loop.in_progress, loop.handled, loop.closed):
        code(description=f"{RARE}反映：{UNBROKEN}，{LONG_PLACE}。", address=LONG_PLACE, name=RARE, phone="0937 0000000")
    return loop


@pytest.mark.parametrize(
    ("language", "width"), [("zh-hans", 390), ("en", 390), pytest.param("en", 1440, marks=pytest.mark.soak)]
)
def test_nothing_is_pushed_off_the_screen(live: str, stage: Make, language: str, width: int) -> None:
    """A page that must be scrolled sideways on a phone hides its buttons from whoever holds it in one hand."""
    loop = hard_loop()
    users = {"": None, **{who: loop.city.user(who) for who in WALKERS}}
    faults: list[str] = []
    by_person: dict[str, Stage] = {}
    for visit in discover(users):
        one = by_person.get(visit.who) or stage(user=users[visit.who], width=width, language=language)
        by_person[visit.who] = one
        one.open(visit.path)
        one.keep(f"hard{visit.path}")
        faults += [f"{visit} {language} {width}: {part}" for part in one.too_wide()]
    assert not faults, "\n".join(faults)


def test_rare_characters_come_back_as_they_were_told(live: str, stage: Make) -> None:
    """A register that cannot hold a person's name sends them from office to office."""
    loop = small_loop()
    told = f"{RARE}反映：巷口第三盏灯不亮。"
    receipt = loop.report(description=told)
    shown = stage(user=loop.city.user("intake")).open(f"/console/cases/{receipt.code}/?view=all")
    assert told in shown.page.inner_text("main")
    found = shown.open("/console/?q=𠮷𬍡&view=all")
    assert receipt.code in found.page.content()
    followed = stage(width=390).open(f"/track/{receipt.code}/{receipt.secret}/")
    assert told in followed.page.inner_text("main")
