"""What holds after every fault. One place, so that every fault test asks the same."""

from collections.abc import Iterator

from vitalgrid.foundation.journal.verification import verify
from vitalgrid.foundation.kit.models import IdempotentRequest
from vitalgrid.foundation.kit.wholeness import checks


def broken() -> Iterator[str]:
    """Every break of the database and files that this process is connected to, in words; nothing when all is whole.

    Legal states with full trails, the journal, clocks, shares, the feed, messages, files (`vitalgrid check`), and no
    key whose answer is missing.
    """
    for breaks in checks().values():
        yield from (f"{one.kind} {one.where}: {one.sentence}" for one in breaks())
    yield from (finding.sentence for finding in verify().findings)
    for row in IdempotentRequest.objects.filter(status=0):
        yield f"key {row.key}: its answer is missing"


def assert_whole() -> None:
    """Fail with the first breaks in words."""
    found = list(broken())
    assert not found, f"{len(found)} breaks:\n" + "\n".join(found[:20])
