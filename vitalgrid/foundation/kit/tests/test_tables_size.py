"""A million rows as a file, in little memory. Runs with `make soak`."""

import resource
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from vitalgrid.foundation.kit.tables import FORMATS, Column, Facts, Kind, write

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
COUNT = 1_000_000
MOST = 200_000  # KiB
COLUMNS = (
    Column("code", "编号", lambda row: row[0], Kind.CODE),
    Column("title", "事由", lambda row: row[1]),
    Column("count", "数", lambda row: row[2], Kind.NUMBER),
    Column("at", "时", lambda row: AT, Kind.MOMENT),
)


@pytest.mark.soak
@pytest.mark.parametrize("form", FORMATS)
def test_a_million_rows_need_little_memory(tmp_path: Path, form: str) -> None:
    """An export that grows with its rows ends the web server of a whole city."""

    def rows() -> Iterator[Any]:
        for number in range(COUNT):
            yield f"260302-{number:07}", f"演示:第 {number} 件,路灯不亮。", number

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    path = tmp_path / f"x.{FORMATS[form].ending}"
    facts = Facts("演示", "演示市", AT)
    assert write(path, FORMATS[form], COLUMNS, rows(), zone=ZoneInfo("Asia/Shanghai"), facts=facts) == COUNT
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST
