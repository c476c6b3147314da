"""Kinds of matters as tiles: what the words probably mean first, a few classes, "not sure", and everything else."""

from collections import Counter
from dataclasses import dataclass, field

from vitalgrid.loop.cases.models import Category
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.guessing import guess_category
from vitalgrid.loop.cases.rules import limit_words
from vitalgrid.loop.cases.workflow import Procedure, Urgency

TILES = 7  # the eighth says "not sure"; a proposal takes the room of two
TILE_WORD = 5  # characters of a tile's word: longer ones would not fit


@dataclass(frozen=True)
class Kind:
    """A kind of matter as a tile. `promise` is how long it may take, in words."""

    code: str
    name: str
    icon: str
    promise: str = ""


@dataclass
class Kinds:
    """What may be chosen: a proposal by the words, a few tiles, and everything else by class."""

    tiles: list[Kind] = field(default_factory=list)
    rest: list[tuple[Kind, list[Kind]]] = field(default_factory=list)
    proposal: Kind | None = None
    chosen: str = ""

    @property
    def is_in_rest(self) -> bool:
        """Whether what is chosen stands neither among the tiles nor as the proposal."""
        shown = {kind.code for kind in self.tiles} | ({self.proposal.code} if self.proposal else set())
        return bool(self.chosen) and self.chosen not in shown


def _kind(category: Category) -> Kind:
    top = catalogue().top_of(category)
    icon = category.icon or (top.icon if top else "") or "circle-help"
    return Kind(category.code, name_of(category), icon, limit_words(category.resolve_limit))


def tiles() -> list[Kind]:
    """The classes that stand on tiles: public ones, short names first."""
    public = [top for top, _inside in catalogue().tree() if top.is_public]
    return [_kind(top) for top in sorted(public, key=lambda top: len(top.name) > TILE_WORD)[:TILES]]


def kinds_for(words: str, chosen: str = "", *, is_settled: bool = False, is_public: bool = True) -> Kinds:
    """The kinds for a form: what its words probably mean is chosen unless something else is, or `is_settled` says that
    somebody has decided already. With `is_public` only what residents are offered."""
    guess = guess_category(words)
    proposal = _kind(guess) if guess else None
    if not chosen and proposal and not is_settled:
        chosen = proposal.code
    tree = [(top, inside) for top, inside in catalogue().tree() if top.is_public or not is_public]
    rest = [(_kind(top), [_kind(one) for one in inside if one.is_public or not is_public]) for top, inside in tree]
    few = [tile for tile in tiles() if not proposal or tile.code != proposal.code]
    return Kinds(few[: TILES - 2] if proposal else few, rest, proposal, chosen)


@dataclass(frozen=True)
class Promise:
    """How long matters usually take, in words; "" where the catalogue says nothing, or nothing else for urgent ones."""

    usual: str
    urgent: str


def usual_promise() -> Promise:
    """What most ordinary kinds offered to residents promise, and most urgent ones: by the catalogue, not by hope."""
    kinds = [k for k in catalogue().by_code.values() if k.is_public and k.procedure == Procedure.ORDINARY]
    normal = Counter(k.resolve_limit for k in kinds if k.resolve_limit and k.urgency == Urgency.NORMAL)
    urgent = Counter(k.resolve_limit for k in kinds if k.resolve_limit and k.urgency in (Urgency.URGENT, Urgency.EXTRA))
    usual, sooner = (limit_words(found.most_common(1)[0][0]) if found else "" for found in (normal, urgent))
    return Promise(usual, "" if sooner == usual else sooner)
