"""What was taken as a file comes back the same."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vitalgrid.city.grids.importer import IMPORTERS
from vitalgrid.city.grids.tests.factories import SmallCity, small_city
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.calendar.queries import city_zone
from vitalgrid.foundation.exports.registry import exports
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.tables import FORMATS, Column, Facts, Kind, write
from vitalgrid.foundation.kit.tests.test_tables import ATTACKS, CODES, NUMBERS, RARE
from vitalgrid.imports.actions import import_file
from vitalgrid.imports.tests.factories import Kept

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
FACTS = Facts("演示", "演示市", AT)


@pytest.fixture
def city() -> Iterator[SmallCity]:
    """The small city on a Monday."""
    with clock.set_to(AT):
        yield small_city()


@pytest.mark.parametrize("form", FORMATS)
def test_texts_and_codes_come_back_as_they_were(tmp_path: Path, form: str, city: SmallCity) -> None:
    """An apostrophe more with every trip, or a nought less, and nobody notices before the third year."""
    texts = [text.strip() for text in (*ATTACKS, *NUMBERS, RARE.replace("\n", " ")) if 0 < len(text.strip()) <= 40]
    codes = [*CODES, *(f"c{number}" for number in range(len(texts) - len(CODES)))]
    columns = (
        Column("code", "编码", lambda row: row[0], Kind.CODE),
        Column("name", "名称", lambda row: row[1]),
        Column("count", "数", lambda row: row[2], Kind.NUMBER),
        Column("at", "时", lambda row: row[3], Kind.MOMENT),
        Column("day", "日", lambda row: row[3].astimezone(city_zone()).date(), Kind.DAY),
        Column("flag", "是否", lambda row: row[4], Kind.FLAG),
    )
    rows = [
        (code, text, -number, AT, number % 2 == 0) for number, (code, text) in enumerate(zip(codes, texts, strict=True))
    ]
    path = tmp_path / f"x.{FORMATS[form].ending}"
    write(path, FORMATS[form], columns, rows, zone=city_zone(), facts=FACTS, is_for_programs=True)
    kept = Kept()
    run = kept.take(path)
    assert (run.bad, run.imported) == (0, len(rows)), run.reasons
    found = [tuple(row[name] for name in ("code", "name", "count", "at", "flag")) for row in kept.rows]
    assert found == rows
    assert {row["day"] for row in kept.rows} == {AT.astimezone(city_zone()).date()}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", ["areas", "posts"])
def test_areas_and_posts_taken_and_imported_change_nothing(
    tmp_path: Path, form: str, kind: str, city: SmallCity
) -> None:
    export, by = exports()[kind], city.actor("administrator")
    rows = export.rows(by, {})
    path = tmp_path / f"x.{FORMATS[form].ending}"
    count = write(path, FORMATS[form], export.columns, rows.each(), zone=city_zone(), facts=FACTS, is_for_programs=True)
    assert count == rows.count() > 10
    importer = next(one for one in IMPORTERS if one.kind == kind)
    run = import_file(by=Actor.system("import"), importer=importer, path=path)
    assert (run.bad, run.imported, run.repeated) == (0, 0, count), run.reasons
