"""What a password must be, in both profiles."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.tests.factories import PASSWORD, add_totp, make_user, post_sign_in
from vitalgrid.foundation.kit import clock

LONG = "the heron waits by the weir at dusk "


def faults(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {str(one.code) for one in error.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("fourteen chars", "password_too_short"),
        ("x7 weir heron!", "password_too_short"),
        ("13812345678901234", "password_blocked"),
        ("aaaaaaaaaaaaaaaaaa", "password_blocked"),
        ("VitalGrid", "password_blocked"),
        ("全心全意为人民服务2026", "password_blocked"),
        ("correct horse battery staple", "password_blocked"),
        ("qwertyuiopasdfghjkl", "password_blocked"),
        (LONG * 4, "password_too_long"),
    ],
)
def test_refused(password: str, fault: str) -> None:
    assert fault in faults(password)


@pytest.mark.parametrize("password", ["fifteen chars ok", LONG[:64].ljust(64, "z"), "今天傍晚苍鹭在水坝边上等鱼呢呀"])
def test_accepted(password: str) -> None:
    assert faults(password) == set()


def test_no_composition_rule_in_the_default_profile_and_three_kinds_in_the_other(settings: Any) -> None:
    assert faults("all small letters here") == set()
    settings.PASSWORD_PROFILE = "dengbao3"
    assert faults("all small letters here") == {"password_too_plain"}
    assert faults("All small letters here") == set()


@pytest.mark.django_db
def test_eight_characters_do_beside_a_second_factor() -> None:
    user = make_user("known")
    assert faults("w3ir-heron", user) == {"password_too_short"}
    add_totp(user)
    assert faults("w3ir-heron", user) == set()
    assert "password_too_short" in faults("w3ir-he", user)


@pytest.mark.django_db
def test_the_name_is_no_password() -> None:
    assert "password_too_similar" in faults("zhang.san.of.yumen", make_user("zhang.san.of.yumen"))


@pytest.mark.django_db
@pytest.mark.parametrize(("profile", "is_asked"), [("default", False), ("dengbao3", True)])
def test_only_the_assessed_profile_wants_a_new_one_after_ninety_days(
    client: Client, settings: Any, profile: str, is_asked: bool
) -> None:
    settings.PASSWORD_PROFILE = profile
    user = make_user("known")
    User.objects.filter(pk=user.pk).update(password_changed_at=clock.now() - timedelta(days=91))
    post_sign_in(client, "known", PASSWORD)
    assert (client.get("/accounts/sessions/").status_code == 302) is is_asked


@pytest.mark.django_db
def test_the_form_says_what_to_do_at_the_field(client: Client) -> None:
    make_user("known")
    post_sign_in(client, "known")
    page = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    ).content.decode()
    assert 'id="id_password1_error"' in page
    assert 'aria-invalid="true"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("has_password", [True, False])
def test_who_comes_without_a_password_is_told_so(client: Client, has_password: bool) -> None:
    user = make_user()
    if not has_password:
        user.set_unusable_password()
        user.save()
    client.force_login(user, backend="vitalgrid.foundation.accounts.backends.SignInBackend")
    answer = client.get("/accounts/password/change/")
    assert answer.status_code == 200
    assert ("没有密码可改" in answer.content.decode()) is not has_password
