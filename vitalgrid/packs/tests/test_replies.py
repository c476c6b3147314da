"""Standard answers from a pack: loaded as versions, and never over somebody's own words."""

from pathlib import Path

import pytest

from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.tests.factories import make_user
from vitalgrid.loop.cases.actions.replies import end_reply, write_reply
from vitalgrid.loop.cases.models import Reply
from vitalgrid.packs.tests.factories import SMALLTOWN, change, copy_of, errors_of, load

pytestmark = pytest.mark.django_db
DONE = "- {code: done, verb: handle, name: Done, text: 'It is done at {place}.'}\n"
SEEN = "- {code: seen, verb: progress, name: Seen, text: We were there.}\n"


def keeper() -> Actor:
    """Who keeps the standard answers."""
    user = make_user("keeper")
    rights = frozenset({"reply.manage"})
    return Actor(kind="user", id=str(user.pk), name="Demo", user_id=user.pk, permissions=rights)


def in_force() -> dict[str, tuple[int, str]]:
    """Code -> version and text of what is offered now."""
    rows = Reply.objects.filter(ended_at=None).values_list("code", "version", "text")
    return {code: (version, text) for code, version, text in rows}


def test_a_changed_text_is_a_new_version_and_own_words_stay(tmp_path: Path) -> None:
    """A pack that was loaded again overwrote what the centre had written in a year."""
    pack = copy_of(SMALLTOWN, tmp_path)
    (pack / "replies.yaml").write_text(DONE + SEEN, encoding="utf-8")
    load(pack)
    assert in_force() == {"done": (1, "It is done at {place}."), "seen": (1, "We were there.")}
    load(pack)
    assert Reply.objects.count() == 2
    change(pack, "replies.yaml", "It is done", "All done")
    load(pack)
    assert in_force()["done"] == (2, "All done at {place}.")
    write_reply(by=keeper(), code="done", given={"verb": "handle", "name": "Done", "text": "Our own words."})
    change(pack, "replies.yaml", "All done", "Done again")
    load(pack)
    assert in_force()["done"] == (3, "Our own words.")
    end_reply(by=Actor(kind="system", id="x", name="x", permissions=frozenset({"reply.manage"})), code="seen")
    load(pack)
    assert set(in_force()) == {"done"}


def test_what_is_wrong_is_found_with_its_line(tmp_path: Path) -> None:
    pack = copy_of(SMALLTOWN, tmp_path)
    wrong = "- {code: seen, verb: progress, category: '77', name: Seen, text: 'Dear {person}'}\n"
    (pack / "replies.yaml").write_text(DONE + DONE + wrong, encoding="utf-8")
    found = "\n".join(errors_of(pack))
    assert "replies.yaml:2" in found and "replies.yaml:3" in found and "person" in found and "77" in found
