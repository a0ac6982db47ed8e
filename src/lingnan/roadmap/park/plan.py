"""One park's roadmap from its inputs: search, close the gap, check, split, explain.

Not for batches (batch), which leave out the exact program.
"""

from collections.abc import Sequence
from time import monotonic
from typing import Final

import numpy as np

from lingnan.packs import Pack
from lingnan.roadmap.park.answer import ParkAnswer
from lingnan.roadmap.park.binding import binding_sentences, cash_sentence
from lingnan.roadmap.park.case import NEVER, ParkCase, case_of
from lingnan.roadmap.park.check import cash_of, check_park
from lingnan.roadmap.park.checklist import checklist_of
from lingnan.roadmap.park.compose import (
    assumptions_of,
    costs_of,
    facilities_of,
    members_of,
    split_answer,
    unconfirmed_of,
)
from lingnan.roadmap.park.demand import shown_share
from lingnan.roadmap.park.errors import ParkChoiceImpossible
from lingnan.roadmap.park.exact import solve
from lingnan.roadmap.park.extract import named_plan
from lingnan.roadmap.park.found import Found
from lingnan.roadmap.park.gain import gain_table, reward_of
from lingnan.roadmap.park.model import ParkInputs, validate
from lingnan.roadmap.park.search import search
from lingnan.roadmap.park.split import game_of, split_costs

PERMUTATIONS: Final = 1000
SECONDS: Final = 18.0


def best_plan(
    inputs: ParkInputs, *, seconds: float = SECONDS, gap: float = 0.0, is_exact: bool = True
) -> tuple[ParkCase, Found]:
    """The best plan in numbers and its bound: most time goes to the search, the rest to HiGHS.

    Raises: ParkChoiceImpossible, and what `validate` raises.
    """
    validate(inputs)
    began = monotonic()
    case = case_of(inputs)
    found = search(case, gap=gap, until=began + 0.7 * seconds)
    if found is None:
        names = ", ".join(sorted(inputs.must | inputs.in_place))
        raise ParkChoiceImpossible(facilities=names)
    left = seconds - (monotonic() - began)
    if is_exact and left > 1 and found.bound - found.total > gap * abs(found.bound):
        found = solve(case, found, seconds=left, gap=gap)
    return case, found


def plan_park(
    inputs: ParkInputs,
    pack: Pack,
    *,
    period_names: Sequence[str] = (),
    seconds: float = SECONDS,
    gap: float = 0.0,
    is_exact: bool = True,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
    is_synthetic: bool = False,
) -> ParkAnswer:
    """The roadmap of one park.

    Limits: prerequisites among a member's measures are those of its own roadmap and not weighed
        again; shares are no part of a member's budget.
    Raises: as best_plan; PackLookupError when the pack lacks an assumption.
    """
    case, found = best_plan(inputs, seconds=seconds, gap=gap, is_exact=is_exact)
    plan = named_plan(inputs, case, found)
    broken = check_park(plan, inputs)
    if broken:
        raise AssertionError(f"the plan of {inputs.park_id} breaks {broken[0].what.en}")
    game = game_of(case, found)
    splits = split_costs(game, permutations=permutations, seed=seed)
    members = tuple(members_of(inputs, case, found, plan, game, splits))
    facilities = tuple(facilities_of(inputs, plan))
    costs = [sum(column) for column in zip(*(costs_of(each) for each in facilities), strict=True)]
    objective, bound, alone = _objective(case, found)
    names = [each.name for each in inputs.considered()]
    cash = cash_sentence(case, found, period_names)
    return ParkAnswer(
        park=inputs.park_id,
        question=inputs.question,
        stage=inputs.stage,
        period_names=tuple(period_names),
        plan=plan,
        facilities=facilities,
        members=members,
        splits=tuple(split_answer(inputs, each) for each in splits),
        checklist=checklist_of(inputs, plan.starts, shown_share(pack)),
        objective_cny=objective,
        bound_cny=bound,
        gap=_ratio(abs(bound - objective), max(abs(bound), abs(objective))),
        added_cny=game.gain,
        gap_added=(None if case.is_level else _ratio(bound - objective, max(bound - alone, 0))),
        reached=sum(bool(each.reaches_level) for each in members) if case.is_level else None,
        reached_bound=-(-found.bound // reward_of(case)) if case.is_level else None,
        cost_low_cny=costs[0],
        cost_expected_cny=costs[1],
        cost_high_cny=costs[2],
        cash=cash_of(plan, inputs),
        budget_cny=inputs.budget_cny,
        binding=(
            *binding_sentences(case, found, names, period_names),
            *(() if cash is None else (cash,)),
        ),
        assumptions=assumptions_of(pack),
        unconfirmed=unconfirmed_of(inputs, pack),
        is_synthetic=is_synthetic,
    )


def _objective(case: ParkCase, found: Found) -> tuple[int, int, int]:
    """Objective and bound in yuan as the answer states them, and the value without the park."""
    if not case.is_level:
        return found.total, found.bound, _alone(case)
    reward = reward_of(case)
    reached, most = -(-found.total // reward), -(-found.bound // reward)
    cost = reached * reward - found.total
    # A bound on cost holds for as many members only.
    return cost, most * reward - found.bound if most == reached else 0, 0


def _alone(case: ParkCase) -> int:
    """Net gain of all members without any facility."""
    nothing = np.full(case.facilities, NEVER, dtype=np.int64)
    return int(gain_table(case, nothing).low[:, 0].sum())


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole > 0 and part > 0 else 0.0
