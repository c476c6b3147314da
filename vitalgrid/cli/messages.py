"""Message catalogues without GNU gettext: `python -m vitalgrid.cli.messages extract|compile|gaps [FOLDER …]`.

Every room keeps its own catalogue, `<room>/locale/zh_Hans/LC_MESSAGES/django.po`; what belongs to no room (config, cli)
goes into `vitalgrid/config/locale`. `extract` adds new sentences (filled in where another room already says the same),
keeps what is translated and moves what is gone to the end; `compile` makes the `.mo` that Django reads (never
committed); `gaps` exits with 1 and a line for each sentence that is missing, empty, fuzzy, has other placeholders, is
said differently in two rooms, or has half-width punctuation after a Chinese character. Naming folders limits the work
to them.
"""

import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = "zh_Hans"
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-+ #0]*\d*(?:\.\d+)?[sdifr]|\{\w*\}")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?.](?!\w)")
SKIPPED = {"tests", "migrations", "locale", "__pycache__", "node_modules"}
HEADER = "# Words of vitalgrid, simplified Chinese. Plain, as a person would say them.\n#"
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)

Key = tuple[str, str]  # context, English


@dataclass(frozen=True)
class Gap:
    """One sentence that is not right yet."""

    where: str
    what: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: {self.sentence}"


def rooms(package: Path = PACKAGE) -> list[Path]:
    """The folders with a catalogue of their own: every room, and `config` for the rest."""
    return sorted({path.parent for path in package.glob("**/apps.py")} | {package / "config"})


def catalogue_path(room: Path) -> Path:
    """Where the room's catalogue stands."""
    return room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def _room_of(path: Path, known: Sequence[Path], package: Path) -> Path:
    inside = [room for room in known if path.is_relative_to(room)]
    return max(inside, key=lambda room: len(room.parts), default=package / "config")


def sources(package: Path = PACKAGE) -> Iterator[Path]:
    """Every file that may hold sentences."""
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(set(folders) - SKIPPED)
        for name in sorted(files):
            if name.endswith((".py", ".html", ".txt")) and (name.endswith(".py") or "templates" in Path(folder).parts):
                yield Path(folder) / name


def _messages_in(path: Path) -> Iterator[tuple[int, Any, list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # The markup becomes calls among blanked words; indentation would disturb the reader of Python.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    yield from babel_extract("python", io.BytesIO(text.encode()), KEYWORDS, comment_tags=("Translators:",))


def extracted(package: Path = PACKAGE) -> dict[Path, Catalog]:
    """The sentences of every room as an empty catalogue, from the sources."""
    known = rooms(package)
    found = {room: Catalog(locale=LOCALE, charset="utf-8") for room in known}
    for path in sources(package):
        catalogue = found[_room_of(path, known, package)]
        for _line, message, comments, context in _messages_in(path):
            place = (path.relative_to(package.parent).as_posix(), 0)
            catalogue.add(message, None, [place], auto_comments=comments, context=context)
    return found


def read(room: Path) -> Catalog | None:
    """The room's catalogue as it stands, or None."""
    path = catalogue_path(room)
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, charset="utf-8")


def _key(message: Message) -> Key:
    english = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return (message.context or "", english)


def _translations(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string or ""]


def _said(package: Path) -> dict[Key, dict[str, Any]]:
    """Key -> room -> its finished translation, over all catalogues."""
    said: dict[Key, dict[str, Any]] = {}
    for room in rooms(package):
        for message in read(room) or ():
            if message.id and all(_translations(message)) and not message.fuzzy:
                said.setdefault(_key(message), {})[room.relative_to(package).as_posix()] = message.string
    return said


def update(room: Path, template: Catalog, said: dict[Key, dict[str, Any]]) -> bool:
    """Bring the room's catalogue up to `template`; whether its file changed."""
    catalogue = read(room) or Catalog(locale=LOCALE, charset="utf-8", creation_date=NO_DATE, revision_date=NO_DATE)
    if not len(template) and not len(catalogue):
        return False
    catalogue.header_comment, catalogue.fuzzy = HEADER, False
    catalogue.project, catalogue.version, catalogue.msgid_bugs_address = "vitalgrid", "0", ""
    catalogue.last_translator = catalogue.language_team = "vitalgrid"
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    for message in catalogue:
        elsewhere = said.get(_key(message), {})
        if message.id and not all(_translations(message)) and elsewhere:
            message.string = next(iter(elsewhere.values()))
    out = io.BytesIO()
    write_po(out, catalogue, width=120, sort_by_file=True, include_lineno=False)
    path = catalogue_path(room)
    if path.exists() and path.read_bytes() == out.getvalue():
        return False
    _replace(path, out.getvalue())
    return True


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)


