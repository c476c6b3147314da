"""Text in cells: what a spreadsheet would run is defused, what it would misread is kept as it is. Both can be undone.

Source: OWASP, CSV Injection. Pure.
"""

import re

_DANGER = "=+\\-@＝＋－＠"
# At the start, and after what a spreadsheet in another country takes for the end of a cell.
_START = re.compile(rf"(^|[;\t])([^\S\t]*)('*)(?=[{_DANGER}])")
_DEFUSED = re.compile(rf"(^|[;\t])([^\S\t]*)'('*)(?=[{_DANGER}])")
_NUMBER = re.compile(r"[+-]?\d{1,15}([.,]\d{1,15})?\s?%?")
# What becomes another value when a spreadsheet opens it: 0937… loses its nought, 1-2 is a day, 18 digits are rounded.
_MISREAD = re.compile(r"0\d+|\d{12,}|\d+(\.\d+)?[eE]\d+|\d+[-/:.]\d+([-/:.]\d+)?|(?i:true|false)")


def defused(text: str, *, is_code: bool = False) -> str:
    """The text for a CSV cell: an apostrophe before whatever would be run. A plain number stays one.

    A code that would be misread as a number or a day gets a tab before it, which keeps it text.
    """
    if not is_code and _NUMBER.fullmatch(text):
        return text
    if is_code and _MISREAD.fullmatch(text):
        return f"\t{text}"
    return _START.sub(r"\1\2'\3", text)


def plain(text: str) -> str:
    """What `defused` was given; other text stays as it is."""
    if text.startswith("\t") and _MISREAD.fullmatch(text[1:]):
        return text[1:]
    return _DEFUSED.sub(r"\1\2\3", text)


def looks_dangerous(text: str) -> bool:
    """Whether a spreadsheet would run the text if somebody typed it."""
    return bool(_START.match(text)) and not _NUMBER.fullmatch(text)
