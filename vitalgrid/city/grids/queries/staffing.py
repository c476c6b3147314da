"""The staffing of a part of the city: what 1+X+X finds, and who is where."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from vitalgrid.city.grids.access import access_area, require, roots
from vitalgrid.city.grids.models import FULL_TIME_SOURCES, PART_TIME_SOURCES, DutyArea
from vitalgrid.city.grids.queries.holders import Holder, holders_in
from vitalgrid.city.grids.queries.known import KnownArea
from vitalgrid.city.grids.queries.memory import Net, net
from vitalgrid.city.grids.rules.settings import StaffingNorm, staffing_norm, usual_duties
from vitalgrid.city.grids.rules.staffing import GRID_LEVEL, Staff, StaffedArea, StaffFinding, StaffPost, check_staffing
from vitalgrid.city.grids.rules.staffing_words import RULES, StaffingRule
from vitalgrid.foundation.accounts.actor import Actor
from vitalgrid.foundation.accounts.roles import FULL_TIME, HEAD, OFFICER, PART_TIME
from vitalgrid.foundation.kit.problems import NOT_FOUND, Problem

VIEW = "staffing.view"
SHOWN = 40
STORY = 12
SOURCES = {FULL_TIME: set(FULL_TIME_SOURCES), PART_TIME: set(PART_TIME_SOURCES)}


@dataclass(frozen=True)
class FindingRow:
    """A finding with its area and the area's place in the city."""

    finding: StaffFinding
    area: KnownArea
    grid: KnownArea  # the third-level grid to open
    place: str

    @property
    def is_vacancy(self) -> bool:
        """Whether somebody is missing, rather than something to look at."""
        return self.finding.since is not None


@dataclass(frozen=True)
class RuleGroup:
    """One rule with its findings; none means that it is kept everywhere."""

    rule: StaffingRule
    rows: Sequence[FindingRow]

    @property
    def shown(self) -> Sequence[FindingRow]:
        """The rows that a page shows; in a big city the others are found township by township."""
        return self.rows[:SHOWN]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(0, len(self.rows) - SHOWN)


@dataclass
class PatchCell:
    """A patch of a grid (or the grid itself where it has none) with its people."""

    area: KnownArea
    full_timers: list[Holder] = field(default_factory=list)
    part_timers: list[Holder] = field(default_factory=list)
    findings: list[StaffFinding] = field(default_factory=list)

    @property
    def lack_full_timer(self) -> StaffFinding | None:
        """The finding that no full-timer is here."""
        return self._of("no_full_timer")

    @property
    def lack_part_timer(self) -> StaffFinding | None:
        """The finding that no part-timer is here."""
        return self._of("no_part_timer")

    @property
    def load(self) -> StaffFinding | None:
        """The finding that there are too many or too few households."""
        return self._of("too_many") or self._of("too_few")

    def _of(self, code: str) -> StaffFinding | None:
        return next((finding for finding in self.findings if finding.rule.code == code), None)


@dataclass
class AreaCell:
    """An area with its head, its officers, its patches if it is a grid, the areas below, and what is not right."""

    area: KnownArea
    heads: list[Holder] = field(default_factory=list)
    officers: list[Holder] = field(default_factory=list)
    patches: list[PatchCell] = field(default_factory=list)
    below: list["AreaCell"] = field(default_factory=list)
    findings: list[StaffFinding] = field(default_factory=list)

    @property
    def short(self) -> str:
        """The name without that of the area above."""
        above = net().area(self.area.parent)
        return _short([above.label if above else "", self.area.label])[1]

    @property
    def all_findings(self) -> list[StaffFinding]:
        """The findings of the area and of its own patches."""
        return self.findings + [f for patch in self.patches for f in patch.findings if patch.area is not self.area]

    @property
    def grids(self) -> list["AreaCell"]:
        """The third-level grids at or below it."""
        return [self] if self.patches else [grid for cell in self.below for grid in cell.grids]

    @property
    def lack_head(self) -> StaffFinding | None:
        """The finding that there is no head, or nobody at all."""
        return next((f for f in self.findings if f.rule.code in ("no_head", "nobody")), None)

    @property
    def full_timers(self) -> int:
        """How many full-timers the grid has."""
        return len({holder.user_id for patch in self.patches for holder in patch.full_timers})

    @property
    def part_timers(self) -> int:
        """How many part-timers the grid has."""
        return len({holder.user_id for patch in self.patches for holder in patch.part_timers})

    @property
    def vacancies(self) -> int:
        """How many people are missing at and below it."""
        return sum(f.since is not None for f in self.all_findings) + sum(cell.vacancies for cell in self.below)

    @property
    def sound_grids(self) -> int:
        """How many of its grids have everybody they need."""
        return sum(grid.is_sound for grid in self.grids)

    @property
    def is_sound(self) -> bool:
        """Whether nobody is missing at or below it."""
        return not any(f.since for f in self.all_findings) and all(cell.is_sound for cell in self.below)


@dataclass
class Staffing:
    """What the staffing page shows."""

    area: KnownArea
    above: list[KnownArea]
    on: date
    groups: list[RuleGroup]
    top: AreaCell
    norm: StaffingNorm
    full_timers: int
    part_timers: int
    holders: list[Holder]

    @property
    def grids(self) -> int:
        """How many third-level grids there are."""
        return len(self.top.grids)

    @property
    def sound_grids(self) -> int:
        """How many of them have everybody they need."""
        return sum(grid.is_sound for grid in self.top.grids)

    def grid(self, code: str) -> AreaCell | None:
        """The grid of that code, if it is part of this."""
        return next((cell for cell in self.top.grids if cell.area.code == code), None)

    def story(self, cell: AreaCell) -> list[tuple[date, Holder, bool]]:
        """Who came (True) and who went in a grid, the latest first."""
        places = {cell.area.id, *(patch.area.id for patch in cell.patches)}
        here = [h for h in self.holders if h.area in places]
        came = [(h.start, h, True) for h in here]
        went = [(h.end, h, False) for h in here if h.end is not None and h.end <= self.on]
        return sorted(came + went, key=lambda told: (told[0], not told[2]), reverse=True)[:STORY]

    @property
    def vacancies(self) -> int:
        """How many people are missing."""
        return sum(row.is_vacancy for group in self.groups for row in group.rows)

    @property
    def reminders(self) -> int:
        """How many things there are to look at that are no vacancy."""
        return sum(not row.is_vacancy for group in self.groups for row in group.rows)


