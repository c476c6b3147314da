"""`vitalgrid account` on the command line."""

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from vitalgrid.foundation.accounts.commands import account
from vitalgrid.foundation.accounts.models import User
from vitalgrid.foundation.accounts.tests.factories import make_user, post_sign_in, told

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(account, list(words))


def test_the_first_account_of_an_instance(client: Client) -> None:
    result = run("create", "Admin", "演示·管理员")
    assert result.exit_code == 0
    name, word = result.stdout.strip().split("\t")
    assert name == "admin"
    assert post_sign_in(client, name, word).status_code == 302
    assert User.objects.get().must_change_password


def test_reset_opens_a_shut_account(client: Client) -> None:
    make_user("known")
    assert run("disable", "known", "--reason", "left").exit_code == 0
    assert told("account.disabled")[0].reason == "left"
    word = run("reset", "known").stdout.strip().split("\t")[1]
    assert post_sign_in(client, "known", word).status_code == 302


@pytest.mark.parametrize("words", [("create", "known", "演示·二"), ("create", "bad name", "x"), ("reset", "nobody")])
def test_what_cannot_be_done_is_one_sentence_and_status_2(words: tuple[str, ...]) -> None:
    make_user("known")
    result = run(*words)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.output
