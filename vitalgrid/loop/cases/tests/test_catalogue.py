"""The catalogue of admitted matters holds by days, and names the duty areas that have no line."""

from datetime import date

from django.test import Client

from vitalgrid.city.grids.queries import touch
from vitalgrid.loop.cases.models import Matter
from vitalgrid.loop.cases.queries.admitted import admitted_matters
from vitalgrid.loop.cases.queries.catalogue import catalogue
from vitalgrid.loop.cases.tests.factories import Loop


def test_a_line_holds_from_its_day_to_its_end(loop: Loop) -> None:
    Matter.objects.update(ended_on=date(2026, 1, 1))
    old = Matter.objects.get()
    Matter.objects.create(
        code=old.code, category=old.category, duty_area=old.duty_area, name="演示·新版", effective_on=date(2026, 1, 1)
    )
    touch()
    assert catalogue().matter("0404-01", date(2025, 12, 31)) == old
    assert catalogue().matter("0404-01", date(2026, 1, 1)).name == "演示·新版"
    assert [line.name for _g, lines in admitted_matters({"on": "2025-06-01"}).groups for line in lines] == [
        "演示·水管爆裂"
    ]
    assert len(admitted_matters({}).empty_duties) == 2


def test_a_matters_own_limit_goes_before_its_categorys(loop: Loop) -> None:
    code = loop.report().code
    case = loop.move(code, "accept", "intake", category="0404", matter="0404-01")
    assert (case.due_at - case.opened_at).total_seconds() == 12 * 3600


def test_the_catalogue_is_read_in_the_console(loop: Loop, client: Client) -> None:
    assert client.get("/console/catalogue/").status_code in (302, 403)
    loop.sign_in(client, "leader")
    assert "演示·水管爆裂" in client.get("/console/catalogue/").content.decode()
    assert client.get("/console/catalogue/?on=nonsense").status_code == 200


def test_lines_are_found_by_class_duty_and_words_with_their_versions(loop: Loop, client: Client) -> None:
    old = Matter.objects.get()
    Matter.objects.filter(pk=old.pk).update(ended_on=date(2026, 1, 1))
    new = Matter.objects.create(
        code=old.code, category=old.category, duty_area=old.duty_area, name="演示·新版", effective_on=date(2026, 1, 1)
    )
    touch()
    seen = admitted_matters({"on": "2026-03-02"})
    (line,) = [line for _name, lines in seen.groups for line in lines]
    assert (line.matter, [one.matter for one in line.versions]) == (new, [old])
    for asked, count in (
        ({"top": "04"}, 1), ({"top": "03"}, 0), ({"duty": old.duty_area_id}, 1), ({"duty": "safety"}, 0),
        ({"q": "新版"}, 1), ({"q": "新版 0404"}, 1), ({"q": "没有"}, 0),
    ):  # fmt: skip
        assert admitted_matters({"on": "2026-03-02", **asked}).count == count, asked
    loop.sign_in(client, "leader")
    page = client.get("/console/catalogue/?on=2026-03-02&q=新版").content.decode()
    assert "演示·水管爆裂" in page  # as the version before
