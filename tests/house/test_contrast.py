"""Every pair of colours that a page uses can be read: text 4.5 : 1, controls and signs 3 : 1 (WCAG 1.4.3, 1.4.11).

The values come from web/src/css/tokens.css, where they stand once; the pairs are written here and nowhere else.
"""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "web" / "src" / "css"
SURFACES = ("ground", "paper", "raised")
TINTS = ("vital-tint", "call-tint", "danger-tint", "info-tint")
# text colour -> what it stands on
TEXT = {
    "ink": (*SURFACES, *TINTS),
    "second": (*SURFACES, "vital-tint", "danger-tint", "info-tint", "call-tint"),
    "faint": (*SURFACES,),
    "vital": (*SURFACES, "vital-tint"),
    "vital-hover": (*SURFACES, "vital-tint"),
    "call": (*SURFACES, "call-tint", "vital-tint"),
    "danger": (*SURFACES, "danger-tint", "vital-tint"),
    "info": (*SURFACES, "info-tint", "vital-tint"),
    "on-vital": ("vital", "vital-hover"),
    "paper": ("call", "danger", "info", "ink"),  # pins on the map, the name of a place on the rail
}
SIGNS = {
    "edge": (*SURFACES,),
    "vital": (*SURFACES, "vital-tint"),
    "call": (*SURFACES, "call-tint", "vital-tint"),
    "danger": (*SURFACES, "danger-tint", "vital-tint"),
    "info": (*SURFACES, "info-tint", "vital-tint"),
}
# On the open row a ring's hairlines stand on the tint: words say the state, so 2.5 is enough for what is still to come.
HAIRLINES = {"edge": ("vital-tint",)}
WALL = {"ink": (*SURFACES,), "second": (*SURFACES,)}


def blocks() -> dict[str, dict[str, str]]:
    """The token sets of the file by selector."""
    text = re.sub(r"/\*.*?\*/", "", (CSS / "tokens.css").read_text(encoding="utf-8"), flags=re.S)
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"(:root[^{]*)\{([^{}]*)\}", text):
        # The first block of a selector counts; later ones are wishes such as a higher contrast.
        found.setdefault(selector.strip(), {k: v.strip() for k, v in re.findall(r"--([\w-]+):\s*([^;]+);", body)})
    return found


SETS = {"light": blocks()[":root"], "dark": blocks()[':root[data-theme="dark"]']}


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2.2, definition of contrast ratio)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 … 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def pairs(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str, str]]:
    return [(theme, fore, back) for theme in SETS for fore, backs in table.items() for back in backs]


def of(theme: str, fore: str, back: str) -> float:
    return contrast(SETS[theme][fore], SETS[theme][back])


def test_formula() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("theme", "fore", "back"), pairs(TEXT))
def test_text(theme: str, fore: str, back: str) -> None:
    assert of(theme, fore, back) >= 4.5


@pytest.mark.parametrize(("theme", "fore", "back"), pairs(SIGNS))
def test_signs(theme: str, fore: str, back: str) -> None:
    assert of(theme, fore, back) >= 3


@pytest.mark.parametrize(("theme", "fore", "back"), pairs(HAIRLINES))
def test_hairlines(theme: str, fore: str, back: str) -> None:
    assert of(theme, fore, back) >= 2.5


@pytest.mark.parametrize(("fore", "back"), [(fore, back) for theme, fore, back in pairs(WALL) if theme == "dark"])
def test_wall(fore: str, back: str) -> None:
    assert of("dark", fore, back) >= 7


def test_the_dark_set_stands_twice_alike() -> None:
    assert blocks()[':root[data-theme="auto"]'] == SETS["dark"]


def test_no_colour_outside_the_tokens() -> None:
    """A colour written into a rule escapes this test and the dark set. Paper alone is black on white."""
    for path in sorted(CSS.glob("*.css")):
        if path.name in ("tokens.css", "print.css"):
            continue
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)|rgba?\(", path.read_text(encoding="utf-8")), path.name
