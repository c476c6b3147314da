"""A task goes to whoever holds a post there, never to whoever did the work; it is finished once."""

import json

import pytest
from django.test import Client

from vitalgrid.city.grids.tests.factories import SmallCity, small_city
from vitalgrid.foundation.accounts.tests.factories import sign_in
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.tasks.access import for_me, visible_to
from vitalgrid.loop.tasks.actions import cancel_tasks, finish_task, give_task
from vitalgrid.loop.tasks.models import Task


@pytest.fixture
def city(db: None) -> SmallCity:
    return small_city()


def give(city: SmallCity, **more: object) -> Task:
    area = city.areas["1-1-1-1"]
    return give_task(
        by=city.actor("inspection"),
        kind="look",
        title="演示:看一看",
        object_kind="thing",
        object_id="7",
        area=area.id,
        township=area.township,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("who", "may", "sees"),
    [
        ("full-1-1-1-1", True, True),
        ("part-1-1-1-1", True, True),
        ("head-1-1-1", True, True),
        ("full-1-1-1-2", False, False),
        ("head-2", False, False),
        ("room-1", False, True),
        ("leader", False, True),
    ],
)
def test_whose_task_it_is(city: SmallCity, who: str, may: bool, sees: bool) -> None:
    give(city)
    assert for_me(city.actor(who)).exists() == may
    assert visible_to(city.actor(who)).exists() == sees


def test_whoever_did_the_work_does_not_check_it(city: SmallCity) -> None:
    worker = city.actor("full-1-1-1-1")
    task = give(city, not_for=worker.user_id)
    assert not for_me(worker).exists()
    with pytest.raises(Problem, match="tasks.not_yours"):
        finish_task(by=worker, task_id=task.pk, result="in_order")


def test_a_task_is_finished_once_and_then_closed(city: SmallCity) -> None:
    task, worker = give(city), city.actor("full-1-1-1-1")
    with pytest.raises(Problem, match="tasks.bad_result"):
        finish_task(by=worker, task_id=task.pk, result="fine")
    assert finish_task(by=worker, task_id=task.pk, result="in_order", text="演示:好的").state == "done"
    with pytest.raises(Problem, match="tasks.already_done"):
        finish_task(by=worker, task_id=task.pk, result="in_order")
    assert list(Entry.objects.filter(kind="task").order_by("id").values_list("event", flat=True)) == [
        "task.given",
        "task.finished",
    ]


def test_what_is_no_longer_needed_is_cancelled(city: SmallCity) -> None:
    give(city)
    assert cancel_tasks(by=city.actor("inspection"), object_id="7") == 1
    assert cancel_tasks(by=city.actor("inspection"), object_id="7") == 0
    assert not for_me(city.actor("full-1-1-1-1")).exists()


def test_tasks_by_the_api_and_in_the_console(city: SmallCity, client: Client) -> None:
    task = give(city)
    assert client.get("/api/v1/tasks").status_code == 401
    sign_in(client, city.user("full-1-1-1-2"))
    assert client.get("/api/v1/tasks").json() == []
    assert client.get(f"/api/v1/tasks/{task.pk}").status_code == 404
    sign_in(client, city.user("full-1-1-1-1"))
    assert [one["title"] for one in client.get("/api/v1/tasks").json()] == ["演示:看一看"]
    assert "演示:看一看" in client.get("/console/tasks/").content.decode()
    body = json.dumps({"result": "in_order"})
    path = f"/api/v1/tasks/{task.pk}/finish"
    done = client.post(path, body, content_type="application/json", headers={"Idempotency-Key": "t-1"})
    again = client.post(path, body, content_type="application/json", headers={"Idempotency-Key": "t-1"})
    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert again.json() == done.json()
