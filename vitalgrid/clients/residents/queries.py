"""What the public pages show beside the cases themselves: kinds as tiles, and what lies around a pin."""

from dataclasses import dataclass, field
from itertools import pairwise

from vitalgrid.city.grids.queries import net
from vitalgrid.clients.residents.forms import ReporterForm
from vitalgrid.loop.cases.models import Category
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.guessing import guess_category
from vitalgrid.loop.cases.queries.nearby import Neighbour, near
from vitalgrid.loop.cases.rules import limit_words

NEARBY = 3
TILES = 7  # the eighth says "not sure"
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


def kinds_for(form: ReporterForm) -> Kinds:
    """The kinds for a form: what its words probably mean comes first, and is chosen unless something else is."""
    guess = guess_category(str(form["description"].value() or ""))
    chosen = str(form["category"].value() or "")
    proposal = _kind(guess) if guess else None
    if not chosen and proposal and not form.is_bound and "category" not in form.initial:
        chosen = proposal.code
    rest = [
        (_kind(top), [_kind(one) for one in inside if one.is_public])
        for top, inside in catalogue().tree()
        if top.is_public
    ]
    few = [tile for tile in tiles() if not proposal or tile.code != proposal.code]
    return Kinds(few[: TILES - 1] if proposal else few, rest, proposal, chosen)


@dataclass
class Around:
    """What a pin means: the place in words, and open cases near it."""

    place: str = ""
    accuracy: int = 0  # metres; 0: nobody measured
    cases: list[Neighbour] = field(default_factory=list)
    is_outside: bool = False


def around(form: ReporterForm) -> Around:
    """What lies around the pin of a form; nothing without one."""
    try:
        lon, lat = float(form["lon"].value() or ""), float(form["lat"].value() or "")
    except ValueError:
        return Around()
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return Around(is_outside=True)
    area = net().area_at(lon, lat)
    accuracy = _metres(form)
    chain = [each.label for each in net().areas.above(area.id) if each.level] if area else []
    told = [label for label, below in pairwise([*chain, ""]) if not below.startswith(label)]
    found = near(lon, lat, by=None, text=str(form["description"].value() or ""), limit=NEARBY)
    return Around(" ".join(told), accuracy, found, is_outside=area is None)


def _metres(form: ReporterForm) -> int:
    """How far off the phone says its place may be, where it says so."""
    try:
        return min(max(round(float(form["accuracy"].value() or 0)), 0), 100_000)
    except (ValueError, OverflowError):
        return 0
