"""How many enterprises of each class are lifted: whole ones, payable to the yuan, with a bound.

The relaxed optimum is rounded down and filled up; where that does not meet the bound, an integer
program decides about the enterprises near the margin. Every answer is payable by `tree.is_payable`,
which knows no solver.

Limits: where the integer program looks at a part of the enterprises only, the answer can lie below
the bound; the gap says by how much. With up to some thousand different costs it looks at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from lingnan.programme.allocation.model import Class, Tree
from lingnan.programme.allocation.relaxation import Prices, Relaxed, Rows, relax, unit_of
from lingnan.programme.allocation.tree import is_payable

_MOST_VARIABLES = 3_000
_NODES = 500
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Solution:
    """Enterprises lifted in each class: always its cheapest.

    Attributes:
        counts: by class. value: their sum.
        bound: no plan counts more; equal to the value when it is the optimum.
        prices: of money and promised counts, in enterprises.
    """

    counts: tuple[int, ...]
    value: int
    bound: int
    prices: Prices


def solve(classes: Sequence[Class], tree: Tree) -> Solution | None:
    """The most enterprises that can be lifted; null when the promised counts cannot be kept."""
    relaxed = relax(classes, tree)
    if relaxed is None:
        return None
    bound = floor(relaxed.bound * (1 + 1e-12) + _ROUNDING)
    counts = _filled(classes, tree, [floor(k + _ROUNDING) for k in relaxed.counts])
    if counts is None or sum(counts) < bound:
        found, proven = _near_margin(classes, tree, relaxed)
        if proven is not None:
            bound = min(bound, proven)
        if found is not None and (counts is None or sum(found) > sum(counts)):
            counts = found
    if counts is None:
        return None
    value = sum(counts)
    return Solution(tuple(counts), value, max(bound, value), relaxed.prices)


def spending_of(classes: Sequence[Class], tree: Tree, counts: Sequence[int]) -> list[list[int]]:
    """What the cheapest of each class cost together, by node and the year they fall due."""
    due = [[0] * tree.years_count for _ in tree.parents]
    for each, count in zip(classes, counts, strict=True):
        due[each.node][each.latest] += int(each.prefix[count])
    return due


def keeps_counts(classes: Sequence[Class], tree: Tree, counts: Sequence[int]) -> bool:
    """Answer whether every promised count is kept."""
    return not any(_missing(classes, tree, counts))


def _missing(classes: Sequence[Class], tree: Tree, counts: Sequence[int]) -> list[int]:
    found = [0] * len(tree.parents)
    for each, count in zip(classes, counts, strict=True):
        for node in tree.ancestors(each.node):
            found[node] += count
    return [max(0, least - got) for least, got in zip(tree.least_counts, found, strict=True)]


def _filled(classes: Sequence[Class], tree: Tree, counts: list[int]) -> list[int] | None:
    """Counts made payable, then raised one by one, first where a count was promised."""
    counts = [min(max(k, 0), c.size) for k, c in zip(counts, classes, strict=True)]
    while not is_payable(tree, spending_of(classes, tree, counts)):
        dearest = max(
            (n for n in range(len(counts)) if counts[n]),
            key=lambda n: int(classes[n].costs[counts[n] - 1]),
        )
        counts[dearest] -= 1
    blocked: set[int] = set()
    while True:
        missing = _missing(classes, tree, counts)
        open_classes = [n for n, c in enumerate(classes) if n not in blocked and counts[n] < c.size]
        if not open_classes:
            break
        wanted = [
            n for n in open_classes if any(missing[v] for v in tree.ancestors(classes[n].node))
        ]
        chosen = min(wanted or open_classes, key=lambda n: int(classes[n].costs[counts[n]]))
        counts[chosen] += 1
        if not is_payable(tree, spending_of(classes, tree, counts)):
            counts[chosen] -= 1
            blocked.add(chosen)
    return None if any(_missing(classes, tree, counts)) else counts


def _near_margin(
    classes: Sequence[Class], tree: Tree, relaxed: Relaxed
) -> tuple[list[int] | None, int | None]:
    """Counts by an integer program over runs of equal costs, and its bound if it saw all runs."""
    starts, is_whole = _runs(classes, relaxed.counts)
    fixed = [int(at[0]) for at in starts]
    rows = Rows(classes, tree)
    widths = np.concatenate([np.diff(at) for at in starts]).astype(float)
    if not len(widths):
        return (fixed if keeps_counts(classes, tree, fixed) else None), None
    costs = np.concatenate([c.costs[at[:-1]] for c, at in zip(classes, starts, strict=True)])
    owners = np.repeat(np.arange(len(classes)), [len(at) - 1 for at in starts])
    unit = unit_of(costs)
    matrix, limits = rows.matrix(owners, costs / unit, unit)
    spent = np.array([c.prefix[k] for c, k in zip(classes, fixed, strict=True)]) / unit
    limits[: len(classes)] -= spent
    _less_fixed(rows, tree, fixed, limits)
    flows = len(rows.flows)
    answer = milp(
        np.concatenate([-np.ones(len(widths)), np.zeros(flows)]),
        constraints=LinearConstraint(matrix, -np.inf, limits),
        integrality=np.concatenate([np.ones(len(widths)), np.zeros(flows)]),
        bounds=Bounds(0, np.concatenate([widths, np.full(flows, np.inf)])),
        options={"node_limit": _NODES, "mip_rel_gap": 0.0},
    )
    proven = None
    if is_whole and answer.mip_dual_bound is not None:
        proven = floor(-answer.mip_dual_bound + _ROUNDING)
    if answer.x is None:
        return None, proven
    chosen = np.round(answer.x[: len(widths)]).astype(np.int64)
    extra = np.bincount(owners, chosen, minlength=len(classes)).astype(int).tolist()
    return _filled(classes, tree, [k + more for k, more in zip(fixed, extra, strict=True)]), proven


def _less_fixed(rows: Rows, tree: Tree, fixed: Sequence[int], limits: NDArray[np.float64]) -> None:
    """Take those that are in any case from the counts still promised."""
    start = len(limits) - len(rows.floors)
    for position, node in enumerate(rows.floors):
        inside = sum(
            count
            for each, count in zip(rows.classes, fixed, strict=True)
            if node in tree.ancestors(each.node)
        )
        limits[start + position] += inside


def _runs(
    classes: Sequence[Class], middles: NDArray[np.float64]
) -> tuple[list[NDArray[np.int64]], bool]:
    """Where runs of equal costs begin and end in each class, near its middle if there are many.

    Returns the edges by class, and whether all enterprises lie between them.
    """
    edges = []
    for each in classes:
        changes = np.flatnonzero(np.diff(each.costs)) + 1
        edges.append(np.concatenate([[0], changes, [each.size]]).astype(np.int64))
    if sum(len(at) - 1 for at in edges) <= _MOST_VARIABLES:
        return edges, True
    reach = max(1, _MOST_VARIABLES // (2 * len(classes)))
    near = []
    for at, middle in zip(edges, middles, strict=True):
        place = int(np.searchsorted(at, middle))
        near.append(at[max(0, place - reach) : place + reach + 1])
    return near, False
