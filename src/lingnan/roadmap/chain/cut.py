"""The best set of upgrades when each has a price in share instead of the waves: a minimum cut.

With prices the problem is a sum of single values and of rewards for pairs taken together, which is
exactly a cut problem (x_a x_b = (x_a + x_b − |x_a − x_b|) / 2). Not for choosing prices (bound).

Source: Picard, Ratliff, Minimum Cuts and Related Problems, Networks 5 (1975).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from lingnan.roadmap.chain.problem import Chosen, Problem

#: Prices are rounded down to 1/(2·SCALE) ppm; all capacities stay within 32 bits.
SCALE = 400

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cut:
    """The best set at some prices; `worth`: its ppm beyond the start, less its prices.

    `worth` is never less than the true best at these prices, because prices were rounded down.
    """

    chosen: Chosen
    worth: float


def best_at(problem: Problem, prices: Reals) -> Cut:
    """Answer the best set when every upgrade costs so many ppm. Shapes: prices (n,), none below 0.

    Raises: nothing for any network of at most 1,000,000 ppm in all.
    """
    n = problem.count
    if n == 0:
        return Cut(np.zeros(0, dtype=np.bool_), 0.0)
    most = 2 * SCALE * problem.reach()
    fee = np.minimum(np.floor(2.0 * SCALE * prices), most + 1.0).astype(np.int64)
    # Twice the objective, times SCALE: the half of each pair belongs to either end.
    gain = SCALE * (2 * problem.value + _halves(problem)) - fee
    source, sink = n, n + 1
    nodes = np.arange(n)
    pair = SCALE * problem.pair_ppm
    rows = [np.full(n, source), nodes, problem.pair_a, problem.pair_b]
    columns = [nodes, np.full(n, sink), problem.pair_b, problem.pair_a]
    data = np.concatenate([np.maximum(gain, 0), np.maximum(-gain, 0), pair, pair])
    graph = csr_matrix(
        (data.astype(np.int32), (np.concatenate(rows), np.concatenate(columns))),
        shape=(n + 2, n + 2),
    )
    flow = maximum_flow(graph, source, sink)
    left = graph - flow.flow
    left.data = np.where(left.data > 0, 1, 0)
    left.eliminate_zeros()
    reached = breadth_first_order(left, source, return_predecessors=False)
    chosen = np.zeros(n + 2, dtype=np.bool_)
    chosen[reached] = True
    total = int(np.maximum(gain, 0).sum()) - int(flow.flow_value)
    return Cut(chosen[:n], total / (2 * SCALE))


def _halves(problem: Problem) -> NDArray[np.int64]:
    halves = np.zeros(problem.count, dtype=np.int64)
    np.add.at(halves, problem.pair_a, problem.pair_ppm)
    np.add.at(halves, problem.pair_b, problem.pair_ppm)
    return halves