def compile_all(package: Path = PACKAGE) -> int:
    """Make the `.mo` of every catalogue that is newer than it; how many were made. Safe to run in several processes."""
    made = 0
    for room in rooms(package):
        path = catalogue_path(room)
        target = path.with_suffix(".mo")
        if not path.exists() or (target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns):
            continue
        catalogue, out = read(room), io.BytesIO()
        assert catalogue is not None
        write_mo(out, catalogue)
        _replace(target, out.getvalue())
        made += 1
    return made


def _faults(message: Message) -> Iterator[str]:
    texts = _translations(message)
    if not all(texts):
        yield "no translation"
        return
    if message.fuzzy:
        yield "fuzzy"
    # A language without plural carries the placeholders of the plural form.
    wanted = message.id[-1] if isinstance(message.id, tuple | list) else message.id
    if any(sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(wanted)) for text in texts):
        yield "other placeholders"
    if any(HALF_WIDTH.search(text) for text in texts):
        yield "half-width punctuation"


def gaps(package: Path = PACKAGE, only: Sequence[Path] = ()) -> list[Gap]:
    """What is not right yet, room by room."""
    found: list[Gap] = []
    said = _said(package)
    for room, template in extracted(package).items():
        if only and room not in only:
            continue
        where = room.relative_to(package).as_posix()
        known = {_key(message): message for message in read(room) or () if message.id}
        for wanted in template:
            if not wanted.id:
                continue
            message = known.get(_key(wanted))
            faults = list(_faults(message)) if message else ["not in the catalogue; run extract"]
            others = {room: text for room, text in said.get(_key(wanted), {}).items() if room != where}
            if message and message.string and any(text != message.string for text in others.values()):
                faults.append(f"said differently in {', '.join(sorted(others))}")
            found += [Gap(where, fault, _key(wanted)[1]) for fault in faults]
    return found


def _chosen(names: Sequence[str]) -> list[Path]:
    folders = [Path(name).resolve() for name in names]
    return [room for room in rooms() if any(room.is_relative_to(folder) for folder in folders)]


def main(arguments: Sequence[str], out: TextIO = sys.stdout) -> int:
    """The command; exit status 0 done, 1 there are gaps, 2 wrong use."""
    verb, only = (arguments[0] if arguments else ""), _chosen(arguments[1:])
    if verb not in ("extract", "compile", "gaps") or (arguments[1:] and not only):
        sys.stderr.write("usage: python -m vitalgrid.cli.messages extract|compile|gaps [FOLDER …]\n")
        return 2
    if verb == "extract":
        said = _said(PACKAGE)
        for room, template in extracted().items():
            if (not only or room in only) and update(room, template, said):
                out.write(f"{catalogue_path(room).relative_to(PACKAGE.parent)}\n")
    elif verb == "compile":
        out.write(f"{compile_all()} catalogues compiled\n")
    else:
        found = gaps(only=only)
        out.writelines(f"{gap}\n" for gap in found)
        out.write(f"{len(found)} gaps\n")
        return 1 if found else 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
