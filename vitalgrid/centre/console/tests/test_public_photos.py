"""Choosing photos for everybody at the case desk: seen before they are chosen, hidden by one press."""

import pytest
from django.test import Client

from vitalgrid.foundation.files.actions import store_photo
from vitalgrid.foundation.files.tests.factories import encoded, picture
from vitalgrid.loop.cases.models import Attachment, Case
from vitalgrid.loop.cases.queries.shown import public_photos
from vitalgrid.loop.cases.tests.factories import Loop


@pytest.fixture
def case(loop: Loop) -> Case:
    case = Case.objects.get(code=loop.closed().code)
    blob = store_photo(by=loop.actor("water"), data=encoded(picture()), name="a.jpg")
    told = case.reports.get()
    Attachment.objects.create(case=case, report=told, blob=blob, kind="before", at=case.opened_at)
    return case


def test_the_form_shows_the_photos_and_none_is_ticked(loop: Loop, client: Client, case: Case) -> None:
    loop.sign_in(client, "dispatch")
    page = client.get(f"/console/cases/{case.code}/?do=publish").content.decode()
    form = page.split('class="shown-photos"')[1].split("</fieldset>")[0]
    assert form.count("<img") == 1 and "checked" not in form
    assert "人脸、车牌和门牌号" in page


def test_one_press_hides_them_all(loop: Loop, client: Client, case: Case) -> None:
    loop.sign_in(client, "dispatch")
    shown = Attachment.objects.get(case=case).blob_id
    where = f"/console/cases/{case.code}/"
    client.post(f"{where}publish/", {"answer": "演示：修好了。", "shown": [shown]})
    assert len(public_photos([case.pk])[case.pk]) == 1
    page = client.get(where).content.decode()
    form = page.split('id="public-photos"')[1].split("</form>")[0]
    assert f'action="{where}show_photos/"' in form
    revision = Case.objects.get(pk=case.pk).revision
    client.post(f"{where}show_photos/", {"expected_revision": revision})
    assert public_photos([case.pk]) == {}
    assert 'id="public-photos"' not in client.get(where).content.decode()
