"""Who reaches the level with a product list: per state the cheapest part of the list that will do.

Exact: every subset of the list is weighed (at most 2^10) against the whole gate, points and counts
and mandatory ones together; measures that two packages share are paid once. Not for money limits
(fund) nor for when (wave).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numba
import numpy as np

from lingnan.roadmap.industry.bit import WORD_BITS, place_of
from lingnan.roadmap.industry.cover import Cover
from lingnan.roadmap.industry.package import Packages
from lingnan.roadmap.step import Integers

PPM = 1_000_000
NONE = -1


@dataclass(frozen=True, slots=True)
class Reached:
    """The cheapest way of each state.

    Shapes: subset (G,): packages taken, as bits of their places in the list, NONE where the whole
        list does not do. bought (G,): measures (bits). price (G, 3): low, expected, high.
        eligible (G,): yuan of the expected price that a subsidy may share.
    """

    subset: Integers
    bought: Integers
    price: Integers
    eligible: Integers


def reach(
    packages: Packages, cover: Cover, size: Integers, masks: Integers, chosen: Sequence[int]
) -> Reached:
    """The cheapest subset of a list (expected prices) with which each group reaches the level.

    Shapes: size (G,), masks (P, G): what every package takes at each state (closure).
    """
    groups = len(size)
    listed = np.array(chosen, dtype=np.int64)
    subset = np.full(groups, NONE, dtype=np.int64)
    bought = np.zeros(groups, dtype=np.int64)
    expected = np.ascontiguousarray(packages.price[:, :, 1])
    _cheapest(cover, size, masks, listed, expected, subset, bought)
    price = np.zeros((groups, 3), dtype=np.int64)
    for band in range(3):
        price[:, band] = _sum_over(np.ascontiguousarray(packages.price[:, :, band]), size, bought)
    paid = expected * packages.eligible
    return Reached(subset, bought, price, _sum_over(paid, size, bought))


def subsidy_of(eligible: Integers, rate_ppm: int, cap_cny: int) -> Integers:
    """The subsidy on eligible amounts: the rate, rounded down, up to the cap of an enterprise."""
    return np.minimum(eligible * rate_ppm // PPM, cap_cny)


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _sum_over(amount: Integers, size: Integers, bought: Integers) -> Integers:
    found = np.zeros(len(size), dtype=np.int64)
    for g in range(len(size)):
        rest = bought[g]
        while rest:
            low = rest & -rest
            rest ^= low
            found[g] += amount[size[g], place_of(low)]
    return found


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _cheapest(
    cover: Cover,
    size: Integers,
    masks: Integers,
    listed: Integers,
    price: Integers,
    subset: Integers,
    bought: Integers,
) -> None:
    """Weigh all subsets, each from the one without its last package; dear ones lead nowhere."""
    rows, words = cover.need.shape[1], cover.gained.shape[2]
    count = len(listed)
    far = 1 << 60
    cost = np.zeros(1 << count, dtype=np.int64)
    taken = np.zeros(1 << count, dtype=np.int64)
    given = np.zeros((1 << count, words), dtype=np.int64)
    have = np.zeros((1 << count, rows), dtype=np.int64)
    for g in range(len(size)):
        if not _whole_list_does(cover, g, masks, listed):
            continue
        best = far
        for s in range(1, 1 << count):
            k = 0
            while not s >> k & 1:
                k += 1
            before = s ^ (1 << k)
            extra = masks[listed[k], g]
            if extra < 0 or cost[before] >= best:
                cost[s] = far
                continue
            taken[s] = taken[before] | extra
            cost[s] = cost[before]
            rest = extra & ~taken[before]
            while rest:
                low = rest & -rest
                rest ^= low
                cost[s] += price[size[g], place_of(low)]
            if cost[s] >= best:
                continue
            for r in range(rows):
                have[s, r] = have[before, r]
            for w in range(words):
                rest = cover.gained[listed[k], g, w] & ~given[before, w]
                given[s, w] = given[before, w] | rest
                while rest:
                    low = rest & -rest
                    rest ^= low
                    q = w * WORD_BITS + place_of(low)
                    for r in range(rows):
                        have[s, r] += cover.coefficient[q, r]
            does = True
            for r in range(rows):
                if have[s, r] < cover.need[g, r]:
                    does = False
            if does:
                best = cost[s]
                subset[g] = s
                bought[g] = taken[s]


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _whole_list_does(cover: Cover, g: int, masks: Integers, listed: Integers) -> bool:
    rows = cover.need.shape[1]
    have = np.zeros(rows, dtype=np.int64)
    for w in range(cover.gained.shape[2]):
        rest = 0
        for k in range(len(listed)):
            if masks[listed[k], g] > 0:
                rest |= cover.gained[listed[k], g, w]
        while rest:
            low = rest & -rest
            rest ^= low
            q = w * WORD_BITS + place_of(low)
            for r in range(rows):
                have[r] += cover.coefficient[q, r]
    is_open = False
    for r in range(rows):
        is_open = is_open or have[r] < cover.need[g, r]
    return not is_open
