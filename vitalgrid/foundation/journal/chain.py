"""Walking the seals: whether each is genuine and follows from the one before, and what they say of the entries."""

from dataclasses import dataclass, field

from vitalgrid.foundation.journal.checkpoints import Checkpoint
from vitalgrid.foundation.journal.findings import Outcome
from vitalgrid.foundation.journal.models import Seal
from vitalgrid.foundation.journal.rules import Range, gaps_between
from vitalgrid.foundation.journal.seals import NO_HOLES, Body, body_of, digest_of


@dataclass
class Claims:
    """What the seals say. `covers` is (low, high, seal) in the order of ids; `roots` has (root, count) of each seal.

    `allowed` are ids that may be there unsealed (holes still open); `unknown` are ids of which nothing can be said,
    because their seal is damaged or gone.
    """

    covers: list[tuple[int, int, int]] = field(default_factory=list)
    roots: dict[int, tuple[str, int]] = field(default_factory=dict)
    allowed: list[Range] = field(default_factory=list)
    unknown: list[Range] = field(default_factory=list)
    upto: int = 0


def read_claims(outcome: Outcome) -> tuple[Claims, dict[int, str]]:
    """Walk the seals in order; also return each seal's digest by number."""
    claims = Claims()
    digests: dict[int, str] = {}
    number, previous = 0, ""
    for seal in Seal.objects.order_by("number").iterator(chunk_size=2000):
        body = _genuine_body(seal, outcome)
        if seal.number != number + 1:
            outcome.add("seal_missing", seal=number + 1, entry=claims.upto + 1)
            claims.unknown.append((claims.upto + 1, seal.upto))
        elif body and body.previous != previous:
            outcome.add("seal_unlinked", seal=seal.number, entry=claims.upto + 1)
        if body:
            _take(claims, body, outcome)
        else:
            claims.unknown.append((claims.upto + 1, seal.upto))
            claims.upto = max(claims.upto, seal.upto)
        number, previous = seal.number, seal.digest
        digests[number] = seal.digest
        outcome.seals += 1
    claims.covers.sort()
    return claims, digests


def _genuine_body(seal: Seal, outcome: Outcome) -> Body | None:
    try:
        body = body_of(seal.body)
        repeated = (body.number, body.upto, body.count, body.at) == (
            seal.number,
            seal.upto,
            seal.count,
            seal.at.isoformat(),
        )
        if repeated and digest_of(seal.body, seal.key_id) == seal.digest:
            return body
    except (ValueError, KeyError, TypeError):
        pass  # an unreadable body or an unknown key is an altered seal
    outcome.add("seal_altered", seal=seal.number)
    return None


def _take(claims: Claims, body: Body, outcome: Outcome) -> None:
    claims.covers += [(low, high, body.number) for low, high in body.covers]
    claims.roots[body.number] = (body.root, body.count)
    claims.allowed = [(hole.low, hole.high) for hole in body.holes]
    claims.upto = max(claims.upto, body.upto)
    if body.vendor == NO_HOLES:
        claims.allowed = []
        for low, high in [*body.void, *((hole.low, hole.high) for hole in body.holes)]:
            outcome.add("deleted", entry=low, other=high, seal=body.number)


def compare_checkpoints(outcome: Outcome, digests: dict[int, str], lines: list[Checkpoint]) -> None:
    """Hold the seals against the checkpoints outside the database."""
    genuine = []
    for line in lines:
        if line.is_genuine:
            genuine.append(line)
        else:
            outcome.add("checkpoint_altered", seal=line.seal)
    outcome.checkpoints = len(genuine)
    if digests and not lines:
        outcome.add("checkpoints_missing")
    beyond = [line for line in genuine if line.seal > max(digests, default=0)]
    if beyond:
        outcome.add("rolled_back", seal=beyond[-1].seal, entry=beyond[-1].upto)
    for line in genuine:
        if line.seal in digests and digests[line.seal] != line.digest:
            outcome.add("rewritten", seal=line.seal, entry=line.upto)
            break  # every later one differs too
    # The newest seal may not have its line yet, so the end is open.
    for low, high in gaps_between(0, sorted({line.seal for line in lines})):
        outcome.add("checkpoint_missing", seal=low, other=high)
