"""Every id and address shown to one person, tried by another: nothing is given away, not even that it is there."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as django_settings

from tests.hostile.sweep import NOTHING, Seen, crawl, get, places, shape, starts
from tests.matrix.policy import SEEN
from tests.matrix.routes import ANONYMOUS, KEY, PEOPLE, Stage
from vitalgrid.city.grids.models import Handover, Post
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.files.marks import mark_of
from vitalgrid.foundation.files.tests.factories import camera_photo
from vitalgrid.foundation.outbox.models import Notice
from vitalgrid.loop.cases.models import Case
from vitalgrid.loop.tasks.models import Task

in_every_run = pytest.mark.skipif(
    "postgres" in django_settings.DATABASES["default"]["ENGINE"],
    reason="who may what does not hang on the database: SQLite in every run, both in `make soak`",
)
# What only one case says. Whoever reads it has seen that case, wherever they read it.
CANARIES = {"near": "演示·鹊桥井盖", "far": "演示·雁塔废料", "local": "演示·鹿苑落石", "integrity": "演示·鹤亭吃请"}
SHOWN_TO = ("intake", "administrator", "discipline", "full-1-1-1-1")  # in every run; everybody in soak
TRIED_BY = (ANONYMOUS, KEY, "hygiene", "room-2", "part-1-1-1-1")
CITYWIDE = {"intake", "dispatch", "inspection", "assessment", "leader", "hotline", "auditor", "privacy"}
SHORT, LONG = 30, 2500  # pages of one person
ID_SAMPLE = 4  # ids of a kind in every run; all of them in soak


@dataclass
class Swept:
    """The world with canaries in its cases, and what each person was shown of it."""

    stage: Stage
    codes: dict[str, str]
    shown: dict[str, Seen]


def _marked(stage: Stage) -> dict[str, str]:
    loop, by = stage.world.loop, stage.world.loop.actor("intake")
    photo = mark_of(store_photo(by=by, data=camera_photo(), name="a.jpg").sha256)
    common = {"photos": (photo,), "name": "演示·鸥汀", "phone": "13900007788"}
    codes = {
        "near": loop.in_progress(at="1-1-1-1", description=CANARIES["near"], **common).code,
        "far": loop.assigned("hygiene", "0301", at="2-1-1-1", description=CANARIES["far"], **common).code,
        "local": loop.report(
            category="0301", by=loop.actor("full-1-1-1-1"), source="worker", description=CANARIES["local"], **common
        ).code,
        "integrity": loop.report(category="14", at="1-1-1-1", description=CANARIES["integrity"], **common).code,
    }
    loop.move(codes["near"], "note", "water", text=CANARIES["near"])
    return codes


def _swept(stage: Stage, people: tuple[str, ...], most: int) -> Swept:
    codes = _marked(stage)
    first = [f"/{where}/cases/{code}/" for code in codes.values() for where in ("console", "field")]
    return Swept(stage, codes, {who: crawl(stage, who, [*first, *starts()], most) for who in people})


@pytest.fixture(scope="module")
def swept(stage: Stage) -> Iterator[Swept]:
    """What a few people were shown."""
    yield _swept(stage, SHOWN_TO, SHORT)


def _path(stage: Stage, who: str) -> str | None:
    """The area of somebody who works in one, as its code; None: no area."""
    names = who.split("-", 1)
    return names[1] if who not in CITYWIDE and len(names) == 2 else None


def _may_see(stage: Stage, who: str, thing: Any) -> bool:
    """The rule in words of its own: the whole city, one's own area and below, what one was given."""
    posts = stage.world.loop.city.posts
    if isinstance(thing, Notice) or (isinstance(thing, Post) and who in posts and posts[who].pk == thing.pk):
        return who in posts and thing.user_id == posts[who].user_id
    if who in CITYWIDE or (who == "administrator" and not isinstance(thing, Task)):
        return not (isinstance(thing, Task) and who in ("hotline", "privacy"))
    place = thing.post if isinstance(thing, Handover) else thing
    area = getattr(place, "area", None)
    post = posts.get(who)
    if isinstance(thing, Post) and post is not None and post.unit_id is not None and place.unit_id == post.unit_id:
        return True
    own = _path(stage, who)
    if own is None or who.startswith(("station", "part")) and not isinstance(thing, Task):
        return False
    if isinstance(thing, Post) and thing.unit_id is not None:
        return thing.unit.area is not None and (thing.unit.area.code + "-").startswith(own + "-")
    return area is not None and (area.code + "-").startswith(own + "-")


def _thing(found: str) -> Any:
    for model in (Post, Task, Handover, Notice):
        if thing := model.objects.filter(pk=found).first():
            return thing
    return None


