"""What Ctrl-K finds: the newest few, with the same eyes as the list, and nothing of a telephone number to read."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vitalgrid.foundation.kit import clock
from vitalgrid.loop.cases.tests.factories import MONDAY, Loop


def test_words_place_and_code_find_the_newest_few_with_marks(loop: Loop, client: Client) -> None:
    codes = []
    for hour in range(8):
        with clock.set_to(MONDAY + timedelta(hours=hour)):
            codes.append(loop.report(description="演示:北门外井盖松动。", address="演示路8号").code)
    far = loop.report(at="2-1-1-1", description="演示:路灯不亮。").code
    loop.sign_in(client, "dispatch")
    page = client.post("/console/quick/", {"q": "井盖"}).content.decode()
    assert [page.index(code) for code in reversed(codes[2:])] == sorted(page.index(code) for code in codes[2:])
    assert codes[1] not in page and far not in page
    assert "<mark>井盖</mark>" in page and f'data-href="/console/cases/{codes[7]}/"' in page
    assert codes[7] in client.post("/console/quick/", {"q": "演示路8号"}).content.decode()
    assert far in client.post("/console/quick/", {"q": far}).content.decode()
    place = client.post("/console/quick/", {"q": "演示·1-2"}).content.decode()
    assert "/console/?view=open&amp;area=1-2" in place
    assert client.post("/console/quick/", {"q": "井"}).content.decode().strip() == ""
    odd = client.post("/console/quick/", {"q": "<b>井盖"}).content.decode()
    assert "<b>" not in odd


def test_nobody_finds_more_by_it_than_in_their_list(loop: Loop, client: Client) -> None:
    code = loop.report(description="演示:北门外井盖松动。", phone="13800001111", name="演示·甲").code
    apart = loop.report(description="演示:查井盖的人态度不好。", category="14").code
    for who, found in {
        "intake": {code}, "room-1": {code}, "room-2": set(), "water": set(), "discipline": {apart},
    }.items():  # fmt: skip
        loop.sign_in(client, who)
        page = client.post("/console/quick/", {"q": "井盖"}).content.decode()
        assert {each for each in (code, apart) if each in page} == found, who
        by_telephone = client.post("/console/quick/", {"q": "138 0000 1111"}).content.decode()
        assert (code in by_telephone) == (who in ("intake", "room-1")), who
        assert "13800001111" not in by_telephone and "0000 1111" not in by_telephone
    client.logout()
    assert client.post("/console/quick/", {"q": "井盖"}).status_code == 401
    assert client.get("/console/quick/").status_code == 405


def test_it_costs_as_much_for_one_case_as_for_six(loop: Loop, client: Client) -> None:
    loop.sign_in(client, "room-1")
    costs = []
    for upto in (1, 8):
        for _n in range(upto):
            loop.report(description="演示:井盖。")
        client.post("/console/quick/", {"q": "井盖"})
        with CaptureQueriesContext(connection) as asked:
            client.post("/console/quick/", {"q": "井盖"})
        costs.append(len(asked))
    assert costs[1] <= costs[0] <= 13, costs  # an empty page is sought a little further
