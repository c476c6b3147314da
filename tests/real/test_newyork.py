"""New York's real 311 points: half of them draw a cell for each community board, the other half is placed in them."""

import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import shapely
from django.db.models import F
from shapely import MultiPoint, Point, STRtree

from tests.shared import ROOT, shared_file
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.imports.actions import import_file
from vitalgrid.imports.registry import IMPORTERS
from vitalgrid.loop.cases.models import Case, Report
from vitalgrid.packs.tests.factories import copy_of, load

pytestmark = pytest.mark.django_db
NYC = ROOT / "tests" / "packs" / "nyc"
BOARD = re.compile(r"^\d\d [A-Z ]+$")
Row = dict[str, str]


def read(file: Path) -> list[Row]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def has_place(row: Row) -> bool:
    return bool(row["lat"] and row["lon"] and BOARD.match(row["community_board"]))


def cells(rows: list[Row]) -> dict[str, shapely.Geometry]:
    """The Voronoi cells of all points of a board together: every place belongs to the board of the nearest point."""
    board_at: dict[tuple[float, float], Counter[str]] = defaultdict(Counter)
    for row in rows:
        board_at[(round(float(row["lon"]), 6), round(float(row["lat"]), 6))][row["community_board"]] += 1
    points = list(board_at)
    diagram = shapely.voronoi_polygons(MultiPoint(points), ordered=True)
    pieces: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for point, cell in zip(points, diagram.geoms, strict=True):
        pieces[board_at[point].most_common(1)[0][0]].append(cell)
    return {board: shapely.coverage_union_all(found) for board, found in pieces.items()}


def write_boundaries(folder: Path, shapes: dict[str, shapely.Geometry]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"code": board.replace(" ", "-"), "source": "test", "is_schematic": True},
            "geometry": shapely.geometry.mapping(shape),
        }
        for board, shape in shapes.items()
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "boundaries.geojson").write_text(text, encoding="utf-8")


def nearest(rows: list[Row], asked: list[Row]) -> int:
    """How many a plain look for the nearest known point gets right."""
    tree = STRtree([Point(float(r["lon"]), float(r["lat"])) for r in rows])
    hits = tree.nearest([Point(float(r["lon"]), float(r["lat"])) for r in asked])
    return sum(rows[hit]["community_board"] == row["community_board"] for hit, row in zip(hits, asked, strict=True))


def test_points_fall_into_their_boards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    placed = [row for row in read(shared_file("r311/nyc311_dev.csv.gz")) if has_place(row)]
    known, asked = placed[::2], placed[1::2]
    pack = copy_of(NYC, tmp_path)
    write_boundaries(pack, cells(known))
    load(pack)

    file = tmp_path / "half.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(asked[0]))
        writer.writeheader()
        writer.writerows({**row, "community_board": ""} for row in asked)  # the answer is taken away
    run = import_file(
        by=Actor.system("import"), importer=IMPORTERS["reports"], path=file, mapping=pack / "reports.yaml"
    )
    assert (run.imported, run.bad) == (len(asked), 0)

    found = dict(Report.objects.values_list("external_id", "case__area__name"))
    hits = sum(found[row["unique_key"]] == row["community_board"] for row in asked)
    baseline = nearest(known, asked)
    with capsys.disabled():
        print(f"\nnyc311: {hits} of {len(asked)} right by boundary, {baseline} by the nearest known point")  # noqa: T201 - the rate is part of the result
    assert len(asked) > 2000
    assert hits >= 0.97 * baseline


def test_every_row_survives_also_those_closed_before_they_were_opened(tmp_path: Path) -> None:
    file = shared_file("r311/nyc311_dev.csv.gz")
    rows = read(file)
    load(NYC)
    run = import_file(by=Actor.system("import"), importer=IMPORTERS["reports"], path=file, mapping=NYC / "reports.yaml")
    assert (run.read, run.imported, run.bad) == (len(rows), len(rows), 0)
    early = {row["unique_key"] for row in rows if row["closed"] and row["closed"] < row["created"]}
    assert early
    flagged = Case.objects.filter(closed_at__lt=F("opened_at"))
    assert {case.reports.get().external_id for case in flagged} == early
    assert all("closed_before_received" in case.flags for case in flagged)
    assert run.notes["closed_before_received"] == len(early)
    boards = {row["unique_key"]: row["community_board"] for row in rows if BOARD.match(row["community_board"])}
    areas = dict(Report.objects.values_list("external_id", "case__area__name"))
    assert all(areas[key] == board for key, board in boards.items())
