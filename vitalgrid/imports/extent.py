"""How far a sheet reaches, read off its XML before it is unfolded.

The reader lays a sheet out as a rectangle: one cell in the last row of the last column makes seventeen thousand million
empty ones of a file of six kilobytes.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator

PIECE = 1 << 20  # bytes
LONGEST_TAG = 4096  # bytes kept from one piece to the next, so that no tag is cut in two
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]{0,2000})>")
_PLACE = re.compile(rb"""\sr=["']([A-Za-z]{0,3})(\d{1,9})["']""")


def extent_of(archive: zipfile.ZipFile) -> tuple[int, int]:
    """The cells that are stored in the largest sheet of a workbook, and those of the rectangle round them.

    ValueError for a part that is damaged, locked or packed in a way that nobody knows.
    """
    names = [name for name in archive.namelist() if "worksheets/" in name and name.endswith(".xml")]
    try:
        found = [_extent(archive, name) for name in names]
    except (zlib.error, RuntimeError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(str(error)) from error
    return max(found, key=lambda one: one[1], default=(0, 0))


def _extent(archive: zipfile.ZipFile, name: str) -> tuple[int, int]:
    stored = height = width = row = column = 0
    for kind, attributes in _tags(archive, name):
        place = _PLACE.search(attributes)
        if kind == b"row":
            row, column = int(place[2]) if place else row + 1, 0
        else:
            stored, column = stored + 1, column + 1
            if place:
                row, column = int(place[2]), _number_of(place[1]) or column
            height, width = max(height, row), max(width, column)
    return stored, height * width


def _number_of(letters: bytes) -> int:
    """The number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _tags(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[bytes, bytes]]:
    with archive.open(name) as file:
        rest = b""
        while piece := file.read(PIECE):
            text = rest + piece
            end = 0
            for found in _TAG.finditer(text):
                yield found[1], found[2]
                end = found.end()
            rest = text[max(end, len(text) - LONGEST_TAG) :]
