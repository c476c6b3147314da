"""The page of results is honest about few, about late ones, and shows no picture that nobody released."""

from datetime import date, timedelta

import pytest
from django.test import Client

from vitalgrid.clients.residents.queries import public_figures
from vitalgrid.foundation.figures.periods import Period
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.files.tests.factories import encoded
from vitalgrid.foundation.files.tests.factories import picture as drawn
from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.models import Answer, Attachment, Case
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def answers(loop: Loop, count: int, solved: int) -> None:
    case = Case.objects.get(code=loop.closed().code)
    rows = [
        Answer(case=case, at=clock.now(), channel="phone", is_solved=n < solved, is_valid=True) for n in range(count)
    ]
    Answer.objects.bulk_create(rows)


@pytest.mark.parametrize(
    ("count", "solved", "told"),
    [(4, 3, (None, None, None, True)), (29, 20, (20, 29, None, False)), (30, 24, (24, 30, 80, False))],
    ids=["withheld", "few", "enough"],
)
def test_few_answers_are_withheld_then_counted_and_only_many_make_a_rate(
    loop: Loop, count: int, solved: int, told: tuple[object, ...]
) -> None:
    answers(loop, count, solved)
    figure = next(one for one in public_figures(MARCH) if one.key == "solved_rate")
    assert (figure.numerator, figure.denominator, figure.share, figure.is_withheld) == told


def test_the_page_says_it_in_words_and_shows_the_last_whole_month(loop: Loop, client: Client) -> None:
    with clock.set_to(MONDAY):
        answers(loop, 6, 5)
    with clock.set_to(MONDAY + timedelta(days=40)):
        page = client.get("/results/").content.decode()
    assert "2026年3月1日" in page and "件少，不算率" in page and "不到 5 件，不公布" in page


def test_published_matters_by_kind_with_their_days_and_no_unreleased_picture(loop: Loop, client: Client) -> None:
    code = loop.closed(at="1-1-1-1").code
    loop.move(code, "publish", "dispatch", answer="演示：水管已修好。")
    blob = store_photo(by=loop.actor("water"), data=encoded(drawn()), name="a.jpg")
    Attachment.objects.create(case=Case.objects.get(code=code), blob=blob, kind="after", at=clock.now())
    page = client.get("/results/").content.decode()
    assert "演示：水管已修好。" in page and "用了 1 天" in page and "演示·1-1" in page
    assert "1-1-1" not in page and "演示:巷口垃圾堆了三天" not in page  # no closer than the village, not as told
    assert 'class="photos pair"' not in page
    loop.move(code, "show_photos", "dispatch", shown=[blob.pk])
    assert 'class="photos pair"' in client.get("/results/?kind=04").content.decode()
    loop.move(code, "show_photos", "dispatch")
    assert 'class="photos pair"' not in client.get("/results/?kind=04").content.decode()
    assert "演示：水管已修好。" not in client.get("/results/?kind=03").content.decode()
