"""A kind is proposed by the catalogue's own words, and none where none stands out."""

import pytest

from vitalgrid.city.grids.queries import touch
from vitalgrid.loop.cases.models import Category
from vitalgrid.loop.cases.queries.guessing import guess_category
from vitalgrid.loop.cases.tests.factories import Loop


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("西门垃圾堆了三天，风一吹到处都是。", "0301"),
        ("供水停了，三楼一点水都没有。", "0404"),
        ("你好。", None),
        ("", None),
        ("垃圾堆在路上，供水也停了。", None),
    ],
)
def test_words_of_the_catalogue_propose_a_kind_and_a_tie_proposes_none(loop: Loop, words: str, code: str) -> None:
    guess = guess_category(words)
    assert (guess.code if guess else None) == code


def test_latin_words_count_whole_and_kinds_not_offered_to_the_public_are_never_proposed(loop: Loop) -> None:
    Category.objects.filter(code="0404").update(name_en="Water supply")
    touch()
    assert getattr(guess_category("no water in the supply"), "code", None) == "0404"
    assert guess_category("a letter of thanks") is None
    Category.objects.filter(code="0404").update(is_public=False)
    touch()
    assert guess_category("no water in the supply") is None
