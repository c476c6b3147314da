"""PDF by typst: A4 sheets from a template, its data and its pictures, with the fonts embedded.

A room keeps its templates as `papers/<name>.typ`; `papers/sheet.typ` here gives them head, foot and watermark.
Templates read `data.json` beside them. Signs that the font does not have are printed as their code: nothing disappears.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pylopdf_fonts_zh_cn
import typst
from fontTools.ttLib import TTFont

from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ring import Ring, svg

SHEET = Path(__file__).with_name("papers") / "sheet.typ"
# The colours of the design page on white paper; typst reads no style sheet of ours.
RING_STYLE = """
.r-done{stroke:#0b6b66}.r-next{stroke:#7a8a9a}.r-over{stroke:#b3261e}.r-now{opacity:.7}
.r-vital{stroke:#0b6b66}.r-call{stroke:#a84c08}.r-danger{stroke:#b3261e}.r-info{stroke:#2a5f9e}.r-dot{stroke:none}
.r-dot.r-vital{fill:#0b6b66}.r-dot.r-call{fill:#a84c08}.r-dot.r-danger{fill:#b3261e}.r-dot.r-info{fill:#2a5f9e}
"""


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folder = Path(pylopdf_fonts_zh_cn.sans_path()).parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


@lru_cache(maxsize=1)
def _known_signs() -> frozenset[int]:
    with TTFont(pylopdf_fonts_zh_cn.sans_path(), lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def printable(text: str) -> str:
    """The text with each sign that the font lacks as its code: 𠮷 becomes 〔U+20BB7〕. Control signs go."""
    known = _known_signs()
    kept = (sign if ord(sign) in known or sign == "\n" else _named(sign) for sign in text.replace("\r\n", "\n"))
    return "".join(kept)


def _named(sign: str) -> str:
    if sign == "\t":
        return " "
    return f"〔U+{ord(sign):04X}〕" if sign.isprintable() else ""


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _printable(inner) for key, inner in value.items()}
    return [_printable(inner) for inner in value] if isinstance(value, list | tuple) else value


def ring_file(ring: Ring) -> bytes:
    """The ring as an SVG that stands alone, in the colours of paper."""
    drawn = str(svg(ring, 96))
    head, _, rest = drawn.partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>{RING_STYLE}</style>{rest}'.encode()


def pdf(template: Path, data: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Set `template` (a .typ file) with `data` and `files` (pictures by the names that the data uses).

    The same input gives the same bytes at the same moment. About 0.1 s for a few pages.
    """
    with TemporaryDirectory(prefix="vitalgrid-paper-") as name:
        folder = Path(name)
        (folder / "sheet.typ").write_bytes(SHEET.read_bytes())
        (folder / "main.typ").write_bytes(template.read_bytes())
        (folder / "data.json").write_text(json.dumps(_printable(data), ensure_ascii=False), encoding="utf-8")
        for inner, content in files.items():
            (folder / inner).write_bytes(content)
        made: bytes = typst.compile(
            folder / "main.typ",
            root=folder,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            timestamp=clock.now().replace(microsecond=0),
        )
        return made
