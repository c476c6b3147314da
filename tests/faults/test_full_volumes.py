"""Volumes that are really full, under the product as it is served: a tmpfs each for database, media and log.

507 in the person's words, reading goes on, nothing is half written, and it heals by itself when space returns.
"""

import itertools
import json
import shutil
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.db import connection

from tests.faults.figures import keep
from tests.faults.stage import Stage, staged
from tests.faults.volumes import Volume, may_mount, small_volume
from vitalgrid.cli.tests.instances import answers, wait_until
from vitalgrid.foundation.files.tests.factories import encoded, picture

pytestmark = pytest.mark.django_db(transaction=True)
FULL = "There is no space left. Nothing was stored: try later, or telephone."
READ = ("/", "/report/", "/console/", "/api/v1/cases", "/api/v1/categories", "/healthz")
POSTGRES_USER = "embedded_postgres"  # the operating system's user under which the suite's server runs as root
WEB = [] if connection.vendor == "sqlite" else ["--workers", "1"]


def ask(stage: Stage, path: str, body: dict[str, Any] | None = None, who: str = "", key: str = "") -> tuple[int, str]:
    headers = {"Content-Type": "application/json", "Accept-Language": "en", "Idempotency-Key": key or "none"}
    if who:
        headers["Cookie"] = f"sessionid={stage.sessions[who]['session']}"
    elif body is not None:
        headers["Authorization"] = f"Bearer {stage.key}"
    request = Request(f"{stage.base}{path}", None if body is None else json.dumps(body).encode(), headers)
    try:
        with urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def report(stage: Stage, number: int) -> tuple[int, str]:
    lon, lat = stage.place
    body = {"description": f"演示:第 {number} 件。" + "水" * 3000, "lon": lon, "lat": lat}
    return ask(stage, "/api/v1/reports", body, key=f"report-{number}")


@contextmanager
def database_volume(stage: Stage, folder: Path) -> Iterator[Volume]:
    """A small volume under the instance's database: on PostgreSQL a tablespace, the log of writes elsewhere."""
    if connection.vendor == "sqlite":
        yield Volume(stage.instance.folder)  # mounted before it was made
        return
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_database_size(%s)", [stage.instance.name])
        taken = cursor.fetchone()[0] >> 20  # whatever the tests before left of dead rows was copied along
    with small_volume(folder, taken + 32) as volume:
        place = folder / "tablespace"
        place.mkdir()
        shutil.chown(folder, POSTGRES_USER)
        shutil.chown(place, POSTGRES_USER)
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        try:
            with connection.creation._nodb_cursor() as cursor:
                cursor.execute(f'ALTER DATABASE "{stage.instance.name}" SET TABLESPACE small')
            yield volume
        finally:
            with connection.creation._nodb_cursor() as cursor:
                cursor.execute(f'ALTER DATABASE "{stage.instance.name}" SET TABLESPACE pg_default')
                cursor.execute("DROP TABLESPACE small")


def reads(stage: Stage, who: str) -> dict[str, int]:
    return {path: ask(stage, path, who=who)[0] for path in READ}


def until_refused(stage: Stage, numbers: Iterator[int]) -> tuple[int, str, int]:
    """Send until the space is really gone: what was allocated before is used up first."""
    for number in itertools.islice(numbers, 400):
        status, text = report(stage, number)
        if status != 201:
            return status, text, number
    raise AssertionError("the volume took everything")


def check_database(stage: Stage, volume: Volume, numbers: Iterator[int]) -> int:
    """Full, refused in words, read by somebody whose session wants to be noted, freed, healed. Returns the status."""
    volume.fill()
    status, text, number = until_refused(stage, numbers)
    assert (status, json.loads(text)["code"]) == (507, "kit.storage_full"), text
    assert FULL in text
    assert set(reads(stage, "auditor").values()) == {200}
    if connection.vendor == "sqlite":  # the volume that is asked about is that of the data folder
        assert ask(stage, "/readyz")[0] == 503
    volume.free()
    assert report(stage, number)[0] == 201  # the same report under the same key
    assert report(stage, number)[0] == 201
    return status


