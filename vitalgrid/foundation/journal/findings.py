"""What a verification found, in words."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

KEPT = 1000  # findings kept in full; the others are only counted

SENTENCES = {
    "edited": _("Entry %(entry)s was altered, or put in without the key."),
    "moved": _("Entry %(entry)s stands in the wrong place: it was written as entry %(other)s."),
    "deleted": _("Entries %(entry)s to %(other)s were deleted."),
    "cut": _("The end is cut off: entries %(entry)s to %(other)s are missing."),
    "inserted": _("Entry %(entry)s was put in afterwards."),
    "replaced": _("The entries of seal %(seal)s (from entry %(entry)s) are not those that were sealed."),
    "key_missing": _("Entry %(entry)s names a key that is not in the key ring."),
    "seal_altered": _("Seal %(seal)s was altered."),
    "seal_missing": _("Seal %(seal)s is missing."),
    "seal_unlinked": _("Seal %(seal)s does not follow from the seal before it."),
    "rolled_back": _("The database was set back: the checkpoints reach seal %(seal)s (entry %(entry)s)."),
    "rewritten": _("Seal %(seal)s is another one than its checkpoint says (up to entry %(entry)s)."),
    "checkpoint_altered": _("The checkpoint of seal %(seal)s was altered."),
    "checkpoint_missing": _("The checkpoints of seals %(seal)s to %(other)s are missing."),
    "checkpoints_missing": _("There are seals but no checkpoints: a database set back could not be found out."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One break: its kind (a key of SENTENCES), the entry and seal where it is, and the other end or place."""

    kind: str
    entry: int | None = None
    seal: int | None = None
    other: int | None = None

    @property
    def sentence(self) -> str:
        """For people."""
        return str(SENTENCES[self.kind]) % {"entry": self.entry, "seal": self.seal, "other": self.other}


@dataclass
class Outcome:
    """The result. `gaps` are ids that no entry of the unsealed tail has (PostgreSQL: from undone transactions)."""

    entries: int = 0
    seals: int = 0
    sealed: int = 0
    unsealed: int = 0
    last_entry: int = 0
    gaps: int = 0
    checkpoints: int = 0
    unreadable_checkpoints: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return self.found == 0

    def add(self, kind: str, entry: int | None = None, seal: int | None = None, other: int | None = None) -> None:
        """Note a finding."""
        self.found += 1
        if len(self.findings) < KEPT:
            self.findings.append(Finding(kind, entry, seal, other))

    def as_plain(self) -> dict[str, Any]:
        """For JSON: the figures, and each finding with its sentence."""
        plain = asdict(self)
        plain["findings"] = [asdict(finding) | {"sentence": finding.sentence} for finding in self.findings]
        return {"ok": self.is_whole} | plain
