"""What a seal says, as canonical JSON under one digest."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from vitalgrid.foundation.journal.keys import sealer
from vitalgrid.foundation.journal.models import Seal
from vitalgrid.foundation.journal.rules import Hole, Range

NO_HOLES = "sqlite"  # one writer at a time: an id that is missing there was taken out


@dataclass(frozen=True, slots=True)
class Body:
    """The content of a seal. `covers`, `void` and `holes` speak of ids; `previous` is the digest of the seal before."""

    number: int
    previous: str
    at: str
    upto: int
    count: int
    root: str
    vendor: str
    covers: list[Range]
    void: list[Range] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)

    def text(self) -> str:
        """Canonical JSON."""
        plain = {name: getattr(self, name) for name in ("number", "previous", "at", "upto", "count", "root", "vendor")}
        plain |= {"covers": self.covers, "void": self.void, "holes": [[h.low, h.high, h.bound] for h in self.holes]}
        return json.dumps(plain, sort_keys=True, separators=(",", ":"))


def body_of(text: str) -> Body:
    """Read a body. ValueError, KeyError or TypeError when the text is not one."""
    plain = json.loads(text)
    plain["covers"] = [(int(low), int(high)) for low, high in plain["covers"]]
    plain["void"] = [(int(low), int(high)) for low, high in plain["void"]]
    plain["holes"] = [Hole(int(low), int(high), int(bound)) for low, high, bound in plain["holes"]]
    return Body(**plain)


def digest_of(text: str, key_id: str) -> str:
    """The digest of a seal's body, in hex."""
    return sealer(key_id).digest(b"seal\x00" + text.encode()).hex()


def seal_from(body: Body, at: datetime, key_id: str) -> Seal:
    """The row for `body`."""
    text = body.text()
    return Seal(
        number=body.number,
        at=at,
        upto=body.upto,
        count=body.count,
        body=text,
        key_id=key_id,
        digest=digest_of(text, key_id),
    )
