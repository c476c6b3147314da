"""Chinese is complete: a half-translated screen tells a clerk that nobody looked at it."""

from pathlib import Path

import pytest
from django.utils import translation

from vitalgrid.cli import messages


def test_no_gaps() -> None:
    found = messages.gaps()
    assert not found, "\n".join(
        ["run `python -m vitalgrid.cli.messages extract`, then fill in:", *map(str, found[:200])]
    )


@pytest.mark.parametrize("room", messages.rooms(), ids=lambda room: room.relative_to(messages.PACKAGE).as_posix())
def test_words_of_room_are_those_shown(room: Path) -> None:
    """Catalogues are merged: another room, or a package, could speak over this one."""
    messages.compile_all()
    with translation.override("zh-hans"):
        for message in messages.read(room) or ():
            if isinstance(message.id, str) and message.id and message.string:
                shown = (
                    translation.pgettext(message.context, message.id)
                    if message.context
                    else translation.gettext(message.id)
                )
                assert shown == message.string, f"{message.id!r} is shown as {shown!r}"


def make_room(folder: Path, source: str, catalogue: str = "") -> Path:
    room = folder / "vitalgrid" / "loop" / "cases"
    room.mkdir(parents=True)
    (room / "apps.py").write_text("")
    (room / "actions.py").write_text(source, encoding="utf-8")
    if catalogue:
        path = messages.catalogue_path(room)
        path.parent.mkdir(parents=True)
        path.write_text(
            f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{catalogue}', encoding="utf-8"
        )
    return folder / "vitalgrid"


SOURCE = 'from django.utils.translation import gettext as _\n\nlate = _("%(count)s cases are late.")\n'


@pytest.mark.parametrize(
    ("catalogue", "expected"),
    [
        ("", ["not in the catalogue; run extract"]),
        ('msgid "%(count)s cases are late."\nmsgstr ""\n', ["no translation"]),
        ('#, fuzzy\nmsgid "%(count)s cases are late."\nmsgstr "%(count)s 件超期。"\n', ["fuzzy"]),
        ('msgid "%(count)s cases are late."\nmsgstr "有件超期。"\n', ["other placeholders"]),
        ('msgid "%(count)s cases are late."\nmsgstr "超期, %(count)s 件。"\n', ["half-width punctuation"]),
        ('msgid "%(count)s cases are late."\nmsgstr "%(count)s 件超期。"\n', []),
    ],
)
def test_gaps_name_the_fault(tmp_path: Path, catalogue: str, expected: list[str]) -> None:
    assert [gap.what for gap in messages.gaps(make_room(tmp_path, SOURCE, catalogue))] == expected


def test_extract_reads_templates_and_keeps_translations(tmp_path: Path) -> None:
    package = make_room(tmp_path, SOURCE, 'msgid "%(count)s cases are late."\nmsgstr "%(count)s 件超期。"\n')
    room = package / "loop" / "cases"
    (room / "templates").mkdir()
    (room / "templates" / "queue.html").write_text(
        '{% load i18n %}<p>\n   {% translate "Queue" %}\n'
        " {% blocktranslate count n=n %}{{ n }} case{% plural %}{{ n }} cases{% endblocktranslate %}</p>"
    )
    assert messages.update(room, messages.extracted(package)[room], {})
    found = {message.id: message.string for message in messages.read(room) if message.id}
    assert found == {
        "%(count)s cases are late.": "%(count)s 件超期。",
        "Queue": "",
        ("%(n)s case", "%(n)s cases"): ("",),
    }
    assert not messages.update(room, messages.extracted(package)[room], {}), "a second run changes nothing"


def test_two_rooms_may_not_say_the_same_differently(tmp_path: Path) -> None:
    package = make_room(tmp_path, SOURCE, 'msgid "%(count)s cases are late."\nmsgstr "%(count)s 件超期。"\n')
    other = package / "loop" / "tasks"
    other.mkdir()
    (other / "apps.py").write_text(SOURCE)
    path = messages.catalogue_path(other)
    path.parent.mkdir(parents=True)
    path.write_text('msgid "%(count)s cases are late."\nmsgstr "迟了 %(count)s 件。"\n', encoding="utf-8")
    assert {gap.what for gap in messages.gaps(package)} == {
        "said differently in loop/tasks", "said differently in loop/cases"
    }  # fmt: skip
