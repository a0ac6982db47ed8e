"""One industry, park or chain in depth, as of the last run: the answer as plain values.

Each takes the evidence that the run had and plans anew, so that level, deadline and money may be
others than the run's. Not for the tables of a run (group_roadmaps).
"""

from dataclasses import dataclass, replace
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
)
from lingnan.pipeline.kept_plans import kept_starts, kept_upgrades
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
#: The network of a chain, and what each of its enterprises would need.
ChainProblem = tuple[Network, dict[str, Candidate]]
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


def industry_answer(
    ground: Ground, scope: Scope, question: Question, inputs: IndustryInputs | None = None
) -> Json:
    """The roadmap of one industry; `inputs` of the same scope need not be read again.

    Raises: as plan_industry.
    """
    known = industry_inputs(ground, scope) if inputs is None else inputs
    answer = plan_industry(known, scope, question).to_json()
    codes = [cohort["uscc"] for cohort in answer["cohorts"]]
    cities = {city.code: _both(city.name) for city in ground.planning.pack.cities}
    return {**answer, **ground.told(), "names": {**ground.names(codes), **cities}}


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
    planning, registered = ground.planning, ground.registered
    _known(asked.park, list(registered.parks), _PARK)
    members = ground.people(registered.parks[asked.park])
    starts = kept_starts(ground, members)
    if starts is None:
        starts = plan_value(planning, members).start
    level = plan_level(planning, members, PLANNED_SIDE)
    demand = members_demand(planning, members, starts, level.start)
    codes = members.codes.to_pylist()
    return park_inputs(
        planning.pack,
        asked.park,
        members_of(planning.catalogue, demand, codes, list(range(len(codes)))),
        periods=planning.periods,
        budget_cny=_park_money(ground, len(codes), asked.budget_cny),
        question="value" if asked.level is None else "level",
        stage=asked.stage,
        in_place=frozenset(asked.in_place),
        must=frozenset(asked.must),
        never=frozenset(asked.never),
    )


def _park_money(ground: Ground, members: int, budget_cny: int | None) -> tuple[int, ...]:
    """What can have been spent by the end of each period: spread evenly, or as assumed."""
    periods = ground.planning.periods
    if budget_cny is None:
        return default_budget(ground.planning.pack, members, periods)
    return tuple(budget_cny * (period + 1) // periods for period in range(periods))


def park_answer(
    ground: Ground, asked: ParkAsked, *, is_exact: bool = True, problem: ParkInputs | None = None
) -> Json:
    """The roadmap of one park; a known `problem` may differ from what is asked in its money.

    Raises: as park_problem and plan_park.
    """
    calendar = ground.planning.setting.calendar
    if problem is None:
        problem = park_problem(ground, asked)
    else:
        money = _park_money(ground, len(problem.members), asked.budget_cny)
        problem = replace(problem, budget_cny=money)
    answer = plan_park(
        problem,
        ground.planning.pack,
        period_names=[calendar.name(t) for t in range(calendar.periods)],
        is_exact=is_exact,
        is_synthetic=ground.store.manifest.synthetic,
    )
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
        "name": _name(ground.registered, asked.park),
        "names": {
            **ground.names([member.uscc for member in problem.members]),
            **{each.id: _both(each.name) for each in ground.planning.pack.measures},
        },
    }


@dataclass(frozen=True, slots=True)
class ChainAsked:
    """What is asked of a chain. `budget_cny`: yuan of all waves; null takes the assumption."""

    chain: str
    side: SideName
    budget_cny: int | None = None
    method: Method = "auto"


def chain_problem(ground: Ground, asked: ChainAsked) -> ChainProblem:
    """The network of one chain and what each of its enterprises would need.

    Raises: UnknownGroup, NetworkEmpty, LeaderMissing.
    """
    planning, registered = ground.planning, ground.registered
    _known(asked.chain, list(registered.chains), _CHAIN)
    leader = registered.leaders.get(asked.chain)
    network, _ = build_network(asked.chain, leader, registered.links.get(asked.chain, []))
    codes = list(network.codes)
    upgrades = kept_upgrades(ground, codes)
    if upgrades is None:
        upgrades = upgrades_of_side(ground, ground.people(codes), asked.side)
    candidates = chain_candidates(upgrades, network.codes, asked.side, planning.level)
    return network, candidates


def upgrades_of_side(ground: Ground, people: People, side: str) -> pa.Table:
    """out_upgrade of some enterprises on one side."""
    plans = plan_level(ground.planning, people, side)
    return upgrade_table(ground.planning, people, {side: plans})


def chain_answer(ground: Ground, asked: ChainAsked, problem: ChainProblem | None = None) -> Json:
    """The roadmap of one chain; `problem` of the same chain and side need not be read again.

    Raises: as chain_problem; BudgetNegative.
    """
    planning = ground.planning
    network, candidates = chain_problem(ground, asked) if problem is None else problem
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
        "name": _name(ground.registered, asked.chain),
        "names": ground.names(list(network.codes)),
        "findings": [
            {
                "code": each.code,
                "subject": each.subject,
                "what": _both(each.what),
            }
            for each in findings
        ],
    }


def _known(code: str, known: list[str], kind: Text) -> None:
    if code not in known:
        told = ", ".join(sorted(known)[:_NAMED]) or "–"
        more = f" … ({len(known)})" if len(known) > _NAMED else ""
        raise UnknownGroup(kind=kind, group=code, known=told + more)


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _name(registered: Registered, code: str) -> dict[str, str]:
    zh, en = registered.names.get(code, (code, None))
    return {"zh": zh, "en": en or zh}
