"""Real petitions go through import into the queue; search finds two-character words in them and nothing else."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared import ROOT, shared_file
from vitalgrid.city.grids.actors import actor_for_user
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import User
from vitalgrid.imports.actions import import_file
from vitalgrid.imports.registry import IMPORTERS
from vitalgrid.loop.cases.models import Case, Report
from vitalgrid.loop.cases.queries.listing import CaseFilter, list_cases
from vitalgrid.packs.tests.factories import YUMEN, load

pytestmark = pytest.mark.django_db
MAPPING = ROOT / "tests" / "packs" / "petitions.yaml"
WORDS = ("噪音", "物业", "幼儿", "扰民", "地铁", "路灯", "井盖", "欠薪", "学校", "停车", "A市", "魔兽", "％_")


def told(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def found(by: Actor, word: str) -> set[str]:
    """The codes of all cases that the queue shows for a word, page by page."""
    codes: set[str] = set()
    before = ""
    while True:
        page = list_cases(by, CaseFilter(view="all", q=word, order="new"), before=before, limit=200)
        codes |= {row.code for row in page.rows}
        before = page.older
        if not before:
            return codes


def test_petitions_reach_the_queue_and_are_found_by_two_characters() -> None:
    file = shared_file("petitions/att3_dev.jsonl.gz")
    load(YUMEN)
    run = import_file(by=Actor.system("import"), importer=IMPORTERS["reports"], path=file, mapping=MAPPING)
    rows = {row["uid"]: row for row in told(file)}
    assert (run.imported, run.bad) == (len(rows), 0)
    assert run.imported > 2000

    by = actor_for_user(User.objects.get(username="intake1"), is_second_factor_met=True)
    page = list_cases(by, CaseFilter(view="open"))
    assert len(page.rows) == 50 and page.older
    kept = dict(Report.objects.values_list("external_id", "description"))
    assert kept == {uid: row["text"].strip().replace("\r\n", "\n") for uid, row in rows.items()}
    assert not Case.objects.exclude(state="received", is_open=True).exists()
    assert not Case.objects.filter(stage="").exists()  # the triage clock runs, from the import on

    code_of = dict(Report.objects.values_list("external_id", "case__code"))
    for word in WORDS:
        expected = {code_of[uid] for uid, row in rows.items() if holds(row, word)}
        if len(expected) < 400:  # the list says itself that it shows no more than the newest
            assert found(by, word) == expected, word


def holds(row: dict[str, str], word: str) -> bool:
    """Whether a reader would say that the word stands there: letters in any case, full width or half."""
    text = f"{row['title']}\n{row['text']}"
    return word.casefold() in text.casefold()