def staffing_for(by: Actor, area: UUID | None = None, *, on: date | None = None) -> Staffing:
    """The staffing of `area` and everything below it on the day `on`; two statements whatever the size.

    Without an area, the topmost one that `by` may see. Raises `kit.forbidden`, `kit.not_found`.
    """
    require(by, VIEW)
    known = net()
    on = on or known.today()
    if area is None:
        mine = roots(by, VIEW)
        if not mine:
            raise Problem(NOT_FOUND)
        area = mine[0].id
    seen = access_area(by, area, VIEW)
    areas = [seen, *known.areas.below(seen.id, on)]
    above = known.areas.above(seen.id)
    holders = holders_in([*above[:-1], *areas], on, with_past=True)
    duties = list(DutyArea.objects.values_list("code", flat=True))
    norm = staffing_norm(known.city.settings if known.city else {})
    staff = Staff(
        areas=[_staffed(known, each) for each in areas],
        posts=[_staff_post(known, holder, duties) for holder in holders if holder.area and holder.part],
        norm=norm,
        duty_codes=duties,
        on=on,
    )
    findings = check_staffing(staff)
    held = [holder for holder in holders if holder.is_held_on(on)]
    inside = {each.id for each in areas}
    return Staffing(
        area=seen,
        above=[each for each in above[:-1] if each.level > 0],
        on=on,
        groups=_groups(known, findings),
        top=_cell(known, seen, on, _by_area(held), _findings_by_area(findings)),
        norm=norm,
        full_timers=len({h.user_id for h in held if h.part == FULL_TIME and h.area in inside}),
        part_timers=len({h.user_id for h in held if h.part == PART_TIME and h.area in inside}),
        holders=holders,
    )


def _staffed(known: Net, area: KnownArea) -> StaffedArea:
    township = known.area(area.township)
    since = min(each.valid_from for each in known.areas.names(area.id))
    return StaffedArea(
        id=area.id,
        code=area.code,
        level=area.level,
        parent=area.parent,
        since=since,
        households=area.households_planned,
        top_kind=township.kind if township else "",
    )


def _staff_post(known: Net, holder: Holder, every: Sequence[str]) -> StaffPost:
    assert holder.area is not None
    settings = known.city.settings if known.city else {}
    return StaffPost(
        id=holder.id,
        user_id=holder.user_id,
        area=holder.area,
        part=holder.part,
        start=holder.start,
        end=holder.end,
        duties=holder.duties or usual_duties(settings, holder.role, every),
        is_source_right=holder.part not in SOURCES or holder.source_type in SOURCES[holder.part],
    )


def _groups(known: Net, findings: Sequence[StaffFinding]) -> list[RuleGroup]:
    by_rule: dict[StaffingRule, list[FindingRow]] = defaultdict(list)
    for finding in findings:
        area = known.area(finding.area)
        if area is not None:
            grid = known.area(area.grid) or area
            by_rule[finding.rule].append(FindingRow(finding, area, grid, _place(known, area)))
    return [RuleGroup(rule, by_rule[rule]) for rule in RULES]


def _place(known: Net, area: KnownArea) -> str:
    names = [each.label for each in known.areas.above(area.id)[2:]] or [area.label]
    return " · ".join(_short(names))


def _short(names: list[str]) -> list[str]:
    """The names without what each repeats of the one before: 双桥村 · 三组 · 二区 instead of 双桥村 · 双桥村三组 …"""
    shown, before = [], ""
    for name in names:
        shown.append(name.removeprefix(before).strip(" ,，·") or name)
        before = name
    return shown


def _by_area(held: Sequence[Holder]) -> dict[tuple[UUID, str], list[Holder]]:
    found: dict[tuple[UUID, str], list[Holder]] = defaultdict(list)
    for holder in held:
        if holder.area is not None:
            found[holder.area, holder.part].append(holder)
    return found


def _findings_by_area(findings: Sequence[StaffFinding]) -> dict[UUID, list[StaffFinding]]:
    found: dict[UUID, list[StaffFinding]] = defaultdict(list)
    for finding in findings:
        found[finding.area].append(finding)
    return found


def _cell(
    known: Net,
    area: KnownArea,
    on: date,
    held: dict[tuple[UUID, str], list[Holder]],
    findings: dict[UUID, list[StaffFinding]],
) -> AreaCell:
    children = known.areas.children(area.id, on)
    cell = AreaCell(area, held.get((area.id, HEAD), []), held.get((area.id, OFFICER), []))
    cell.findings = findings.get(area.id, [])
    is_grid = area.level >= GRID_LEVEL or (area.level > 0 and all(child.level > GRID_LEVEL for child in children))
    if is_grid:
        for patch in children or [area]:
            cell.patches.append(
                PatchCell(
                    patch,
                    held.get((patch.id, FULL_TIME), []),
                    held.get((patch.id, PART_TIME), []),
                    findings.get(patch.id, []),
                )
            )
    else:
        cell.below = [_cell(known, child, on, held, findings) for child in children]
    return cell
