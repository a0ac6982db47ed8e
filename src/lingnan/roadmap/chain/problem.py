"""The chain roadmap as a problem of whole numbers: whom to upgrade.

maximise  start + Σ value_i x_i + Σ pair_ppm_k x_a(k) x_b(k)   over x in {0, 1}

so that the chosen fit into the waves (see wave). A link between two candidates is a pair, one
between a candidate and an enterprise above is part of the candidate's value, one that an enterprise
without upgrade takes part in never counts. Not for solving it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.chain.candidate import Standing
from lingnan.roadmap.chain.network import Integers, Network
from lingnan.roadmap.chain.share import counted_ppm
from lingnan.roadmap.chain.task import Task

Chosen = NDArray[np.bool_]
#: A capacity that never binds.
ANY_NUMBER = 2**40


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """n candidates, m pairs, T waves.

    Attributes:
        node: place of each candidate in the network (n,).
        start: ppm that count without any upgrade.
        value, cost, release: ppm with those above, yuan, first wave possible (n,).
        pair_a, pair_b, pair_ppm: pairs with a < b, each once (m,).
        first, other, weight: the pairs from both ends, as rows of a sparse matrix (n+1,), (2m,).
        budget: yuan up to and with each wave (T,); capacity (T,).
    """

    node: Integers
    start: int
    value: Integers
    cost: Integers
    release: Integers
    pair_a: Integers
    pair_b: Integers
    pair_ppm: Integers
    first: Integers
    other: Integers
    weight: Integers
    budget: Integers
    capacity: Integers

    @property
    def count(self) -> int:
        """How many candidates there are."""
        return len(self.node)

    @property
    def has_capacity(self) -> bool:
        """Whether any wave has a capacity that could bind."""
        return bool((self.capacity < self.count).any())

    def objective(self, chosen: Chosen) -> int:
        """The share in ppm when these are upgraded."""
        both = chosen[self.pair_a] & chosen[self.pair_b]
        return self.start + int(self.value[chosen].sum()) + int(self.pair_ppm[both].sum())

    def reach(self) -> Integers:
        """The most that each candidate can add: its value and all its pairs (n,)."""
        most = self.value.copy()
        np.add.at(most, self.pair_a, self.pair_ppm)
        np.add.at(most, self.pair_b, self.pair_ppm)
        return most


def pose(network: Network, link_ppm: Integers, standing: Standing, task: Task) -> Problem:
    """State the problem; candidates that fit into no wave or add nothing are left out."""
    budget = np.cumsum([wave.budget_cny for wave in task.waves]).astype(np.int64)
    periods = np.array([wave.period for wave in task.waves], dtype=np.int64)
    capacity = [ANY_NUMBER if w.capacity is None else w.capacity for w in task.waves]
    release = np.searchsorted(periods, standing.finish).astype(np.int64)
    is_possible = (standing.cost >= 0) & (standing.cost <= budget[-1]) & (network.tier > 0)
    is_possible &= release < len(task.waves)
    above = standing.is_above
    s, b, ppm = network.supplier, network.buyer, link_ppm
    may_count = (above | is_possible)[s] & (above | is_possible)[b] & (ppm > 0)
    has_worth = np.zeros(len(above), dtype=np.bool_)
    has_worth[s[may_count]] = has_worth[b[may_count]] = True
    node = np.flatnonzero(is_possible & has_worth)
    place = np.full(len(above), -1, dtype=np.int64)
    place[node] = np.arange(len(node))
    value = np.zeros(len(node), dtype=np.int64)
    for end, far in ((s, b), (b, s)):
        alone = may_count & (place[end] >= 0) & above[far]
        np.add.at(value, place[end[alone]], ppm[alone])
    both = may_count & (place[s] >= 0) & (place[b] >= 0)
    low = np.minimum(place[s[both]], place[b[both]])
    high = np.maximum(place[s[both]], place[b[both]])
    keys, inverse = np.unique(low * max(1, len(node)) + high, return_inverse=True)
    pair_ppm = np.zeros(len(keys), dtype=np.int64)
    np.add.at(pair_ppm, inverse, ppm[both])
    pair_a, pair_b = keys // max(1, len(node)), keys % max(1, len(node))
    ends = np.concatenate([pair_a, pair_b])
    order = np.argsort(ends, kind="stable")
    return Problem(
        node=node,
        start=counted_ppm(network, link_ppm, above),
        value=value,
        cost=standing.cost[node],
        release=release[node],
        pair_a=pair_a,
        pair_b=pair_b,
        pair_ppm=pair_ppm,
        first=np.searchsorted(ends[order], np.arange(len(node) + 1)).astype(np.int64),
        other=np.concatenate([pair_b, pair_a])[order],
        weight=np.concatenate([pair_ppm, pair_ppm])[order],
        budget=budget,
        capacity=np.array(capacity, dtype=np.int64),
    )
