"""Keys for programs."""

from datetime import timedelta

import pytest
from django.test import Client

from vitalgrid.foundation.accounts import actions, permissions
from vitalgrid.foundation.accounts.actions.keys import NewKey
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.models import ApiKey
from vitalgrid.foundation.accounts.tests.factories import make_actor, make_user, post_sign_in, told
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ids import new_id
from vitalgrid.foundation.kit.problems import Problem

pytestmark = pytest.mark.django_db
RIGHTS = frozenset({permissions.REPORT_FILE, permissions.CASE_VIEW})


@pytest.fixture
def admin() -> Actor:
    return make_actor("administrator", user=make_user("admin"))


def refused(text: str) -> str:
    with pytest.raises(Problem) as problem:
        actions.actor_for_api_key(text)
    return problem.value.kind.code


def test_a_key_acts_with_its_own_rights_and_only_its_digest_is_kept(admin: Actor) -> None:
    unit = new_id()
    row, text = actions.issue_key(by=admin, key=NewKey("热线系统", RIGHTS, source="hotline", unit=unit))
    actor = actions.actor_for_api_key(text, address="192.0.2.7")
    assert (actor.kind, actor.id, actor.post, actor.address) == ("api_key", str(row.pk), "hotline", "192.0.2.7")
    assert actor.permissions == RIGHTS
    (grant,) = actor.grants
    assert grant.unit_ids == {unit}
    assert not grant.is_citywide
    stored = ApiKey.objects.values().get()
    assert text.rpartition("_")[2] not in str(stored)
    assert len(told("key.issued")) == 1


def test_revoked_expired_and_wrong_keys_get_the_same_answer(admin: Actor) -> None:
    key = NewKey("x", RIGHTS, expires_at=clock.now() + timedelta(days=1))
    row, text = actions.issue_key(by=admin, key=key)
    other = text[:-1] + ("2" if text[-1] != "2" else "3")
    answers = {refused(other), refused("vg_22222222_nothing"), refused("nonsense")}
    with clock.set_to(clock.now() + timedelta(days=2)):
        answers.add(refused(text))
    actions.revoke_key(by=admin, key_id=row.pk)
    answers.add(refused(text))
    assert answers == {"accounts.bad_key"}
    assert len(told("key.revoked")) == 1


def test_using_a_key_writes_once_a_day(admin: Actor, django_assert_num_queries: object) -> None:
    _, text = actions.issue_key(by=admin, key=NewKey("x", RIGHTS))
    actions.actor_for_api_key(text)
    with django_assert_num_queries(1):  # type: ignore[operator]
        actions.actor_for_api_key(text)


GUARDED = ["journal.view", "account.manage", "privacy.manage", "case.view_integrity", "system.act", "no.such"]


@pytest.mark.parametrize("right", GUARDED)
def test_no_key_is_a_guard(admin: Actor, right: str) -> None:
    with pytest.raises(Problem) as problem:
        actions.issue_key(by=admin, key=NewKey("x", frozenset({right})))
    assert problem.value.kind.code == "accounts.key_rights"


def test_only_who_may_issues_and_revokes(admin: Actor) -> None:
    row, text = actions.issue_key(by=admin, key=NewKey("x", RIGHTS))
    auditor = make_actor("auditor")
    for act in (
        lambda: actions.issue_key(by=auditor, key=NewKey("y", RIGHTS)),
        lambda: actions.revoke_key(by=auditor, key_id=row.pk),
    ):
        with pytest.raises(Problem) as problem:
            act()
        assert problem.value.kind.status == 403
    assert actions.actor_for_api_key(text).id == str(row.pk)


def test_a_wrong_key_in_a_request_is_refused_and_never_taken_for_nobody(client: Client, admin: Actor) -> None:
    for header in ({"Authorization": "Bearer vg_22222222_x"}, {"X-Api-Key": "vg_22222222_x"}):
        response = client.get("/api/v1/anything", headers=header)
        assert response.status_code == 401
        assert response.json()["code"] == "accounts.bad_key"


def test_the_page_shows_the_text_once(client: Client, roles_of: dict[str, list[str]], settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    roles_of["admin"] = ["administrator"]
    make_user("admin")
    post_sign_in(client, "admin")
    last = (clock.now() + timedelta(days=30)).date().isoformat()
    form = {"name": "热线系统", "source": "hotline", "permissions": ["report.file"], "expires_on": last}
    response = client.post("/accounts/keys/new/", form)
    assert response.status_code == 201
    text = response.content.decode().split("data-secret>")[1].split("<")[0]
    assert actions.actor_for_api_key(text).permissions == {"report.file"}
    assert text not in client.get("/accounts/keys/").content.decode()
    row = ApiKey.objects.get()
    client.post(f"/accounts/keys/{row.pk}/revoke/")
    assert refused(text) == "accounts.bad_key"
