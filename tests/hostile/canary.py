"""One invented person, and every form in which a trace of them could lie somewhere."""

import gzip
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.db import connection

NAME, PHONE, EMAIL = "演示·金丝雀", "13911223344", "jinsique@canary.example"


def forms(text: str) -> set[bytes]:
    """The text as it is, escaped, in other encodings, and in base64 at each of its three places."""
    plain = text.encode()
    found = {
        plain,
        text.encode("utf-16-le"),
        text.encode("gb18030"),
        quote(text).encode(),
        text.encode("unicode_escape"),
    }
    found |= {
        text.encode("ascii", "backslashreplace"),
        "".join(f"&#{ord(c)};" for c in text).encode(),
        plain.hex().encode(),
    }
    for lead in (b"", b"x", b"xx"):
        for pack in (b64encode, urlsafe_b64encode):
            found.add(pack(lead + plain + b"xxx")[4:-8])  # what no neighbour changes
    return {one for one in found if len(one) >= 6}


def in_database() -> Iterator[tuple[str, bytes]]:
    """Every row of every table, as (table, its values)."""
    for table in sorted(connection.introspection.table_names()):
        if table == "search_gram" and connection.vendor == "sqlite":
            continue  # it has no content to walk; its own tables beside it have, and it is asked by words
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, b"\x00".join(_raw(value) for value in row)


def _raw(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode("utf-8", "surrogatepass")


def in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below, packed ones unpacked too, and every name."""
    for path in sorted(folder.rglob("*")):
        yield str(path.relative_to(folder)), path.name.encode()
        if path.is_file():
            data = path.read_bytes()
            yield str(path.relative_to(folder)), gzip.decompress(data) if path.suffix == ".gz" else data


def traces(text: str, places: Iterator[tuple[str, bytes]]) -> list[str]:
    """Where the text lies, in whichever form."""
    wanted = forms(text)
    return sorted({where for where, data in places if any(one in data for one in wanted)})
