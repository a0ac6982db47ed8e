"""One industry, park or chain in depth, as of the last run: the answer as plain values.

Each takes the evidence that the run had and plans anew, so that level, deadline and money may be
others than the run's. Not for the tables of a run (group_roadmaps).
"""

from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from lingnan.kernel import Text
from lingnan.pipeline.errors import UnknownGroup
from lingnan.pipeline.ground import Ground
from lingnan.pipeline.group_roadmaps import (
    Registered,
    chain_candidates,
    default_waves,
    members_demand,
    registered_groups,
)
from lingnan.pipeline.people import People, read_people
from lingnan.pipeline.roadmapping import (
    PLANNED_SIDE,
    plan_level,
    plan_value,
    upgrade_table,
)
from lingnan.roadmap.chain import (
    Candidate,
    Network,
    Task,
    build_network,
    plan_chain,
)
from lingnan.roadmap.chain.task import Method
from lingnan.roadmap.industry import Inputs as IndustryInputs
from lingnan.roadmap.industry import Question, Scope, plan_industry
from lingnan.roadmap.park import ParkInputs, default_budget, members_of, park_inputs, plan_park
from lingnan.roadmap.park.model import Stage

Json = dict[str, Any]
SideName = Literal["claimed", "proven"]
_NAMED = 12
_PARK, _CHAIN = Text("园区", "park"), Text("产业链", "chain")


def industry_inputs(ground: Ground, scope: Scope) -> IndustryInputs:
    """What an industry roadmap reads: the enterprises of its cluster or division."""
    everyone = ground.inputs.enterprises
    if scope.cluster_id is not None:
        everyone = everyone.filter(everyone.primary_cluster_id == scope.cluster_id)
    elif scope.division is not None:
        everyone = everyone.filter(everyone.industry_code.startswith(scope.division))
    people = read_people(ground.engine, ground.planning, ground.inputs, everyone)
    return IndustryInputs(ground.planning.catalogue, people.states, people.register)


def industry_answer(ground: Ground, scope: Scope, question: Question) -> Json:
    """The roadmap of one industry. Raises: as plan_industry."""
    answer = plan_industry(industry_inputs(ground, scope), scope, question).to_json()
    codes = [cohort["uscc"] for cohort in answer["cohorts"]]
    return {**answer, **ground.told(), "names": ground.names(codes)}


@dataclass(frozen=True, slots=True)
class ParkAsked:
    """What is asked of a park. Money in yuan over the whole horizon; null takes the assumption."""

    park: str
    level: int | None = None
    budget_cny: int | None = None
    stage: Stage = "existing_park"
    in_place: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def park_problem(ground: Ground, asked: ParkAsked) -> ParkInputs:
    """The problem of one park from its members' own plans.

    Raises: UnknownGroup, NoFacilities.
    """
    planning = ground.planning
    registered = registered_groups(ground.engine, ground.inputs, planning.as_of)
    _known(asked.park, list(registered.parks), _PARK)
    members = ground.people(registered.parks[asked.park])
    value = plan_value(planning, members)
    level = plan_level(planning, members, PLANNED_SIDE)
    demand = members_demand(planning, members, value.start, level.start)
    codes = members.codes.to_pylist()
    periods = planning.periods
    budget = (
        default_budget(planning.pack, len(codes), periods)
        if asked.budget_cny is None
        else tuple(asked.budget_cny * (t + 1) // periods for t in range(periods))
    )
    return park_inputs(
        planning.pack,
        asked.park,
        members_of(planning.catalogue, demand, codes, list(range(len(codes)))),
        periods=periods,
        budget_cny=budget,
        question="value" if asked.level is None else "level",
        stage=asked.stage,
        in_place=frozenset(asked.in_place),
        must=frozenset(asked.must),
        never=frozenset(asked.never),
    )


def park_answer(ground: Ground, asked: ParkAsked, *, is_exact: bool = True) -> Json:
    """The roadmap of one park. Raises: as park_problem and plan_park."""
    calendar = ground.planning.setting.calendar
    problem = park_problem(ground, asked)
    answer = plan_park(
        problem,
        ground.planning.pack,
        period_names=[calendar.name(t) for t in range(calendar.periods)],
        is_exact=is_exact,
        is_synthetic=ground.store.manifest.synthetic,
    )
    registered = registered_groups(ground.engine, ground.inputs, ground.planning.as_of)
    return {
        "path": "park",
        **answer.to_json(),
        **ground.told(),
        "level": asked.level,
        "asked": {
            "budget_cny": asked.budget_cny,
            "in_place": list(asked.in_place),
            "must": list(asked.must),
            "never": list(asked.never),
        },
        "name": _name(registered, asked.park),
        "names": ground.names([member.uscc for member in problem.members]),
    }


@dataclass(frozen=True, slots=True)
class ChainAsked:
    """What is asked of a chain. `budget_cny`: yuan of all waves; null takes the assumption."""

    chain: str
    side: SideName
    budget_cny: int | None = None
    method: Method = "auto"


def chain_problem(
    ground: Ground, asked: ChainAsked
) -> tuple[Network, dict[str, Candidate], Registered]:
    """The network of one chain and what each of its enterprises would need.

    Raises: UnknownGroup, NetworkEmpty, LeaderMissing.
    """
    planning = ground.planning
    registered = registered_groups(ground.engine, ground.inputs, planning.as_of)
    _known(asked.chain, list(registered.chains), _CHAIN)
    leader = registered.leaders.get(asked.chain)
    network, _ = build_network(asked.chain, leader, registered.links.get(asked.chain, []))
    members = ground.people(list(network.codes))
    upgrades = upgrades_of_side(ground, members, asked.side)
    candidates = chain_candidates(upgrades, network.codes, asked.side, planning.level)
    return network, candidates, registered


def upgrades_of_side(ground: Ground, people: People, side: str) -> pa.Table:
    """out_upgrade of some enterprises on one side."""
    plans = plan_level(ground.planning, people, side)
    return upgrade_table(ground.planning, people, {side: plans})


def chain_answer(ground: Ground, asked: ChainAsked) -> Json:
    """The roadmap of one chain. Raises: as chain_problem; BudgetNegative."""
    planning = ground.planning
    network, candidates, registered = chain_problem(ground, asked)
    task = Task(
        level=planning.level,
        side=asked.side,
        waves=default_waves(planning, len(network.codes) - 1, asked.budget_cny),
        method=asked.method,
    )
    roadmap, findings = plan_chain(network, candidates, task)
    return {
        "path": "chain",
        **roadmap.to_json(),
        **ground.told(),
        "name": _name(registered, asked.chain),
        "names": ground.names(list(network.codes)),
        "findings": [
            {
                "code": each.code,
                "subject": each.subject,
                "what": {"zh": each.what.zh, "en": each.what.en},
            }
            for each in findings
        ],
    }


def _known(code: str, known: list[str], kind: Text) -> None:
    if code not in known:
        told = ", ".join(sorted(known)[:_NAMED]) or "–"
        more = f" … ({len(known)})" if len(known) > _NAMED else ""
        raise UnknownGroup(kind=kind, group=code, known=told + more)


def _name(registered: Registered, code: str) -> dict[str, str]:
    zh, en = registered.names.get(code, (code, None))
    return {"zh": zh, "en": en or zh}
