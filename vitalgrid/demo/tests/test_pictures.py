"""The invented photos: about forty, small, different before and after, the same in every run."""

import pytest

from vitalgrid.demo import grammar, pictures


def test_there_are_about_forty_different_small_pictures():
    made = {pictures.photo(subject, is_after=after) for subject in pictures.SUBJECTS for after in (False, True)}
    assert len(made) == 2 * len(pictures.SUBJECTS) >= 40
    assert max(len(data) for data in made) < 40_000


def test_they_are_the_same_in_every_run():
    first = pictures.photo("lamp", is_after=False)
    pictures.photo.cache_clear()
    assert pictures.photo("lamp", is_after=False) == first


@pytest.mark.parametrize("code", sorted(pictures.SUBJECT_OF))
def test_photographed_subclasses_exist(code):
    assert code in grammar.subclasses()
    assert pictures.SUBJECT_OF[code] in pictures.SUBJECTS
