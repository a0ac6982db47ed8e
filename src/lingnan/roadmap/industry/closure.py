"""What every package takes at every state, in one pass: the kernel of `package.closure_of`.

Not for choosing packages. Held equal to the plain reference by tests.
"""

from typing import NamedTuple

import numba
import numpy as np

from lingnan.roadmap.industry.bit import place_of
from lingnan.roadmap.industry.package import Packages
from lingnan.roadmap.step import Integers

BLOCKED = -1
_FAR = 1 << 30


class Rules(NamedTuple):
    """The arrays of `Packages` that the kernel reads; shapes as there."""

    measure: Integers
    gives: Integers
    feasible: Integers
    rank: Integers
    req_start: Integers
    req_mask: Integers
    need_start: Integers
    need_step: Integers
    need_mask: Integers
    duration: Integers


def rules_of(packages: Packages) -> Rules:
    """The rules of packages for kernels."""
    return Rules(*(np.ascontiguousarray(getattr(packages, name)) for name in Rules._fields))


def closures(packages: Packages, size: Integers, words: Integers) -> tuple[Integers, Integers]:
    """What each state buys with each package, and which steps that newly gives.

    Shapes: size (G,), words (G, W) reached relevant steps. Returns masks (P, G), BLOCKED where a
        state cannot have the package, and gained (P, G, W).
    """
    count = len(packages)
    masks = np.empty((count, len(size)), dtype=np.int64)
    gained = np.zeros((count, len(size), words.shape[1]), dtype=np.int64)
    _closures(rules_of(packages), size, words, masks, gained)
    return masks, gained


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _done(rules: Rules, words: Integers) -> int:
    done = 0
    for j in range(rules.gives.shape[0]):
        has_any, lacks = False, False
        for w in range(len(words)):
            if rules.gives[j, w]:
                has_any = True
                if rules.gives[j, w] & ~words[w]:
                    lacks = True
        if has_any and not lacks:
            done |= 1 << j
    return done


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _preferred(rules: Rules, size: int, group: int) -> int:
    group &= rules.feasible[size]
    best, best_rank = -1, 1 << 30
    while group:
        low = group & -group
        group ^= low
        j = place_of(low)
        if rules.rank[size, j] < best_rank:
            best, best_rank = j, rules.rank[size, j]
    return best


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _is_given(rules: Rules, words: Integers, row: int) -> bool:
    step = rules.need_step[row]
    return bool(words[step // 62] >> (step % 62) & 1)


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _close(rules: Rules, size: int, words: Integers, done: int, root: int) -> int:
    bought, todo = 0, 1 << root
    while todo:
        low = todo & -todo
        todo ^= low
        if done & low:
            continue
        if not rules.feasible[size] & low:
            return BLOCKED
        j = place_of(low)
        bought |= low
        for kind in range(2):
            first = rules.req_start[j] if kind == 0 else rules.need_start[j]
            last = rules.req_start[j + 1] if kind == 0 else rules.need_start[j + 1]
            for row in range(first, last):
                if kind == 1 and _is_given(rules, words, row):
                    continue
                group = rules.req_mask[row] if kind == 0 else rules.need_mask[row]
                if group & (done | bought | todo):
                    continue
                best = _preferred(rules, size, group)
                if best < 0:
                    return BLOCKED
                todo |= 1 << best
    return bought


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def finish_at(rules: Rules, size: int, words: Integers, done: int, bought: int) -> int:
    """Half-years until all bought measures are in service; BLOCKED if they wait in a circle."""
    finish = np.full(rules.gives.shape[0], _FAR, dtype=np.int64)
    is_changed = True
    while is_changed:
        is_changed = False
        rest = bought
        while rest:
            low = rest & -rest
            rest ^= low
            j = place_of(low)
            start = 0
            for kind in range(2):
                first = rules.req_start[j] if kind == 0 else rules.need_start[j]
                last = rules.req_start[j + 1] if kind == 0 else rules.need_start[j + 1]
                for row in range(first, last):
                    if kind == 1 and _is_given(rules, words, row):
                        continue
                    group = rules.req_mask[row] if kind == 0 else rules.need_mask[row]
                    if group & done:
                        continue
                    group &= bought
                    soonest = _FAR
                    while group:
                        one = group & -group
                        group ^= one
                        soonest = min(soonest, finish[place_of(one)])
                    start = max(start, soonest)
            if start < _FAR and start + rules.duration[size, j] < finish[j]:
                finish[j] = start + rules.duration[size, j]
                is_changed = True
    last_end = 0
    rest = bought
    while rest:
        low = rest & -rest
        rest ^= low
        last_end = max(last_end, finish[place_of(low)])
    return BLOCKED if last_end >= _FAR else last_end


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _closures(
    rules: Rules, size: Integers, words: Integers, masks: Integers, gained: Integers
) -> None:
    for g in range(len(size)):
        done = _done(rules, words[g])
        for p in range(len(rules.measure)):
            bought = _close(rules, size[g], words[g], done, rules.measure[p])
            is_set = bought > 0 and bought & (bought - 1)
            if is_set and finish_at(rules, size[g], words[g], done, bought) == BLOCKED:
                bought = BLOCKED
            masks[p, g] = bought
            rest = bought if bought > 0 else 0
            while rest:
                low = rest & -rest
                rest ^= low
                j = place_of(low)
                for w in range(words.shape[1]):
                    gained[p, g, w] |= rules.gives[j, w] & ~words[g, w]


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def finishes(rules: Rules, size: Integers, words: Integers, bought: Integers) -> Integers:
    """Half-years until each set of bought measures is in service; shape (k,)."""
    found = np.zeros(len(size), dtype=np.int64)
    for g in range(len(size)):
        done = _done(rules, words[g])
        found[g] = finish_at(rules, size[g], words[g], done, bought[g])
    return found
