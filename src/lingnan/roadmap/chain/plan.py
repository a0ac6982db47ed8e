"""From a network and its candidates to the roadmap of a chain.

The order of work: attribute the share, state the problem, solve it, spread it over the waves, see
what hangs by a thread, tell it. Not for keeping it (store) nor for checking edited ones (check).
"""

from collections.abc import Mapping

import numpy as np

from lingnan.kernel import Finding
from lingnan.roadmap.chain.answer import (
    ChainRoadmap,
    Member,
    MemberStatus,
    MoreMoney,
    PlannedWave,
)
from lingnan.roadmap.chain.candidate import Candidate, Standing, stand
from lingnan.roadmap.chain.network import Integers, Network
from lingnan.roadmap.chain.problem import Chosen, Problem, pose
from lingnan.roadmap.chain.sentence import assumption_sentences, binding_sentences
from lingnan.roadmap.chain.share import attribute, counted_ppm
from lingnan.roadmap.chain.solve import Solution, solve
from lingnan.roadmap.chain.task import Task
from lingnan.roadmap.chain.wave import NO_WAVE, spread
from lingnan.roadmap.chain.worth import (
    bottlenecks,
    next_best,
    single_sources,
    sold_ppm,
    touching_ppm,
)

#: Up to so many candidates the worth of more money is proven too.
_STEP_LIMIT = 500


def plan_chain(
    network: Network, candidates: Mapping[str, Candidate], task: Task
) -> tuple[ChainRoadmap, list[Finding]]:
    """Answer whom to upgrade in which wave so that most of the leader's supply is above the level.

    Shapes: findings: suppliers of the network that `candidates` says nothing of.
    Limits: with `auto`, chains with more candidates than `task.exact_limit` get a plan whose gap is
        certified by the bound and not proven closed.
    """
    shares = attribute(network, task.weights)
    standing, findings = stand(network, candidates)
    problem = pose(network, shares.link_ppm, standing, task)
    solution = solve(
        problem, method=task.method, exact_limit=task.exact_limit, seconds=task.seconds
    )
    waves = np.full(len(network.codes), NO_WAVE, dtype=np.int64)
    waves[problem.node] = spread(problem, solution.chosen)
    after = standing.is_above | (waves >= 0)
    rest = next_best(network, shares.link_ppm, standing, problem, solution.chosen)
    hanging = bottlenecks(network, shares.link_ppm, standing.is_above, waves, task.bottleneck_ppm)
    single = single_sources(network, shares.link_ppm, after)
    members = _members(
        network,
        shares.link_ppm,
        standing,
        problem,
        waves,
        {each.uscc for each in hanging},
        {each.supplier for each in single},
        task,
    )
    planned = planned_waves(network, shares.link_ppm, standing, waves, task)
    more = _more_money(network, shares.link_ppm, standing, task, problem, solution)
    roadmap = ChainRoadmap(
        chain=network.chain,
        leader=network.codes[network.leader],
        level=task.level,
        side=task.side,
        method=solution.method,
        budget_cny=task.budget_cny,
        cost_cny=sum(wave.cost_cny for wave in planned),
        share_before_ppm=problem.start,
        objective=solution.objective,
        bound=solution.bound,
        weights=task.weights,
        waves=planned,
        members=members,
        bottlenecks=tuple(hanging),
        single_sources=tuple(single),
        next_best=tuple(rest),
        more_money=more,
        binding=binding_sentences(task, planned, members, rest, more),
        assumptions=assumption_sentences(task, shares),
    )
    return roadmap, findings


def planned_waves(
    network: Network, link_ppm: Integers, standing: Standing, waves: Integers, task: Task
) -> tuple[PlannedWave, ...]:
    """What each wave costs, whom it upgrades and the share after it."""
    found: list[PlannedWave] = []
    carried = 0
    for number, wave in enumerate(task.waves):
        here = np.flatnonzero(waves == number)
        cost = int(standing.cost[here].sum())
        above = standing.is_above | ((waves >= 0) & (waves <= number))
        left = carried + wave.budget_cny - cost
        found.append(
            PlannedWave(
                wave=number + 1,
                period=wave.period,
                budget_cny=wave.budget_cny,
                capacity=wave.capacity,
                carried_cny=carried,
                cost_cny=cost,
                left_cny=left,
                upgraded=tuple(network.codes[n] for n in here),
                share_ppm=counted_ppm(network, link_ppm, above),
            )
        )
        carried = left
    return tuple(found)


def _members(
    network: Network,
    link_ppm: Integers,
    standing: Standing,
    problem: Problem,
    waves: Integers,
    hanging: set[str],
    single: set[str],
    task: Task,
) -> tuple[Member, ...]:
    sold, lost = sold_ppm(network, link_ppm), touching_ppm(network, link_ppm)
    posed = set(problem.node.tolist())
    order = np.lexsort((-lost, np.where(network.tier < 0, len(network.codes), network.tier)))
    return tuple(
        Member(
            uscc=network.codes[n],
            tier=_known(network.tier[n]),
            level_now=_known(standing.level[n]),
            status=_status(n, network, standing, n in posed, waves, task),
            share_ppm=int(sold[n]),
            lost_ppm=int(lost[n]),
            cost_cny=_known(standing.cost[n]),
            finish_period=_known(standing.finish[n]),
            wave=int(waves[n]) + 1 if waves[n] >= 0 else None,
            is_bottleneck=network.codes[n] in hanging,
            is_single_source=network.codes[n] in single,
        )
        for n in order.tolist()
        if n != network.leader
    )


def _known(value: int) -> int | None:
    return None if value < 0 else int(value)


def _status(
    n: int, network: Network, standing: Standing, is_posed: bool, waves: Integers, task: Task
) -> MemberStatus:
    if network.tier[n] < 0:
        return MemberStatus.UNREACHED
    if standing.is_above[n]:
        return MemberStatus.ABOVE
    if not standing.is_known[n]:
        return MemberStatus.UNKNOWN
    if waves[n] >= 0:
        return MemberStatus.PLANNED
    if standing.cost[n] < 0:
        return MemberStatus.CANNOT
    if is_posed:
        return MemberStatus.POSSIBLE
    if standing.finish[n] > task.waves[-1].period:
        return MemberStatus.LATE
    return MemberStatus.UNAFFORDABLE if standing.cost[n] > task.budget_cny else MemberStatus.IDLE


def _more_money(
    network: Network,
    link_ppm: Integers,
    standing: Standing,
    task: Task,
    problem: Problem,
    solution: Solution,
) -> MoreMoney:
    """Solve once more with `budget_step_cny` more in the last wave, from the plan on."""
    richer = pose(network, link_ppm, standing, task.with_more(task.budget_step_cny))
    again = solve(
        richer,
        method=task.method,
        exact_limit=min(task.exact_limit, _STEP_LIMIT),
        seconds=task.seconds / 2,
        known=_carried(problem, richer, solution.chosen),
    )
    return MoreMoney(
        step_cny=task.budget_step_cny,
        gain_ppm=again.objective - solution.objective,
        most_ppm=again.bound - solution.objective,
    )


def _carried(problem: Problem, richer: Problem, chosen: Chosen) -> Chosen:
    """The same upgrades in a problem with more candidates."""
    return np.isin(richer.node, problem.node[chosen])
