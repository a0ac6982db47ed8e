"""Where enterprises stand in a network seen from its leader: tiers, and who controls whose way.

Plain graph work over arrays. Not for money.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
UNREACHED = -1


def sellers(count: int, supplier: Integers, buyer: Integers) -> list[list[int]]:
    """Who sells to each enterprise, each once, in ascending order."""
    found: list[list[int]] = [[] for _ in range(count)]
    for b, s in sorted(set(zip(buyer.tolist(), supplier.tolist(), strict=True))):
        found[b].append(s)
    return found


def distances(count: int, leader: int, supplier: Integers, buyer: Integers) -> Integers:
    """The least number of supplies between each enterprise and the leader.

    Shapes: returns (count,): 0 for the leader, UNREACHED where no supply leads to it.
    """
    upstream = sellers(count, supplier, buyer)
    tier = np.full(count, UNREACHED, dtype=np.int64)
    tier[leader] = 0
    waiting = deque([leader])
    while waiting:
        here = waiting.popleft()
        for other in upstream[here]:
            if tier[other] == UNREACHED:
                tier[other] = tier[here] + 1
                waiting.append(other)
    return tier


def dominators(count: int, leader: int, supplier: Integers, buyer: Integers) -> Integers:
    """The last enterprise through which everything from each supplier must pass to the leader.

    Shapes: returns (count,): the immediate dominator; itself for the leader, UNREACHED where no
        supply leads to the leader.
    Source: Cooper, Harvey, Kennedy, A Simple, Fast Dominance Algorithm (2001).
    """
    upstream = sellers(count, supplier, buyer)
    order = _postorder(leader, upstream)
    number = {node: place for place, node in enumerate(order)}
    downstream: list[list[int]] = [[] for _ in range(count)]
    for node in order:
        for other in upstream[node]:
            downstream[other].append(node)
    above = np.full(count, UNREACHED, dtype=np.int64)
    above[leader] = leader
    is_changed = True
    while is_changed:
        is_changed = False
        for node in reversed(order[:-1]):
            found = UNREACHED
            for buyer_of in downstream[node]:
                if above[buyer_of] == UNREACHED:
                    continue
                found = buyer_of if found == UNREACHED else _meet(found, buyer_of, above, number)
            if above[node] != found:
                above[node] = found
                is_changed = True
    return above


def _postorder(leader: int, upstream: list[list[int]]) -> list[int]:
    order: list[int] = []
    seen = {leader}
    stack = [(leader, iter(upstream[leader]))]
    while stack:
        node, rest = stack[-1]
        step = next((each for each in rest if each not in seen), None)
        if step is None:
            order.append(node)
            stack.pop()
        else:
            seen.add(step)
            stack.append((step, iter(upstream[step])))
    return order


def _meet(first: int, second: int, above: Integers, number: dict[int, int]) -> int:
    while first != second:
        while number[first] < number[second]:
            first = int(above[first])
        while number[second] < number[first]:
            second = int(above[second])
    return first
