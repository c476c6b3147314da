"""Every page of every role: no fault of accessibility, nothing wider than the screen, no complaint of the browser.

The list comes from the address configuration, so a new page is in it without a word here.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.browser.crawl import Visit, discover
from tests.browser.stage import Stage
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import Loop, small_loop

Make = Callable[..., Stage]
pytestmark = pytest.mark.django_db(transaction=True)

WALKERS = (
    "dispatch", "intake", "inspection", "assessment", "hotline", "leader", "auditor", "privacy", "administrator",
    "water", "petitions", "discipline", "room-1", "head-1", "head-1-1", "head-1-1-1",
    "full-1-1-1-1", "part-1-1-1-1", "officer-1-1",
)  # fmt: skip
# Two looks see both themes and both widths; the long tier sees every pair.
LOOKS = [(1440, "light"), (390, "dark")]
ALL_LOOKS = [*LOOKS, (1440, "dark"), (390, "light")]


def busy_loop() -> Loop:
    """The small loop with a case in each state."""
    loop = small_loop()
    loop.report()
    loop.accepted()
    loop.assigned()
    code = loop.in_progress().code
    until = (clock.now() + timedelta(days=2)).isoformat()
    loop.move(code, "pause", "water", cause="weather", until=until, answer="演示·大风，先停两天。")
    loop.in_progress(at="1-1-1-2")
    loop.handled()
    loop.closed()
    return loop


def walk(loop: Loop, stage: Make, looks: list[tuple[int, str]], *, without: str = "$^") -> list[str]:
    """Open every page in every look, but for paths like `without`; what is wrong, a line each."""
    users = {"": None, **{who: loop.city.user(who) for who in WALKERS}}
    visits = [visit for visit in discover(users) if not re.match(without, visit.path)]
    assert visits
    faults: list[str] = []
    for who in {visit.who: None for visit in visits}:
        for width, theme in looks:
            one = stage(user=users[who], width=width, theme=theme)
            for visit in (visit for visit in visits if visit.who == who):
                faults += [f"{visit} {width} {theme}: {fault}" for fault in faults_of(one, visit)]
            one.close()
    return faults


def faults_of(one: Stage, visit: Visit) -> list[str]:
    """What is wrong with one page as it stands, and after its form was sent empty."""
    one.open(visit.path)
    found = [*one.violations(), *(f"too wide: {part}" for part in one.too_wide())]
    if one.send_empty():
        one.keep(f"{visit.path}-errors")
        found += [f"with errors: {fault}" for fault in (*one.violations(), *one.too_wide())]
    return found


def test_pages_of_a_busy_city(live: str, stage: Make) -> None:
    faults = walk(busy_loop(), stage, LOOKS)
    assert not faults, "\n".join(faults)


def test_pages_of_an_empty_city(live: str, stage: Make) -> None:
    faults = walk(small_loop(), stage, LOOKS[:1], without="/accounts/|/console/(areas|units|staffing)/.")
    assert not faults, "\n".join(faults)


@pytest.mark.soak
def test_pages_in_every_look(live: str, stage: Make) -> None:
    faults = walk(busy_loop(), stage, ALL_LOOKS)
    assert not faults, "\n".join(faults)


STORIES = ("in_progress", "closed")


@pytest.mark.parametrize("wishes", [{}, {"elder": "yes"}, {"language": "en"}], ids=["usual", "elder", "english"])
def test_a_resident_follows_and_answers(live: str, stage: Make, wishes: dict[str, str]) -> None:
    """The page behind a report's own link, which no other page leads to, in each part of its life."""
    loop = small_loop()
    faults = []
    for story in STORIES:
        receipt = getattr(loop, story)(phone="0937 0000000", name="演示·甲某")
        for width in (390, 1440):
            one = stage(width=width, **wishes).open(f"/track/{receipt.code}/{receipt.secret}/")
            one.keep(f"track-{story}")
            faults += [f"{story} {width}: {fault}" for fault in (*one.violations(), *one.too_wide())]
            one.close()
    assert not faults, "\n".join(faults)


def test_a_draft_on_the_desk_follows_its_writer_to_another_device(live: str, stage: Make) -> None:
    loop = small_loop()
    code = loop.in_progress().code
    worker = loop.city.user("water")
    path = f"/console/cases/{code}/?do=note"
    here = stage(user=worker).open(path)
    here.page.fill("main form[data-draft] textarea", "已约好明天上午开挖。")
    with here.page.expect_response(lambda answer: answer.url.endswith("/console/draft/")):
        here.page.wait_for_timeout(700)
    there = stage(user=worker).open(path)
    assert there.page.input_value("main form[data-draft] textarea") == "已约好明天上午开挖。"
    stranger = stage(user=loop.city.user("dispatch")).open(path)
    assert stranger.page.input_value("main form[data-draft] textarea") == ""
    there.page.click("main form[data-draft] button[type=submit]")
    there.page.wait_for_load_state()
    assert there.page.evaluate("Object.keys(localStorage).length") == 0
    assert there.open(path).page.input_value("main form[data-draft] textarea") == ""
