"""What waits for one person, told richly enough to begin with: for the page on which they land."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from vitalgrid.city.grids.queries import net
from vitalgrid.city.grids.queries.holders import Holder, holders_in
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.files.models import Blob
from vitalgrid.foundation.kit import clock
from vitalgrid.foundation.kit.together import read_together
from vitalgrid.loop.cases.access import AREA_COLUMN, visible_to
from vitalgrid.loop.cases.models import Attachment, Case, Extension, Step
from vitalgrid.loop.cases.queries.catalogue import catalogue, name_of
from vitalgrid.loop.cases.queries.desk.story import more_of
from vitalgrid.loop.cases.queries.listing import Ask, CaseFilter, CaseRow, Page
from vitalgrid.loop.cases.rules import limit_words
from vitalgrid.loop.cases.workflow import State
from vitalgrid.loop.tasks.models import Task

SHOWN = 6
SOON = timedelta(days=1)
WORDS = 120


@dataclass
class Waiting:
    """One case with what makes it wait."""

    row: CaseRow
    steps: list[Step] = field(default_factory=list)
    before: list[Attachment] = field(default_factory=list)
    after: list[Attachment] = field(default_factory=list)
    check: Task | None = None
    more_time: Extension | None = None

    @property
    def words(self) -> str:
        """The last words that count here."""
        step = self.steps[-1] if self.steps else None
        return (step.text or step.answer)[:WORDS] if step else ""

    @property
    def facts(self) -> str:
        """The facts of the last step: the ground, the proposed owner."""
        return more_of(self.steps[-1]) if self.steps else ""

    @property
    def limit(self) -> str:
        """How much more time is asked for."""
        return limit_words(self.more_time.limit) if self.more_time else ""

    @property
    def reason(self) -> str:
        """Why more time is asked for."""
        code = self.more_time.reason if self.more_time else ""
        known = catalogue().reason("extension_reason", code) if code else None
        return name_of(known) if known else code


@dataclass(frozen=True)
class Pane:
    """The first cases of a view (in a state, of a desk), told with their last steps of `verbs`."""

    wanted: CaseFilter
    verbs: tuple[str, ...]
    with_photos: bool = False

    @property
    def ask(self) -> Ask:
        """The list whose first rows it tells."""
        return Ask(self.wanted, limit=SHOWN)


def waiting_in(panes: Sequence[Pane], pages: Sequence[Page]) -> list[list[Waiting]]:
    """What waits in each pane, with what makes it wait. `pages`: those of their lists. One statement, none for none."""
    made = [{row.id: Waiting(row) for row in page.rows} for page in pages]
    if not any(made):
        return [[] for _ in panes]
    told, timed = Q(pk__in=[]), list[UUID]()
    for pane, found in zip(panes, made, strict=True):
        told |= Q(case__in=list(found), verb__in=pane.verbs)
        timed += found if pane.wanted.view == "extension" else ()
    looked = [key for pane, found in zip(panes, made, strict=True) if pane.with_photos for key in found]
    photos = Attachment.objects.filter(case__in=looked)
    steps, asked, seen, blobs, checks = read_together(
        Step.objects.filter(told).order_by("number"),
        Extension.objects.filter(case__in=timed, decided_at=None),
        photos.order_by("at", "id"),
        Blob.objects.filter(pk__in=photos.values("blob")),
        Task.objects.filter(object_id__in=[str(key) for key in looked], kind="check").order_by("given_at"),
    )
    kept = {one.pk: one for one in blobs}
    for photo in seen:
        photo.blob = kept[photo.blob_id]
    for pane, found in zip(panes, made, strict=True):
        _tell(pane, found, steps)
        if pane.wanted.view == "extension":
            for one in asked:
                found[one.case_id].more_time = one
        if pane.with_photos:
            _look(found, seen, checks)
    return [list(found.values()) for found in made]


def _tell(pane: Pane, found: dict[UUID, Waiting], steps: Sequence[Step]) -> None:
    for step in steps:
        if step.case_id in found and step.verb in pane.verbs:
            found[step.case_id].steps.append(step)


def _look(found: dict[UUID, Waiting], photos: Sequence[Attachment], checks: Sequence[Task]) -> None:
    for photo in photos:
        one = found[photo.case_id]
        (one.after if photo.kind == Attachment.Kind.AFTER else one.before).append(photo)
    for task in checks:
        found[UUID(task.object_id)].check = task


@dataclass
class Load:
    """What one unit or area has in hand."""

    name: str
    code: str
    open: int = 0
    today: int = 0
    overdue: int = 0
    people: list[Holder] = field(default_factory=list)


def loads_of_units(by: Actor) -> list[Load]:
    """Open cases of each unit below the desk of `by`: the stations of a township, the units below one's own."""
    known = net()
    today = known.today()
    areas = {area for grant in by.grants_with("case.assign") for area in grant.area_ids if not grant.is_citywide}
    own = {unit for grant in by.grants_with("case.handle") for unit in grant.unit_ids}
    units = [unit for unit in known.units.all_on(today) if unit.area in areas or (unit.parent in own and own)]
    units = [unit for unit in units if unit.kind != "information_room"]
    if not units:
        return []
    counts = _counted(visible_to(by).filter(is_open=True, lead_unit__in=[unit.id for unit in units]), "lead_unit")
    loads = [Load(unit.label, unit.code, *counts.get(unit.id, (0, 0, 0))) for unit in units]
    return sorted(loads, key=lambda one: (-one.overdue, -one.today, -one.open, one.code))


def loads_of_areas(by: Actor) -> list[Load]:
    """Open cases of each area right below the one that `by` heads, with who works there."""
    known, loads = net(), []
    today = known.today()
    for grant in by.grants_with("case.view"):
        for area in (known.area(each) for each in grant.area_ids):
            if area is None or not area.is_valid_on(today) or area.level > 2:
                continue
            below = known.children(area.id)
            column = AREA_COLUMN.get(area.level + 1)
            if not below or column is None:
                continue
            ids = [one.id for one in below]
            counts = _counted(visible_to(by).filter(is_open=True, **{f"{column}__in": ids}), column)
            people = _people(below)
            loads += [
                Load(one.label, one.code, *counts.get(one.id, (0, 0, 0)), people.get(one.id, [])) for one in below
            ]
    return loads


def _people(areas: Sequence[KnownArea]) -> dict[UUID, list[Holder]]:
    found: dict[UUID, list[Holder]] = {}
    for holder in holders_in(areas, net().today()):
        if holder.area is not None and holder.part in ("head", "full_time"):
            found.setdefault(holder.area, []).append(holder)
    return found


def _counted(cases: "QuerySet[Case]", column: str) -> dict[UUID, tuple[int, int, int]]:
    """Per value of `column`: open, due within a day, overdue. One statement over open cases only."""
    now = clock.now()
    running = ~Q(state=State.PAUSED)
    rows = (
        cases.values(column)
        .order_by()
        .annotate(
            n=Count("pk"),
            soon=Count("pk", filter=running & Q(next_due_at__gte=now, next_due_at__lt=now + SOON)),
            late=Count("pk", filter=running & Q(next_due_at__lt=now)),
        )
    )
    return {row[column]: (row["n"], row["soon"], row["late"]) for row in rows}
