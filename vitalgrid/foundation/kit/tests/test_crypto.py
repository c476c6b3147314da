"""Fields open only where they belong, only with their key, and only when asked."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models

from vitalgrid.foundation.kit import crypto
from vitalgrid.foundation.kit.keyring import Keyring, forget_cached_rings, keyring

PHONE = "13800001234"


class Person(models.Model):
    """A table for this file only."""

    phone = crypto.EncryptedTextField(default="")
    note = crypto.EncryptedTextField(null=True)
    phone_index = models.CharField(max_length=40, default="")

    class Meta:
        app_label = "kit_tests"  # no installed app: the check of migrations must not see it
        managed = False
        db_table = "kit_test_person"


@pytest.fixture
def table(db: None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE kit_test_person (id integer PRIMARY KEY, phone text, note text, phone_index varchar(40))"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE kit_test_person")


@pytest.fixture
def rings(settings: Any, tmp_path: Path) -> Path:
    settings.KEYS = tmp_path
    forget_cached_rings()
    return tmp_path


def _stored(column: str = "phone") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM kit_test_person")
        return str(cursor.fetchone()[0])


def test_the_database_holds_no_text(table: None) -> None:
    Person(id=1, phone=PHONE, phone_index=crypto.blind_index(PHONE, "phone")).save(force_insert=True)
    assert PHONE not in _stored()
    assert _stored().startswith("v1.")
    assert Person.objects.get().phone == PHONE
    assert Person.objects.get(phone_index__in=crypto.blind_indexes(PHONE, "phone")).id == 1
    assert Person.objects.get().note is None


def test_nothing_is_opened_before_it_is_read(table: None, monkeypatch: pytest.MonkeyPatch) -> None:
    Person(id=1, phone=PHONE).save(force_insert=True)
    opened: list[str] = []
    monkeypatch.setattr(crypto, "decrypt", lambda stored, context: opened.append(context) or "x")
    person = Person.objects.get()
    assert opened == []
    assert str(Person.objects.values_list("phone", flat=True)[0]) == "•••"
    assert (person.phone, opened) == ("x", ["kit_tests.person.phone"])


def test_an_untouched_value_is_not_encrypted_again(table: None) -> None:
    Person(id=1, phone=PHONE).save(force_insert=True)
    before = _stored()
    person = Person.objects.get()
    person.phone_index = "other"
    person.save()
    assert _stored() == before
    person.phone = "13900001234"
    person.save()
    assert (Person.objects.get().phone, _stored() == before) == ("13900001234", False)
    deferred = Person.objects.defer("phone").get()
    assert deferred.phone == "13900001234"


def test_a_value_copied_into_another_column_does_not_open(table: None) -> None:
    Person(id=1, phone=PHONE).save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kit_test_person SET note = phone")
    with pytest.raises(crypto.CannotOpen):
        _ = Person.objects.get().note


def test_searching_an_encrypted_field_is_refused(table: None) -> None:
    with pytest.raises(FieldError, match="blind index"):
        Person.objects.filter(phone=PHONE).exists()
    assert not Person.objects.filter(phone__isnull=True).exists()


def test_keys_rotate_and_are_destroyed(rings: Path) -> None:
    old = crypto.encrypt(PHONE, "a.b.c")
    first = keyring("fields").current
    keyring("fields").rotate()
    new = crypto.encrypt(PHONE, "a.b.c")
    assert crypto.key_id_of(old) != crypto.key_id_of(new)
    assert crypto.decrypt(old, "a.b.c") == crypto.decrypt(new, "a.b.c") == PHONE
    keyring("fields").forget(first)
    assert crypto.decrypt(new, "a.b.c") == PHONE
    with pytest.raises(crypto.CannotOpen):
        crypto.decrypt(old, "a.b.c")


def test_another_process_learns_a_new_key(rings: Path) -> None:
    here, there = Keyring(rings / "fields.json"), Keyring(rings / "fields.json")
    name = there.rotate()
    assert here.key(name) == there.key(name)


def test_the_key_file_is_for_its_owner_only(rings: Path) -> None:
    keyring("fields")
    assert stat.S_IMODE((rings / "fields.json").stat().st_mode) == 0o600
    assert [path.name for path in rings.iterdir()] == ["fields.json"]


def test_blind_indexes_tell_purposes_apart_and_follow_rotation(rings: Path) -> None:
    before = crypto.blind_index(PHONE, "phone")
    assert before == crypto.blind_index(PHONE, "phone")
    assert before != crypto.blind_index(PHONE, "id_number")
    assert crypto.blind_index("", "phone") == ""
    keyring("blind").rotate()
    assert before in crypto.blind_indexes(PHONE, "phone")
    assert crypto.blind_index(PHONE, "phone") != before


@pytest.mark.parametrize(
    ("given", "shown"), [("13800001234", "138****1234"), ("3312345", "*****45"), ("12", "**"), ("", "")]
)
def test_phones_are_masked(given: str, shown: str) -> None:
    assert crypto.mask_phone(given) == shown


@pytest.mark.parametrize(
    ("given", "shown"), [("甲某", "甲*"), ("欧阳某某", "欧**"), ("甲", "甲*"), ("Demo Person", "D*** P***"), ("", "")]
)
def test_names_are_masked(given: str, shown: str) -> None:
    assert crypto.mask_name(given) == shown
