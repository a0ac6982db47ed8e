"""Divide the programme's money over cities, clusters and paths so that a target is reached soonest.

The door's function. Reads nothing itself: tables come in, the answer goes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from lingnan.packs import Pack
from lingnan.programme.allocation.answer import (
    Allocation,
    Cost,
    FloorKept,
    Reached,
    Used,
    YearMoney,
)
from lingnan.programme.allocation.at_once import least_money
from lingnan.programme.allocation.baseline import Course, course_of
from lingnan.programme.allocation.candidate import (
    Candidates,
    People,
    candidates_of,
    gather_people,
)
from lingnan.programme.allocation.content import Aim, aim_of, assumptions_of
from lingnan.programme.allocation.curve import marginal_curves
from lingnan.programme.allocation.model import HALF_YEARS, Floor, Settings
from lingnan.programme.allocation.note import notes_of, unconfirmed_of
from lingnan.programme.allocation.plan import Field, Plan
from lingnan.programme.allocation.schedule import NOT_STARTED
from lingnan.programme.allocation.solve import Solution, solve
from lingnan.programme.allocation.soonest import choose, period_by
from lingnan.programme.allocation.table import allotted_rows, name_of_region, starts_table
from lingnan.programme.content import goal_milestone
from lingnan.roadmap.calendar import Calendar
from lingnan.store.engine import Engine

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run left behind.

    Attributes:
        enterprises, memberships: registry_enterprise and registry_membership.
        upgrades: out_upgrade. progress: out_progress; null when it is not there.
        expansion: how many enterprises a registered one stands for.
    """

    enterprises: ir.Table
    memberships: ir.Table
    upgrades: pa.Table
    progress: pa.Table | None
    as_of: date
    expansion: int = 1
    is_synthetic: bool = False
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What dividing needs of a run and of a definition, whatever the money: made once, used often.

    Attributes:
        progress: out_progress of the whole region; null when it is not there.
        expansion: how many enterprises a registered one stands for.
    """

    people: People
    progress: pa.Table | None
    as_of: date
    expansion: int = 1
    is_synthetic: bool = False
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """What the rules and the number of years make of what was prepared; money and floors are open.

    Attributes: begins: the first days of all periods. course: what comes without this money.
    """

    aim: Aim
    prepared: Prepared
    candidates: Candidates
    begins: tuple[date, ...]
    deadline: date
    course: Course


def allocate(
    engine: Engine,
    pack: Pack,
    inputs: Inputs,
    settings: Settings,
    *,
    target_id: str | None = None,
    definition_id: str | None = None,
    by: date | None = None,
) -> Allocation:
    """Divide the money so that the target is reached soonest; with the certificate of it.

    Raises: UnknownTarget, NoUpgrades, LevelDiffers, BrokenUpgrade, and what `divide` raises.
    Limits: see `divide`.
    """
    aim = aim_of(pack, target_id, definition_id)
    stage = stage_of(pack, aim, prepare(engine, pack, aim, inputs), settings)
    return divide(pack, stage, settings, by=by)


def prepare(engine: Engine, pack: Pack, aim: Aim, inputs: Inputs) -> Prepared:
    """Gather what dividing needs of a run. Raises: NoUpgrades, LevelDiffers, BrokenUpgrade."""
    people = gather_people(
        engine,
        pack,
        aim,
        enterprises=inputs.enterprises,
        memberships=inputs.memberships,
        upgrades=inputs.upgrades,
        as_of=inputs.as_of,
    )
    return Prepared(
        people,
        inputs.progress,
        inputs.as_of,
        inputs.expansion,
        inputs.is_synthetic,
        inputs.run_id,
    )


def stage_of(pack: Pack, aim: Aim, prepared: Prepared, settings: Settings) -> Stage:
    """Apply the public share, the deadweight and the number of years; money plays no part."""
    candidates = candidates_of(prepared.people, settings.public_share, prepared.expansion)
    milestone = goal_milestone(aim.target)
    deadline = prepared.as_of if milestone is None else milestone.deadline
    begins = _begins(candidates, settings, prepared.as_of, deadline)
    standing = candidates.standing
    course = course_of(
        pack,
        aim,
        prepared.progress,
        begins,
        as_of=prepared.as_of,
        now=standing.reached * prepared.expansion,
        population=standing.population * prepared.expansion,
        expansion=prepared.expansion,
        deadweight=settings.deadweight_share,
    )
    return Stage(aim, prepared, candidates, begins, deadline, course)


def divide(pack: Pack, stage: Stage, settings: Settings, *, by: date | None = None) -> Allocation:
    """Divide the money under the floors; the stage was made with the same rules and years.

    An enterprise takes its public money in the year it starts and counts from the half-year at
    whose beginning its plan holds the level. As many as possible count by the first date on which
    the goal can be reached (else by the deadline, or `by`); what is left is given to others.

    Raises: UnknownRegion, BadFloor, FloorOutOfReach, BadDay.
    Limits: an enterprise takes all its money or none; plans are those of out_upgrade, each begun in
        the year of the money; prices do not rise with demand. Only the count by the date aimed at
        is the most; before it, who must start first to be done by then goes first.
    """
    aim, course, begins, deadline = stage.aim, stage.course, stage.begins, stage.deadline
    candidates, prepared = stage.candidates, stage.prepared
    field = Field.of(pack, candidates, settings)
    choice = choose(field, course, aim.goal, begins, deadline, by)
    plan = choice.plan
    reached = _reached(field, course, plan, begins)
    cost = _cost(pack, field, settings, course, aim, period_by(begins, deadline))
    floors = _floors(pack, field, settings, plan)
    return Allocation(
        target_id=aim.target.id,
        target=aim.target.name,
        definition_id=aim.definition.id,
        definition=aim.definition.name,
        is_headline=aim.is_headline,
        level=aim.level,
        goal=aim.goal,
        deadline=deadline,
        as_of=prepared.as_of,
        start=begins[0],
        expansion=prepared.expansion,
        is_synthetic=prepared.is_synthetic,
        run_id=prepared.run_id,
        population=course.population,
        proven_now=course.now,
        money=_money(field, settings, plan, begins),
        allotted=allotted_rows(pack, candidates, plan.starts),
        reached_by=reached,
        aim_date=_eve(begins[plan.period]),
        aim_why=choice.why,
        reached_date=next((r.by_date for r in reached if r.expected >= aim.goal), None),
        without_money_date=next((r.by_date for r in reached if r.without_money >= aim.goal), None),
        objective=plan.solution.value * prepared.expansion,
        bound=plan.solution.bound * prepared.expansion,
        floors=floors,
        marginal=_marginal(pack, field, settings, plan),
        cost=cost,
        assumptions=tuple(
            Used(
                item.id,
                item.name,
                float(item.value),
                float(item.low),
                float(item.high),
                item.why,
                item.is_confirmed,
            )
            for item in assumptions_of(pack, settings)
        ),
        unconfirmed=unconfirmed_of(pack, aim, settings),
        notes=notes_of(aim, course, cost, floors, deadline, begins, prepared.expansion),
        starts=starts_table(candidates, plan.starts),
        curves=marginal_curves(candidates),
    )


def _begins(
    candidates: Candidates, settings: Settings, as_of: date, deadline: date
) -> tuple[date, ...]:
    """The first days of all periods until the last enterprise is done, or the deadline."""
    calendar = Calendar.after(as_of, 1)
    longest = int(candidates.finish.max(initial=1))
    last = HALF_YEARS * (settings.years_count - 1) + longest
    while calendar.begin(last) <= deadline:
        last += 1
    return tuple(calendar.begin(period) for period in range(last + 1))


def _reached(
    field: Field, course: Course, plan: Plan, begins: Sequence[date]
) -> tuple[Reached, ...]:
    started = plan.starts != NOT_STARTED
    done = HALF_YEARS * plan.starts[started] + field.candidates.finish[started]
    counts = np.cumsum(np.bincount(done, minlength=len(begins))) * field.candidates.expansion
    return tuple(
        Reached(
            period,
            _eve(day),
            int(counts[period]),
            course.expected(period, 0),
            course.expected(period, int(counts[period])),
        )
        for period, day in enumerate(begins)
    )


def _eve(day: date) -> date:
    """The last day on which what counts from `day` on may be finished."""
    return day - timedelta(days=1)


def _money(
    field: Field, settings: Settings, plan: Plan, begins: Sequence[date]
) -> tuple[YearMoney, ...]:
    rows, carried = [], 0
    for year, amount in enumerate(settings.money_cny_by_year):
        spent = int(field.costs[plan.starts == year].sum())
        carried += amount - spent
        rows.append(YearMoney(year, begins[HALF_YEARS * year], amount, spent, carried))
    return tuple(rows)


def _solved_without(pack: Pack, field: Field, settings: Settings, plan: Plan) -> Solution | None:
    other = Field.of(pack, field.candidates, settings)
    return solve(other.classes_by(plan.period), other.tree)


def _floors(pack: Pack, field: Field, settings: Settings, plan: Plan) -> tuple[FloorKept, ...]:
    expansion = field.candidates.expansion
    counted = plan.starts != NOT_STARTED
    done = HALF_YEARS * plan.starts + field.candidates.finish
    rows = []
    for floor in settings.floors:
        node = field.tree.regions.index(floor.region)
        inside = np.array([node in field.tree.ancestors(n) for n in range(len(field.tree.parents))])
        mine = inside[field.node] & counted
        rest = tuple(each for each in settings.floors if each is not floor)
        without = _solved_without(pack, field, replace(settings, floors=rest), plan)
        gained = 0 if without is None else max(0, without.value - plan.solution.value)
        rows.append(
            FloorKept(
                floor.region,
                name_of_region(pack, floor.region),
                None if floor.share is None else float(floor.share),
                floor.least_count,
                _reserved(floor, settings),
                int(field.costs[mine].sum()),
                int((mine & (done <= plan.period)).sum()) * expansion,
                gained * expansion,
            )
        )
    return tuple(rows)


def _reserved(floor: Floor, settings: Settings) -> int:
    return sum(int((floor.share or 0) * amount) for amount in settings.money_cny_by_year)


def _marginal(pack: Pack, field: Field, settings: Settings, plan: Plan) -> tuple[float, ...]:
    """What one more million brings: the price of money, or the difference where there is none."""
    money = settings.money_cny_by_year
    expansion = field.candidates.expansion
    if sum(field.tree.arrivals[0]):
        later = np.cumsum(plan.solution.prices.money[0][::-1])[::-1]
        return tuple(abs(float(price)) * _MILLION * expansion for price in later)
    found = []
    for year in range(len(money)):
        more = (*money[:year], money[year] + _MILLION, *money[year + 1 :])
        with_it = _solved_without(pack, field, replace(settings, money_cny_by_year=more), plan)
        gained = 0 if with_it is None else with_it.value - plan.solution.value
        found.append(float(gained * expansion))
    return tuple(found)


def _cost(
    pack: Pack, field: Field, settings: Settings, course: Course, aim: Aim, period: int
) -> Cost:
    """What the goal costs by the deadline's period; nothing reaches it once that has passed."""
    expansion, standing = field.candidates.expansion, field.candidates.standing
    able = int((field.candidates.finish <= period).sum())
    least, alone, wanted = None, None, None
    at = max(period, 0)
    if period >= 0:
        costs = field.costs_by_node(period)
        reserves = replace(
            settings,
            floors=tuple(
                replace(
                    f, least_count=None if f.least_count is None else -(-f.least_count // expansion)
                )
                for f in settings.floors
            ),
        )
        needed = course.needed(period, aim.goal)
        if needed is not None:
            wanted = -(-needed // expansion)
            least = least_money(pack, reserves, costs, wanted)
        lonely = max(0, -(-(aim.goal - course.now) // expansion))
        alone = least_money(pack, reserves, costs, lonely)
    most = course.expected(at, able * expansion) if period >= 0 else course.now
    return Cost(
        is_reachable=least is not None,
        least_money_cny=least,
        alone_cny=alone,
        enterprises=None if least is None or wanted is None else wanted * expansion,
        most=most,
        short=max(0, aim.goal - most),
        too_late=(standing.feasible - able) * expansion,
        infeasible=standing.infeasible * expansion,
        still_open=standing.still_open * expansion,
        unplanned=standing.unplanned * expansion,
    )
