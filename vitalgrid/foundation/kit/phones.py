"""Which texts are telephone numbers that somebody could dial: the plan of China's numbers, and E.164 for all others.

Sources: the Ministry's numbering plan (电信网编号计划, 2017: mobiles 1[3-9] and nine digits; area codes 0 and two or
three digits, with numbers of seven or eight; services 1XX to 1XXXXX and 95/96X…), and ITU-T E.164 (a country code and
at most fifteen digits in all). Spaces, hyphens, dots and brackets are for the eye; full-width digits count as digits.
"""

import re
import unicodedata

from vitalgrid.foundation.kit.problems import BAD_PHONE, Problem

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(?:0(?:10|2\d|[3-9]\d\d))\d{7,8}")
LOCAL = re.compile(r"[2-8]\d{6,7}")  # a landline of the caller's own city, as people there write it
SERVICE = re.compile(r"1[0-2]\d{1,4}|9[56]\d{3,6}|[48]00\d{7}")
ABROAD = re.compile(r"[1-9]\d{6,14}")
HOME = "86"
_WRITTEN = re.compile(r"\+?[0-9(][0-9 ().\-]*")
_BEFORE_EXTENSION = re.compile(r"转|轉|分机|ext\.?|x|#|,", re.IGNORECASE)
_EXTENSION = re.compile(r" ?\d{1,6}")
# Behind a hyphen alone only landlines have one: of a bare local number nobody could tell it from the number itself.
_AREA_AND_EXTENSION = re.compile(r"\(?(?P<number>0\d{2,3}\)?[ -]?\d{3,4}[ -]?\d{3,4})\s*-\s*(?P<extension>\d{1,6})")


def plain(text: str) -> str:
    """The text as it is judged: full-width signs made narrow, dashes of all kinds made hyphens, trimmed."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join("-" if unicodedata.category(c) == "Pd" else c for c in narrow).strip()


def is_phone(text: str) -> bool:
    """Whether somebody could dial `text`: a mobile, a landline with or without extension, a service, or `+` abroad."""
    text = plain(text)
    if len(text) > 40:
        return False
    number, *behind = _BEFORE_EXTENSION.split(text, maxsplit=1)
    if behind:
        return bool(_EXTENSION.fullmatch(behind[0])) and _is_number(number.strip())
    found = _AREA_AND_EXTENSION.fullmatch(text)
    return _is_number(text) or (found is not None and _is_number(found["number"]))


def clean_phone(text: str, field: str = "") -> str:
    """The text as it is kept: trimmed, otherwise as it was written. Empty stays empty. Raises `kit.bad_phone`."""
    text = text.strip()
    if text and not is_phone(text):
        raise Problem(BAD_PHONE, field=field)
    return text


def _is_number(text: str) -> bool:
    if not _WRITTEN.fullmatch(text):
        return False
    digits = "".join(c for c in text if c in "0123456789")
    country = text.startswith("+") or digits.startswith("00")
    if not country:
        return any(kind.fullmatch(digits) for kind in (MOBILE, LANDLINE, LOCAL, SERVICE))
    if not text.startswith("+"):  # either of the two stands for "abroad", never both
        digits = digits.removeprefix("00")
    if digits.startswith(HOME):
        rest = digits[len(HOME) :]  # the 0 of the area code falls away behind +86, and many write it still
        kinds = (MOBILE, LANDLINE, SERVICE)
        return any(kind.fullmatch(one) for kind in kinds for one in (rest, f"0{rest}"))
    return bool(ABROAD.fullmatch(digits))
