"""What a process remembers of the net: one's own changes at once, others' after a second, undone ones never."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from vitalgrid.city.grids.models import Area, City
from vitalgrid.city.grids.queries import net, touch
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.city.grids.tests.factories import make_area, make_city, small_city
from vitalgrid.foundation.kit.ids import new_id


def name() -> str:
    found = net().area_by_code("0")
    assert isinstance(found, KnownArea)
    return found.name


def rename(text: str) -> None:
    Area.objects.filter(code="0").update(name=text)
    touch()


@pytest.mark.django_db
def test_ones_own_change_is_seen_at_once_and_forgotten_when_undone():
    small_city(depth=1)
    before = name()
    with transaction.atomic():
        rename("one")
        assert name() == "one"
        with transaction.atomic():
            rename("two")
            assert name() == "two"
            transaction.set_rollback(True)
        assert name() == "one"
        transaction.set_rollback(True)
    assert name() == before


@pytest.mark.django_db
def test_reading_the_net_again_costs_nothing():
    small_city(depth=2)
    net()
    with CaptureQueriesContext(connection) as queries:
        known = net()
        for area in known.areas.all_on(known.today()):
            assert known.areas.above(area.id) and known.area(area.id) is area
    assert len(queries) == 0


@pytest.mark.django_db
def test_points_are_placed_without_a_statement_once_outlines_are_read():
    made = small_city(depth=4)
    lon, lat = made.middle("1-2-1-2")
    assert net().area_at(lon, lat).code == "1-2-1-2"
    with CaptureQueriesContext(connection) as queries:
        assert [a.code for a in net().place([lon] * 3, [lat] * 3)] == ["1-2-1-2"] * 3
    assert len(queries) == 0


@pytest.fixture
def _committed(transactional_db: None) -> Iterator[None]:
    make_city()
    make_area("0", name="first")
    yield


@pytest.mark.usefixtures("_committed")
def test_a_change_by_another_process_is_seen_when_the_stamp_is_asked_for(settings: Any):
    settings.NET_FRESH_SECONDS = 0
    assert name() == "first"
    Area.objects.filter(code="0").update(name="second")  # as another process would, without this one's `touch`
    City.objects.update(stamp=new_id())
    assert name() == "second"
    settings.NET_FRESH_SECONDS = 3600
    Area.objects.filter(code="0").update(name="third")
    City.objects.update(stamp=new_id())
    assert name() == "second"


@pytest.mark.usefixtures("_committed")
def test_other_threads_see_a_change_after_its_commit_and_not_before(settings: Any):
    settings.NET_FRESH_SECONDS = 0
    seen: list[str] = []

    def look() -> None:
        try:
            seen.append(name())
        finally:
            connection.close()

    with transaction.atomic():
        rename("changed")
        assert name() == "changed"
        _run(look)
    assert name() == "changed"
    _run(look)
    assert seen == ["first", "changed"]


def _run(work: Any) -> None:
    thread = Thread(target=work)
    thread.start()
    thread.join()
