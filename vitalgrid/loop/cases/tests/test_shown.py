"""Photos for everybody: none until somebody chooses, only of the case itself, never of matters about persons."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.files.tests.factories import encoded, picture
from vitalgrid.foundation.journal.models import Entry
from vitalgrid.foundation.kit.problems import Problem
from vitalgrid.loop.cases.actions import move_case
from vitalgrid.loop.cases.models import Attachment, Case, Step
from vitalgrid.loop.cases.queries.shown import public_photos, showable_photos
from vitalgrid.loop.cases.rules import may_show_photos
from vitalgrid.loop.cases.tests.factories import Loop
from vitalgrid.loop.cases.workflow import Procedure

WORDS = "演示：水管已修好。"


@dataclass
class Shown:
    """A closed case with a photo of before and one of after."""

    case: Case
    before: str
    after: str

    @property
    def public(self) -> list[str]:
        return [photo.blob_id for photo in public_photos([self.case.pk]).get(self.case.pk, [])]


def stored(loop: Loop, width: int) -> str:
    return store_photo(by=loop.actor("water"), data=encoded(picture((width, 100))), name="a.jpg").sha256


@pytest.fixture
def shown(loop: Loop) -> Shown:
    case = Case.objects.get(code=loop.closed().code)
    before, after = stored(loop, 101), stored(loop, 102)
    Attachment.objects.create(case=case, blob_id=before, kind="before", at=case.opened_at)
    Attachment.objects.create(case=case, blob_id=after, kind="after", at=case.opened_at + timedelta(hours=2))
    return Shown(case, before, after)


def refused(loop: Loop, code: str, verb: str, **data: object) -> str:
    with pytest.raises(Problem) as caught:
        loop.move(code, verb, "dispatch", **data)
    return (caught.value.errors or [caught.value])[0].kind.code


def test_nothing_is_shown_until_somebody_chooses_and_one_press_takes_it_back(loop: Loop, shown: Shown) -> None:
    loop.move(shown.case.code, "publish", "dispatch", answer=WORDS)
    assert shown.public == []
    loop.move(shown.case.code, "show_photos", "dispatch", shown=[shown.after])
    assert shown.public == [shown.after]
    assert Step.objects.filter(case=shown.case).latest("number").data == {"shown": [shown.after]}
    loop.move(shown.case.code, "show_photos", "dispatch")
    assert shown.public == []
    assert Case.objects.get(pk=shown.case.pk).public_text == WORDS
    assert Entry.objects.filter(event="case.photos_shown", code=shown.case.code).count() == 2


def test_they_are_chosen_with_the_words_and_go_with_them(loop: Loop, shown: Shown) -> None:
    loop.move(shown.case.code, "publish", "dispatch", answer=WORDS, shown=[shown.before, shown.after])
    assert shown.public == [shown.before, shown.after]
    loop.move(shown.case.code, "unpublish", "dispatch", text="演示：写错了地方。")
    assert shown.public == [] and not Attachment.objects.filter(is_public=True).exists()
    assert refused(loop, shown.case.code, "show_photos", shown=[shown.after]) == "cases.not_published"
    loop.move(shown.case.code, "publish", "dispatch", answer=WORDS, shown=[shown.after])
    loop.move(shown.case.code, "reopen", "intake", text="演示：又漏了。")
    assert shown.public == [] and not Attachment.objects.filter(is_public=True).exists()


def test_of_an_open_matter_the_neighbours_see_what_was_chosen_until_its_reporter_takes_it_back(loop: Loop) -> None:
    receipt = loop.accepted()
    case = Case.objects.get(code=receipt.code)
    digest = stored(loop, 104)
    Attachment.objects.create(case=case, report=case.reports.get(), blob_id=digest, kind="before", at=case.opened_at)
    shown = Shown(case, digest, "")
    assert shown.public == []
    loop.move(case.code, "show_photos", "dispatch", shown=[digest])
    assert shown.public == [digest]
    Case.objects.filter(pk=case.pk).update(procedure=Procedure.PETITION)
    assert shown.public == []
    Case.objects.filter(pk=case.pk).update(procedure=Procedure.ORDINARY)
    move_case(by=Actor.resident(), code=case.code, verb="withdraw", secret=receipt.secret)
    assert shown.public == []


def test_no_photo_of_another_case_and_nothing_that_is_no_photo(loop: Loop, shown: Shown) -> None:
    strange = stored(loop, 103)
    other = Case.objects.get(code=loop.closed().code)
    Attachment.objects.create(case=other, blob_id=strange, kind="after", at=other.opened_at)
    for wrong in ([strange], ["f" * 64], ["../../etc"], [shown.after, strange]):
        assert refused(loop, shown.case.code, "publish", answer=WORDS, shown=wrong) == "cases.not_its_photo"
    assert not Attachment.objects.filter(is_public=True).exists()
    assert Case.objects.get(pk=shown.case.pk).published_at is None


@pytest.mark.parametrize("procedure", [Procedure.PETITION, Procedure.MEDIATION])
def test_of_matters_about_persons_the_words_alone(loop: Loop, shown: Shown, procedure: Procedure) -> None:
    Attachment.objects.filter(case=shown.case).update(is_public=True)
    Case.objects.filter(pk=shown.case.pk).update(procedure=procedure)
    assert refused(loop, shown.case.code, "publish", answer=WORDS, shown=[shown.after]) == "cases.photos_stay_inside"
    loop.move(shown.case.code, "publish", "dispatch", answer=WORDS)
    case = Case.objects.get(pk=shown.case.pk)
    assert (showable_photos(case), shown.public, case.public_text) == ([], [], WORDS)
    assert refused(loop, shown.case.code, "show_photos", shown=[shown.after]) == "cases.wrong_state"


def test_of_a_complaint_about_staff_nothing_ever(loop: Loop, shown: Shown) -> None:
    Attachment.objects.filter(case=shown.case).update(is_public=True)
    Case.objects.filter(pk=shown.case.pk).update(is_integrity=True, published_at=shown.case.closed_at)
    assert shown.public == [] and showable_photos(Case.objects.get(pk=shown.case.pk)) == []
    assert not may_show_photos(Procedure.ORDINARY, is_integrity=True)
    assert may_show_photos(Procedure.ORDINARY, is_integrity=False)


def test_only_who_may_publish_chooses(loop: Loop, shown: Shown) -> None:
    loop.move(shown.case.code, "publish", "dispatch", answer=WORDS)
    for who in ("water", "room-1", "full-1-1-1-1", "leader"):
        with pytest.raises(Problem) as caught:
            move_case(by=loop.actor(who), code=shown.case.code, verb="show_photos", data={"shown": [shown.after]})
        assert caught.value.kind.status in (403, 404), who
    assert shown.public == []
