"""How text is made comparable, cut into pairs of characters, and compared. Pure.

Chinese is searched by two-character words and no dictionary knows all place names, so the index holds every pair of
neighbouring characters (bigram). The same pairs serve Latin words, numbers and codes: a word is found wherever its
characters stand in that order, in the middle of another word too.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

MAX_WORDS = 8
MAX_WORD = 60  # characters
LONGEST_SHARED = 8  # characters
_SPACES = re.compile(r"\s+")
# Han, kana, hangul and the marks of Chinese text: around them a space has no meaning.
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_IDLE_SPACE = re.compile(rf"(?<=[{_WIDE}]) | (?=[{_WIDE}])")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_END = "0000"  # stands after the last character of a run, so that every character begins some pair


def fold(text: str) -> str:
    """Compatibility forms unified (NFKC), lower case, invisible characters gone, no space beside Chinese characters.

    `fold(fold(text)) == fold(text)`.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if (spaced := text.replace("\n", " ")).isprintable():  # nearly every text: nothing invisible, no space but this one
        return _IDLE_SPACE.sub("", _SPACES.sub(" ", spaced)).strip()
    kept = (" " if c.isspace() or unicodedata.category(c) == "Cc" else c for c in text)
    visible = "".join(c for c in kept if unicodedata.category(c) not in ("Cf", "Cs"))
    # Taking an invisible character away may bring two together that have a common form.
    visible = unicodedata.normalize("NFKC", visible)
    return _IDLE_SPACE.sub("", _SPACES.sub(" ", visible)).strip()


def words_of(query: str) -> list[str]:
    """The words of what somebody typed, folded, each once, at most `MAX_WORDS`. Everything in them is plain data."""
    words = (word for part in query.split() for word in fold(part).split(" "))
    return list(dict.fromkeys(word[:MAX_WORD] for word in words if word))[:MAX_WORDS]


@lru_cache(maxsize=16_384)
def _token(character: str) -> str:
    number, digits = ord(character), ""
    for _ in range(4):
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits


def tokens_of(folded: str) -> set[str]:
    """The pairs of a folded text as index tokens of eight letters and digits.

    Characters are written as numbers to the base of 36, because a database's own idea of letters is older than the
    rarest characters in people's names and drops signs altogether.
    """
    tokens: set[str] = set()
    for run in folded.split(" "):
        marks = [*map(_token, run), _END]
        tokens.update(first + second for first, second in zip(marks, marks[1:], strict=False))
    return tokens


def tokens_for_word(word: str) -> tuple[set[str], str]:
    """What a folded word asks of the index: tokens that must all be there, or the first half of one (one character)."""
    if len(word) == 1:
        return set(), _token(word)
    marks = list(map(_token, word))
    return {first + second for first, second in zip(marks, marks[1:], strict=False)}, ""


def mark_of(key: UUID) -> str:
    """The mark of an area or a unit: enough of its random end to tell it from all others of a city."""
    return key.hex[-12:]


def mark_token(mark: str) -> str:
    """The index token of a mark. No pair begins with z: the last character there is comes before it."""
    return f"z{mark}"


def pairs_of(text: str) -> set[str]:
    """The pairs of neighbouring characters of a text after folding; a single character is a pair of its own."""
    return {pair for run in fold(text).split(" ") for pair in _pairs(run)}


def _pairs(run: str) -> Iterable[str]:
    return (run[i : i + 2] for i in range(max(len(run) - 1, 1))) if run else ()


def likeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1: pairs in both ÷ pairs in either (Jaccard 1901). Two empty texts: 0."""
    return likeness_of_pairs(pairs_of(one), pairs_of(other))


def likeness_of_pairs(one: set[str], other: set[str]) -> float:
    """The same for pairs that are at hand already, when one text is compared with many."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def shared_words(one: str, other: str, *, most: int = 3) -> list[str]:
    """The longest stretches that both texts have, of two to `LONGEST_SHARED` characters, longest first and none inside
    another; for telling a person why two texts are alike."""
    first, second = fold(one), fold(other)
    found: list[str] = []
    for size in range(min(LONGEST_SHARED, len(first), len(second)), 1, -1):
        for start in range(len(first) - size + 1):
            piece = first[start : start + size]
            if piece in second and piece.isalnum() and not any(piece in word for word in found):
                found.append(piece)
        if len(found) >= most:
            break
    return found[:most]
