"""Where a chain hangs by a thread, and what one more upgraded supplier is worth.

Recomputed from a network and who is above; not for choosing whom to upgrade (solve).
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from lingnan.roadmap.chain.candidate import Standing
from lingnan.roadmap.chain.network import PPM, Integers, Mask, Network
from lingnan.roadmap.chain.problem import Chosen, Problem
from lingnan.roadmap.chain.tier import dominators

_YUAN_STEP = 100_000
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A supplier below the level through which much of the leader's supply passes.

    Attributes:
        lost_ppm: the share that cannot count while it stays below: all its sales and purchases.
        through_ppm: what reaches the leader through it alone, its own links included.
        dominated_count: suppliers without any way to the leader past it.
        wave: the wave of its upgrade, counted from 1; null when the plan leaves it below.
    """

    uscc: str
    tier: int
    lost_ppm: int
    through_ppm: int
    dominated_count: int
    wave: int | None


@dataclass(frozen=True, slots=True)
class SingleSource:
    """An item that a buyer takes from one supplier only; `share_ppm` of the leader's supply."""

    buyer: str
    item: str
    supplier: str
    share_ppm: int
    is_above_after: bool


@dataclass(frozen=True, slots=True)
class NextBest:
    """What one more upgrade would add to the plan.

    Attributes:
        gain_ppm: by itself, beside everything that is above after the plan.
        gain_ppm_per_100k: the same for each 100,000 yuan; null when it costs nothing.
        waits_for: partners still below, largest link first, whose upgrade would add
            `waiting_ppm` to it.
    """

    uscc: str
    cost_cny: int
    gain_ppm: int
    gain_ppm_per_100k: int | None
    waiting_ppm: int
    waits_for: tuple[str, ...]


def touching_ppm(network: Network, link_ppm: Integers) -> Integers:
    """The share of all links of each enterprise, sold and bought. Shapes: (enterprises,)."""
    found = np.zeros(len(network.codes), dtype=np.int64)
    np.add.at(found, network.supplier, link_ppm)
    np.add.at(found, network.buyer, link_ppm)
    return found


def sold_ppm(network: Network, link_ppm: Integers) -> Integers:
    """The share that each enterprise supplies; all make 1,000,000. Shapes: (enterprises,)."""
    found = np.zeros(len(network.codes), dtype=np.int64)
    np.add.at(found, network.supplier, link_ppm)
    return found


def bottlenecks(
    network: Network, link_ppm: Integers, is_above: Mask, waves: Integers, least_ppm: int
) -> list[Bottleneck]:
    """Suppliers below the level now through which at least `least_ppm` passes, largest loss first.

    Shapes: is_above: today (enterprises,); waves: -1 for no upgrade (enterprises,).
    """
    count = len(network.codes)
    above = dominators(count, network.leader, network.supplier, network.buyer)
    lost = touching_ppm(network, link_ppm)
    # What an enterprise buys comes to the leader through it and through all who stand over it, who
    # are of nearer tiers.
    bought = np.zeros(count, dtype=np.int64)
    np.add.at(bought, network.buyer, link_ppm)
    dominated = np.zeros(count, dtype=np.int64)
    for node in reversed(network.suppliers):
        over = above[node]
        bought[over] += bought[node]
        dominated[over] += dominated[node] + 1
    through = bought + sold_ppm(network, link_ppm)
    found = [
        Bottleneck(
            uscc=network.codes[n],
            tier=int(network.tier[n]),
            lost_ppm=int(lost[n]),
            through_ppm=int(through[n]),
            dominated_count=int(dominated[n]),
            wave=int(waves[n]) + 1 if waves[n] >= 0 else None,
        )
        for n in range(count)
        if network.tier[n] > 0 and not is_above[n] and through[n] >= least_ppm
    ]
    return sorted(found, key=lambda each: (-each.lost_ppm, -each.through_ppm, each.uscc))


def single_sources(
    network: Network, link_ppm: Integers, is_above_after: Mask
) -> list[SingleSource]:
    """Items that one buyer takes from one supplier only, largest share first."""
    sources: dict[tuple[int, int], set[int]] = defaultdict(set)
    share: dict[tuple[int, int], int] = defaultdict(int)
    for place in range(len(network.supplier)):
        buyer, item = int(network.buyer[place]), int(network.item[place])
        if network.tier[buyer] >= 0:
            sources[buyer, item].add(int(network.supplier[place]))
            share[buyer, item] += int(link_ppm[place])
    found = []
    for (buyer, item), who in sources.items():
        if len(who) == 1:
            (supplier,) = who
            found.append(
                SingleSource(
                    buyer=network.codes[buyer],
                    item=network.items[item],
                    supplier=network.codes[supplier],
                    share_ppm=share[buyer, item],
                    is_above_after=bool(is_above_after[supplier]),
                )
            )
    return sorted(found, key=lambda each: (-each.share_ppm, each.buyer, each.item))


def next_best(
    network: Network, link_ppm: Integers, standing: Standing, problem: Problem, chosen: Chosen
) -> list[NextBest]:
    """Every candidate outside the plan with what it would add, best per yuan first.

    Limits: candidates that no wave can hold (too dear, too late) are not among them.
    """
    places = problem.node[~chosen]
    after = standing.is_above.copy()
    after[problem.node[chosen]] = True
    gain = np.zeros(len(network.codes), dtype=np.int64)
    waiting: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for s, b, ppm in zip(
        network.supplier.tolist(), network.buyer.tolist(), link_ppm.tolist(), strict=True
    ):
        for end, far in ((s, b), (b, s)):
            if not after[end]:
                if after[far]:
                    gain[end] += ppm
                elif ppm:
                    waiting[end][far] += ppm
    found = []
    for place in places.tolist():
        cost, added = int(standing.cost[place]), int(gain[place])
        partners = sorted(waiting[place].items(), key=lambda each: (-each[1], each[0]))
        found.append(
            NextBest(
                uscc=network.codes[place],
                cost_cny=cost,
                gain_ppm=added,
                gain_ppm_per_100k=added * _YUAN_STEP // cost if cost else None,
                waiting_ppm=sum(ppm for _, ppm in partners),
                waits_for=tuple(network.codes[far] for far, _ in partners[:_NAMED]),
            )
        )
    return sorted(found, key=_per_yuan)


def _per_yuan(each: NextBest) -> tuple[float, int, str]:
    per_yuan = each.gain_ppm * PPM / each.cost_cny if each.cost_cny else float("inf")
    return (-per_yuan, -each.waiting_ppm, each.uscc)