def _is_allowed(swept: Swept, who: str, kind: str, found: str) -> bool:
    if kind == "code":
        scopes = [scope for scope, code in swept.codes.items() if code == found]
        scopes += [s for s in SEEN if getattr(swept.stage.world, s) == found]
        if not scopes:  # the other cases of the world lie in township 1 with the water works
            scopes = ["near"]
        return who in SEEN[scopes[0]].split() or (who == KEY and scopes[0] == "near")
    if kind == "id":
        thing = _thing(found)
        if thing is None:  # a key, a report, a city's own id: what only administration opens
            return who == "administrator"
        return _may_see(swept.stage, who, thing)
    return who == "administrator"


def _try_ids(swept: Swept, people: tuple[str, ...], most: int) -> tuple[int, list[str]]:
    dice, wrong, count = random.Random(4), [], 0
    ids = {kind: sorted(set().union(*(seen.ids[kind] for seen in swept.shown.values()))) for kind in NOTHING}
    for pattern, kind in places():
        tried = ids[kind] if len(ids[kind]) <= most else dice.sample(ids[kind], most)
        for who in people:
            absent = shape(get(swept.stage, who, pattern.format(NOTHING[kind])), NOTHING[kind])
            for found in tried:
                count += 1
                answer = shape(get(swept.stage, who, pattern.format(found)), found)
                if answer[0] >= 500:
                    wrong.append(f"{who} {pattern.format(found)}: {answer[0]}")
                if answer != absent and not _is_allowed(swept, who, kind, found):
                    wrong.append(f"{who} {pattern.format(found)}: {answer[0]}, absent {absent[0]}")
    return count, wrong


def _try_addresses(swept: Swept, people: tuple[str, ...]) -> tuple[int, list[str]]:
    wrong, count = [], 0
    for other, seen in swept.shown.items():
        for who in people:
            for address in sorted(seen.addresses):
                count += 1
                answer = get(swept.stage, who, address)
                body = answer.content.decode(errors="replace")
                if answer.status_code >= 500:
                    wrong.append(f"{who} {address}: {answer.status_code}")
                shown = [s for s, word in CANARIES.items() if word in body and who not in _readers(s)]
                wrong += [f"{who} {address} (shown to {other}): the {scope} case" for scope in shown]
    return count, wrong


def _readers(scope: str) -> list[str]:
    return [*SEEN[scope].split(), *([KEY] if scope == "near" else [])]


def _try_files(swept: Swept, people: tuple[str, ...]) -> tuple[int, list[str]]:
    wrong, count = [], 0
    for other, seen in swept.shown.items():
        for address in sorted(seen.files)[:6]:
            assert get(swept.stage, other, address).status_code == 200, address
            for who in (p for p in people if p != other):
                count += 1
                if get(swept.stage, who, address).status_code != 404:
                    wrong.append(f"{who} opens the picture that {other} was shown")
    return count, wrong


@in_every_run
def test_an_id_tells_strangers_nothing(swept: Swept) -> None:
    """A guessed or overheard number must not even say whether there is such a matter."""
    count, wrong = _try_ids(swept, TRIED_BY, ID_SAMPLE)
    assert not wrong, f"{len(wrong)} of {count}\n" + "\n".join(wrong[:15])
    assert count > 300


@in_every_run
def test_an_address_passed_on_shows_no_case_of_others(swept: Swept) -> None:
    """Addresses are sent by chat, to people with other posts."""
    count, wrong = _try_addresses(swept, TRIED_BY[::3])
    assert not wrong, f"{len(wrong)} of {count}\n" + "\n".join(wrong[:15])


@in_every_run
def test_the_address_of_a_picture_opens_in_one_browser(swept: Swept) -> None:
    """A picture shows a door, a face, a number plate."""
    count, wrong = _try_files(swept, TRIED_BY)
    assert not wrong, "\n".join(wrong[:15])
    assert count > 10


@in_every_run
def test_the_canaries_sing(swept: Swept) -> None:
    """A sweep that meets nobody's case would be green for ever."""
    for scope, code in swept.codes.items():
        who = SEEN[scope].split()[0]
        assert CANARIES[scope] in get(swept.stage, who, f"/console/cases/{code}/").content.decode()
    assert Case.objects.filter(code__in=swept.codes.values()).count() == len(CANARIES)


@pytest.mark.soak
def test_everything_shown_to_anybody_is_tried_by_everybody(stage: Stage) -> None:
    """The same with every page of every person, every id and every asker."""
    swept = _swept(stage, PEOPLE, LONG)
    tried = [_try_ids(swept, PEOPLE, 10_000), _try_addresses(swept, PEOPLE), _try_files(swept, PEOPLE)]
    wrong = [one for _count, found in tried for one in found]
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong[:40])
    assert sum(count for count, _found in tried) > 20_000
