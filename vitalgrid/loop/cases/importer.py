"""The import of reports: foreign words for category, unit and area are looked up by code and by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.geometry.frames import FRAMES
from vitalgrid.foundation.kit.importing import Batch, Importer, ImportField, ImportRow, RowResult, ValueKind
from vitalgrid.loop.cases.actions.importing import CLOSED_BEFORE_RECEIVED, import_reports
from vitalgrid.loop.cases.importing_rows import Imported, ImportedReport
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.workflow import Outcome, Source, State

MAPPED = ("category", "unit", "area")
OPEN_STATES = (State.RECEIVED, State.TRIAGED, State.ASSIGNED, State.IN_PROGRESS)
T, K = ImportField, ValueKind
FIELDS = (
    T("external_id", about=gettext_lazy("the record's own number: a second import of it changes nothing"), limit=120),
    T("created", K.MOMENT, gettext_lazy("when it was received"), is_required=True),
    T("closed", K.MOMENT, gettext_lazy("when it was closed; empty: it is open"), is_lenient=True),
    T("due", K.MOMENT, gettext_lazy("its final due moment"), is_lenient=True),
    T("occurred_at", K.MOMENT, gettext_lazy("when it happened"), is_lenient=True),
    T("title", about=gettext_lazy("one line"), limit=500),
    T("description", about=gettext_lazy("what was told"), limit=20_000),
    T("category", about=gettext_lazy("code or name of a category"), limit=500),
    T("unit", about=gettext_lazy("code or name of the lead unit"), limit=500),
    T("area", about=gettext_lazy("code or name of an area"), limit=500),
    T("lon", K.NUMBER, gettext_lazy("longitude in degrees"), is_lenient=True),
    T("lat", K.NUMBER, gettext_lazy("latitude in degrees"), is_lenient=True),
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
    T("anonymous", K.FLAG, gettext_lazy("the reporter stays anonymous"), is_lenient=True),
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
    """Store a batch of records; see `import_reports`. No row is refused: what cannot be used is left out and noted."""
    words, now = _words(), clock.now()
    rows = [_report(row, batch, words, now) for row in batch.rows]
    stored = import_reports(by=batch.by, rows=rows)
    return [_result(report, done) for report, done in zip(rows, stored, strict=True)]


def _result(report: ImportedReport, done: Imported) -> RowResult:
    if not done.is_new:
        return RowResult(is_repeated=True)
    placed = ("placed",) if done.is_placed else ()
    early = (CLOSED_BEFORE_RECEIVED,) if report.closed_at and report.closed_at < report.received_at else ()
    return RowResult(notes=(*report.flags, *placed, *early))


def _choices(row: ImportRow, flags: list[str]) -> dict[str, str]:
    """Words of ours. Another word is not ours to guess: the default stands, and it is noted."""
    chosen = {"state": "", "outcome": str(Outcome.DONE), "source": str(Source.IMPORT)}
    for name, allowed in (("state", OPEN_STATES), ("outcome", Outcome.values), ("source", Source.values)):
        told = row.get(name)
        if told in allowed:
            chosen[name] = str(told)
        elif told is not None and (name != "outcome" or row.get("closed")):
            flags.append(f"unmapped_{name}")
    return chosen


def _point(row: ImportRow, flags: list[str]) -> tuple[float, float] | None:
    """Longitude and latitude, or none when half of it is missing, it lies outside the world or in no known frame."""
    lon, lat = row.get("lon"), row.get("lat")
    if lon is None and lat is None:
        return None
    is_sound = lon is not None and lat is not None and -180 <= lon <= 180 and -90 <= lat <= 90
    if not is_sound or row.get("frame", "wgs84") not in FRAMES:
        flags.append("bad_point")
        return None
    return lon, lat


def _codes(row: ImportRow, batch: Batch, words: dict[str, _Words], flags: list[str]) -> dict[str, str]:
    """Codes of category, unit and area, with the words that are none of ours under `<name>_text`."""
    found: dict[str, str] = {}
    for name in MAPPED:
        told = str(row.get(name, ""))
        code = words[name].code(told) if told else ""
        if not code and name in batch.fields:
            flags.append(f"unmapped_{name}")
            found[f"{name}_text"] = told
            code = words[name].code(batch.unmapped.get(name, ""))
        found[name] = code
    return found


def _report(row: ImportRow, batch: Batch, words: dict[str, _Words], now: datetime) -> ImportedReport:
    flags = list(row.notes)
    codes, chosen, point = _codes(row, batch, words, flags), _choices(row, flags), _point(row, flags)
    if row.get("created") > now:
        flags.append("received_in_future")
    about = row.get("description") or row.get("title") or row.get("category")
    return ImportedReport(
        external_source=batch.source,
        external_id=row.get("external_id", ""),
        description=str(about or _("The record has no text.")),
        title=row.get("title", ""),
        received_at=row.get("created"),
        closed_at=row.get("closed"),
        due_at=row.get("due"),
        has_own_due="due" in batch.fields,
        occurred_at=row.get("occurred_at"),
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        frame=row.get("frame", "wgs84") if point else "wgs84",
        address=row.get("address", ""),
        status=row.get("status", ""),
        answer=row.get("answer", ""),
        name=row.get("name", ""),
        phone=row.get("phone", ""),
        email=row.get("email", ""),
        is_anonymous=row.get("anonymous", False),
        flags=tuple(flags),
        **codes,
        **chosen,
    )


NOTES = {
    "unmapped_category": gettext_lazy("the category is none of ours or empty; its word is kept"),
    "unmapped_unit": gettext_lazy("the unit is none of ours or empty; its word is kept"),
    "unmapped_area": gettext_lazy("the area is none of ours or empty; its word is kept"),
    "unmapped_source": gettext_lazy("the source is none of ours: taken as an import"),
    "unmapped_outcome": gettext_lazy("the outcome is none of ours: taken as done"),
    "unmapped_state": gettext_lazy("the state is none of ours: the usual one is taken"),
    "placed": gettext_lazy("the point lies in a boundary, which decides the area"),
    "bad_point": gettext_lazy("half a point, or one outside the world: left out"),
    CLOSED_BEFORE_RECEIVED: gettext_lazy("closed before it was received: both moments are kept"),
    "received_in_future": gettext_lazy("received in the future: kept as it is"),
    **{f"unreadable_{one.name}": gettext_lazy("cannot be read: left out") for one in FIELDS if one.is_lenient},
}
IMPORTERS = (Importer("reports", FIELDS, put, batch_size=1000, notes=NOTES),)
