"""The import of reports: foreign words for category, unit and area are looked up by code and by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.frames import FRAMES
from vitalgrid.foundation.kit.importing import Batch, Importer, ImportField, ImportRow, RowResult, ValueKind
from vitalgrid.loop.cases.actions.importing import CLOSED_BEFORE_RECEIVED, import_reports
from vitalgrid.loop.cases.importing_rows import ImportedReport
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.rules import MAX_DESCRIPTION
from vitalgrid.loop.cases.workflow import Outcome, Source, State

MAPPED = ("category", "unit", "area")
OPEN_STATES = (State.RECEIVED, State.TRIAGED, State.ASSIGNED, State.IN_PROGRESS)
T, K = ImportField, ValueKind
FIELDS = (
    T("external_id", about=gettext_lazy("the record's own number: a second import of it changes nothing"), limit=120),
    T("created", K.MOMENT, gettext_lazy("when it was received"), is_required=True),
    T("closed", K.MOMENT, gettext_lazy("when it was closed; empty: it is open")),
    T("due", K.MOMENT, gettext_lazy("its final due moment")),
    T("occurred_at", K.MOMENT, gettext_lazy("when it happened")),
    T("title", about=gettext_lazy("one line"), limit=500),
    T("description", about=gettext_lazy("what was told"), limit=MAX_DESCRIPTION * 4),
    T("category", about=gettext_lazy("code or name of a category"), limit=500),
    T("unit", about=gettext_lazy("code or name of the lead unit"), limit=500),
    T("area", about=gettext_lazy("code or name of an area"), limit=500),
    T("lon", K.NUMBER, gettext_lazy("longitude in degrees")),
    T("lat", K.NUMBER, gettext_lazy("latitude in degrees")),
    T("frame", about=gettext_lazy("wgs84, gcj02 or bd09"), limit=8),
    T("address", about=gettext_lazy("where, in words"), limit=1000),
    T("status", about=gettext_lazy("what the other system calls its state; kept as text"), limit=200),
    T("state", about=gettext_lazy("of an open one: received, triaged, assigned, in_progress"), limit=20),
    T("outcome", about=gettext_lazy("of a closed one: done, explained, not_accepted"), limit=20),
    T("answer", about=gettext_lazy("what the reporter was told in the end"), limit=20_000),
    T("source", about=gettext_lazy("resident, worker, hotline, department, api, import, tip_off"), limit=20),
    T("name", about=gettext_lazy("the reporter's name"), limit=60),
    T("phone", about=gettext_lazy("the reporter's telephone"), limit=40),
    T("email", about=gettext_lazy("the reporter's e-mail"), limit=120),
    T("anonymous", K.FLAG, gettext_lazy("the reporter stays anonymous")),
)


@dataclass(frozen=True)
class _Words:
    """What a foreign word may mean: our code for it, by code and by name in either language."""

    by_word: dict[str, str]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]]) -> "_Words":
        """From (code, name, name_en). A name that two different codes share means neither."""
        names: dict[str, set[str]] = {}
        codes = {}
        for code, *words in rows:
            codes[_key(code)] = code
            for word in words:
                if word:
                    names.setdefault(_key(word), set()).add(code)
        plain = {word: next(iter(found)) for word, found in names.items() if len(found) == 1}
        return cls({**plain, **codes})

    def code(self, word: str) -> str:
        """The code that `word` means, "" when it means none."""
        return self.by_word.get(_key(word), "")


def _key(word: str) -> str:
    return " ".join(word.split()).casefold()


_remembered: tuple[object, dict[str, _Words]] = (None, {})


def _words() -> dict[str, _Words]:
    """The words of the city as it is now, kept for as long as its stamp stands."""
    global _remembered
    here = net()
    if here.stamp is None or _remembered[0] != here.stamp:
        areas = [area for top in here.areas.children(None) for area in (top, *here.areas.below(top.id))]
        units = [unit for top in here.units.children(None) for unit in (top, *here.units.below(top.id))]
        made = {
            "category": _Words.of((c.code, c.name, c.name_en) for c in catalogue().by_code.values()),
            "unit": _Words.of((u.code, u.name, u.name_en) for u in units),
            "area": _Words.of((a.code, a.name, a.name_en) for a in areas),
        }
        _remembered = (here.stamp, made)
    return _remembered[1]


def put(batch: Batch) -> list[RowResult]:
    """Store a batch of records; see `import_reports`."""
    words = _words()
    now = clock.now()
    results: list[RowResult | None] = []
    rows: list[ImportedReport] = []
    for row in batch.rows:
        error = _wrong(row, now)
        results.append(RowResult(error=error) if error else None)
        if not error:
            rows.append(_report(row, batch, words))
    stored = zip(import_reports(by=batch.by, rows=rows), rows, strict=True)
    for index, result in enumerate(results):
        if result is None:
            done, report = next(stored)
            placed = ("placed",) if done.is_placed else ()
            late = (CLOSED_BEFORE_RECEIVED,) if report.closed_at and report.closed_at < report.received_at else ()
            notes = (*report.flags, *placed, *late) if done.is_new else ()
            results[index] = RowResult(is_repeated=not done.is_new, notes=notes)
    return [result for result in results if result is not None]


def _wrong(row: ImportRow, now: datetime) -> str:
    """Why the row cannot be taken, "" when it can."""
    choices: tuple[tuple[str, Any], ...] = (
        ("state", OPEN_STATES),
        ("outcome", Outcome.values),
        ("source", Source.values),
        ("frame", tuple(FRAMES)),
    )
    for name, allowed in choices:
        if row.get(name) is not None and row.get(name) not in allowed:
            words = {"field": name, "given": row.get(name), "choices": ", ".join(allowed)}
            return _("%(field)s is “%(given)s”; use one of: %(choices)s") % words
    if (row.get("lon") is None) != (row.get("lat") is None):
        return _("a point needs both longitude and latitude")
    if row.get("lon") is not None and not (-180 <= row.get("lon") <= 180 and -90 <= row.get("lat") <= 90):
        return _("the point lies outside of the world: are longitude and latitude the wrong way round?")
    if row.get("created") > now:
        return _("created lies in the future")
    if not (row.get("description") or row.get("title") or row.get("category")):
        return _("there is nothing that says what it is about")
    return ""


def _report(row: ImportRow, batch: Batch, words: dict[str, _Words]) -> ImportedReport:
    codes: dict[str, str] = {}
    texts: dict[str, str] = {}
    flags: list[str] = []
    for name in MAPPED:
        told = str(row.get(name, ""))
        code = words[name].code(told) if told else ""
        if not code and name in batch.fields:
            flags.append(f"unmapped_{name}")
            texts[name] = told
            code = words[name].code(batch.unmapped.get(name, ""))
        codes[name] = code
    about = row.get("description") or row.get("title") or row.get("category")
    return ImportedReport(
        external_source=batch.source,
        external_id=row.get("external_id", ""),
        description=str(about)[:MAX_DESCRIPTION],
        title=row.get("title", ""),
        received_at=row.get("created"),
        closed_at=row.get("closed"),
        due_at=row.get("due"),
        has_own_due="due" in batch.fields,
        occurred_at=row.get("occurred_at"),
        category=codes["category"],
        category_text=texts.get("category", ""),
        unit=codes["unit"],
        unit_text=texts.get("unit", ""),
        area=codes["area"],
        area_text=texts.get("area", ""),
        lon=row.get("lon"),
        lat=row.get("lat"),
        frame=row.get("frame", "wgs84"),
        address=row.get("address", ""),
        status=row.get("status", ""),
        state=row.get("state", ""),
        outcome=row.get("outcome", Outcome.DONE),
        answer=row.get("answer", ""),
        source=row.get("source", Source.IMPORT),
        name=row.get("name", ""),
        phone=row.get("phone", ""),
        email=row.get("email", ""),
        is_anonymous=row.get("anonymous", False),
        flags=tuple(flags),
    )


IMPORTERS = (Importer("reports", FIELDS, put, batch_size=1000),)
