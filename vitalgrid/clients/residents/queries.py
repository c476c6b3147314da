"""The page of results: what was published, by kind, and the city's own figures of the last whole month."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.cache import cache
from django.utils.translation import get_language

from vitalgrid.city.grids.queries import net
from vitalgrid.foundation.figures.periods import Period, month_of
from vitalgrid.foundation.figures.queries import Figure, indicator_called, measure
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.ring import Ring
from vitalgrid.loop.cases.models import Attachment, Case
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.following import public_results
from vitalgrid.loop.cases.queries.shown import public_photos
from vitalgrid.loop.cases.ring import ring_of
from vitalgrid.loop.cases.workflow import Outcome

SHOWN_KEYS = ("on_time_rate", "solved_rate", "satisfied_rate", "median_hours_to_close")
FEWEST = 5  # below this a figure could be about somebody we know: nothing is said
ENOUGH = 30  # below this a share says more about chance than about the city: counts only
KEPT_SECONDS = 600  # anybody may open the page: the figures are computed once in ten minutes
RESULTS = 60


@dataclass(frozen=True)
class ShownFigure:
    """A figure as residents read it. `share` is in per cent; None where there are too few."""

    key: str
    label: str
    definition: str
    numerator: int | None
    denominator: int | None
    share: int | None
    hours: float | None
    is_withheld: bool

    @property
    def is_few(self) -> bool:
        """Counts are told and no rate."""
        return not self.is_withheld and self.share is None and self.denominator is not None


def last_month() -> Period:
    """The last whole month in the city's zone."""
    ended = net().today().replace(day=1) - timedelta(days=1)
    return month_of(ended.year, ended.month)


def public_figures(period: Period) -> list[ShownFigure]:
    """The figures of the period, in the order of the page."""
    key = f"public-figures:{period.first}:{period.last}:{net().stamp}:{get_language()}"
    found: list[ShownFigure] | None = cache.get(key)
    if found is None:
        found = [_shown(measure(one, now=clock.now(), period=period, is_apart_told=False)) for one in SHOWN_KEYS]
        cache.set(key, found, KEPT_SECONDS)
    return found


def _shown(figure: Figure) -> ShownFigure:
    is_rate = figure.denominator is not None
    is_enough = is_rate and figure.n >= ENOUGH and figure.value is not None
    is_withheld = figure.n < FEWEST
    return ShownFigure(
        key=figure.key,
        label=str(indicator_called(figure.key).label),
        definition=figure.definition,
        numerator=None if is_withheld else figure.numerator,
        denominator=None if is_withheld else figure.denominator,
        share=round(100 * float(figure.value or 0)) if is_enough else None,
        hours=round(float(figure.value), 1) if not is_rate and not is_withheld and figure.value is not None else None,
        is_withheld=is_withheld,
    )


@dataclass
class Result:
    """One published matter: the kind, the place no closer than the village, what was done, how long it took."""

    title: str
    class_code: str
    place: str
    unit: str
    text: str
    outcome: str
    closed_on: date | None
    days: int | None
    late_days: int
    ring: Ring
    photos: list[Attachment] = field(default_factory=list)


@dataclass(frozen=True)
class Topic:
    """A class of matters among the results, as a choice."""

    code: str
    name: str


def results_for_page(chosen: str = "") -> tuple[list[Result], list[Topic]]:
    """Published matters, newest first, of the class `chosen` ("" = all), and the classes that there are."""
    known = catalogue()
    cases = public_results(RESULTS)
    codes = {case.class_code for case in cases}
    topics = [Topic(top.code, name_of(top)) for top, _inside in known.tree() if top.code in codes]
    left = [case for case in cases if not chosen or case.class_code == chosen]
    photos = public_photos([case.pk for case in left])
    return [_result(case, photos.get(case.pk, [])) for case in left], topics


def _result(case: Case, photos: list[Attachment]) -> Result:
    category = catalogue().category_by_id(case.category_id)
    village, unit = net().area(case.village or case.township), net().unit(case.lead_unit_id)
    closed = case.closed_at
    return Result(
        title=name_of(category) if category else case.code,
        class_code=case.class_code,
        place=village.label if village else "",
        unit=unit.label if unit else "",
        text=case.public_text,
        outcome=str(Outcome(case.outcome).label) if case.outcome else "",
        closed_on=closed.astimezone(net().zone).date() if closed else None,
        days=max(1, (closed - case.opened_at).days + 1) if closed else None,
        late_days=max(0, (closed - case.due_at).days + 1) if closed and case.due_at and closed > case.due_at else 0,
        ring=ring_of(case.state, due_at=case.due_at, now=clock.now(), outcome=case.outcome),
        photos=photos,
    )
