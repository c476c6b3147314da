"""Folding, words and likeness, as properties and as examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitalgrid.foundation.search.rules import MAX_WORDS, fold, likeness, pairs_of, tokens_for_word, tokens_of, words_of

texts = st.text(max_size=60)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ　１２３", "abc 123"),
        ("井 盖\u3000丢\n失", "井盖丢失"),
        ("3 号楼 A 栋", "3号楼a栋"),
        ("Manhole   COVER", "manhole cover"),
        ("㎡①ﬁ", "m21fi"),
        ("井\u200b盖\x00丢", "井盖丢"),
        ("𠮷野家 ", "𠮷野家"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(texts)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(texts, st.integers(0, 60), st.integers(1, 60))
def test_a_part_of_a_text_asks_only_for_tokens_that_the_text_has(text, start, length):
    folded = fold(text)
    tokens = tokens_of(folded)
    for word in words_of(folded[start : start + length]):
        needed, beginning = tokens_for_word(word)
        if word in folded:
            assert needed <= tokens
            assert not beginning or any(token.startswith(beginning) for token in tokens)


def test_words_are_few_and_each_once():
    assert words_of("井盖 井盖　丢失\t丢失") == ["井盖", "丢失"]
    assert len(words_of(" ".join(map(str, range(100))))) == MAX_WORDS
    assert words_of(" \n ") == []


@given(texts, texts)
def test_likeness_is_a_measure(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == (1 if fold(one) else 0)


def test_likeness_counts_shared_pairs():
    assert likeness("路灯不亮", "路灯不亮了") == 3 / 4
    assert likeness("路灯不亮", "垃圾堆积") == 0
    assert pairs_of("灯") == {"灯"}