def check_media(stage: Stage, volume: Volume, numbers: Iterator[int], photo: bytes) -> int:
    volume.fill()
    status, text = send_photo(stage, photo)
    assert (status, json.loads(text)["code"]) == (507, "kit.storage_full"), text
    assert report(stage, next(numbers))[0] == 201  # without a photo it is taken
    assert set(reads(stage, "auditor").values()) == {200}
    volume.free()
    assert send_photo(stage, photo)[0] == 201
    return status


def check_log(stage: Stage, volume: Volume, numbers: Iterator[int]) -> int:
    """Whoever cannot write down what went wrong still answers."""
    volume.fill()
    assert ask(stage, "/api/v1/cases/000000-0000000", who="auditor")[0] == 404
    status, _text = ask(stage, "/api/v1/reports", {"description": ""}, key="none")
    assert status == 422
    assert report(stage, next(numbers))[0] == 201
    assert set(reads(stage, "auditor").values()) == {200}
    volume.free()
    return status


def send_photo(stage: Stage, photo: bytes) -> tuple[int, str]:
    head = b'--mark\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=mark", "Accept-Language": "en"}
    request = Request(f"{stage.base}/api/v1/photos", head + photo + b"\r\n--mark--\r\n", headers)
    try:
        with urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def filled(folder: Path, rounds: int) -> None:
    """Each of the three volumes, one after the other, `rounds` times, under one running product."""
    numbers, found = itertools.count(1), Counter[str]()
    with ExitStack() as stack:
        city, media, logs = folder / "city", folder / "city" / "instance" / "files", folder / "logs"
        if connection.vendor == "sqlite":
            stack.enter_context(small_volume(city, 32))
        stage = stack.enter_context(staged(city))
        media_volume = stack.enter_context(small_volume(media, 1))
        log_volume = stack.enter_context(small_volume(logs, 1))
        place = Path(tempfile.mkdtemp(prefix="vitalgrid-small-"))
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        database = stack.enter_context(database_volume(stage, place))
        database.folder = city if connection.vendor == "sqlite" else database.folder
        log = logs / "log"
        serve = stage.instance.started("serve", "--port", str(stage.port), *WEB, log=log)
        server = stack.enter_context(serve)
        if connection.vendor != "sqlite":
            stack.enter_context(stage.instance.started("worker", log=log))
        wait_until(lambda: answers(f"{stage.base}/healthz"))
        for n in range(rounds):
            found[f"log {check_log(stage, log_volume, numbers)}"] += 1
            found[f"media {check_media(stage, media_volume, numbers, photo_number(n))}"] += 1
            found[f"database {check_database(stage, database, numbers)}"] += 1
        wait_until(lambda: list((stage.instance.folder / "checkpoints").glob("*.jsonl")), 90)  # the sealer goes on
        assert server.poll() is None
        server.terminate()
        server.wait(30)
        examined = stage.examine()
    keep("full disk", {"volume": "tmpfs", "rounds": rounds, "answered": dict(found), **examined})
    assert examined["breaks"] == []
    assert examined["doubled"] == []


def photo_number(n: int) -> bytes:
    return encoded(picture((200 + n, 150)), quality=95)


def needs_a_volume(folder: Path) -> None:
    if not may_mount(folder):
        why = "NOT TESTED: a disk that is really full needs root with the right to mount; only the injected one was"
        warnings.warn(why, stacklevel=2)
        pytest.skip(why)


def test_three_full_volumes_under_the_running_product(tmp_path: Path) -> None:
    needs_a_volume(tmp_path / "try")
    filled(tmp_path, rounds=1)


@pytest.mark.soak
def test_three_full_volumes_ten_times(tmp_path: Path) -> None:
    needs_a_volume(tmp_path / "try")
    filled(tmp_path, rounds=10)
