"""What plans of many enterprises come to: money with its band, subsidies, levels on both sides.

Whole columns at a time, from the starts alone. Not for making plans (kernel) nor for the cash flow
of one enterprise (check).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.assumed import SIZES
from lingnan.roadmap.catalogue import Catalogue
from lingnan.roadmap.state import Flags, States
from lingnan.roadmap.step import Integers
from lingnan.roadmap.tables import PPM, Tables

PROVEN_FROM = 2
"""The lowest grade of evidence that proves: attested."""
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Money:
    """What plans cost and get.

    Shapes (k enterprises): price (k, 3): low, expected, high; subsidy (k,); granted (W,): the same
        by chosen measure, in the order of `numpy.nonzero(start >= 0)`. Caps are kept.
    Units: whole yuan, all payments, also those after the horizon.
    """

    price: Integers
    subsidy: Integers
    granted: Integers


def money_of(
    catalogue: Catalogue, tables: Tables, size: Integers, place: Integers, start: Integers
) -> Money:
    """The money of plans.

    Shapes: size, place (k,) as in Crowd; start (k, n): period or -1.
    """
    price = np.zeros((len(start), 3), dtype=np.int64)
    subsidy = np.zeros(len(start), dtype=np.int64)
    parts = []
    for first in range(0, len(start), _CHUNK):
        part = slice(first, first + _CHUNK)
        chosen = start[part] >= 0
        for number in range(len(SIZES)):
            rows = np.flatnonzero(size[part] == number)
            price[first + rows] = chosen[rows].astype(np.int64) @ catalogue.price[number]
        granted = _granted(tables, size[part], place[part], start[part])
        subsidy[part] = granted.sum(axis=1)
        parts.append(granted[chosen])
    return Money(price, subsidy, np.concatenate(parts) if parts else np.zeros(0, np.int64))


def _granted(tables: Tables, size: Integers, place: Integers, start: Integers) -> NDArray[np.int64]:
    """The subsidy of each chosen measure, 0 elsewhere; shape (k, n)."""
    granted = np.where(start >= 0, _nominal(tables, size, place, start), 0)
    rule = tables.sub_rule[place]
    for number, cap in enumerate(tables.rule_cap.tolist()):
        mine = np.where(rule == number, granted, 0)
        over = np.flatnonzero(mine.sum(axis=1) > cap)
        if len(over):
            paid = start[over] + tables.duration[size[over]]
            granted[over] += _under_cap(mine[over], paid, cap) - mine[over]
    return granted


def _nominal(tables: Tables, size: Integers, place: Integers, start: Integers) -> NDArray[np.int64]:
    """What the rules pay for each measure by itself; as the kernel grants it."""
    price = tables.price[size]
    rule = tables.sub_rule[place]
    amount = np.minimum(price * tables.sub_rate[place] // PPM, tables.sub_cap[place])
    amount = np.minimum(amount, tables.rule_cap[np.maximum(rule, 0)])
    in_window = (start >= tables.sub_from[place]) & (start < tables.sub_until[place])
    return np.where((rule >= 0) & in_window, amount, 0)


def _under_cap(due: Integers, paid: Integers, cap: int) -> NDArray[np.int64]:
    """Grants in the order of payment, until the cap of the enterprise is used up."""
    order = np.argsort(np.where(due > 0, paid, 1 << 20), axis=1, kind="stable")
    used = np.minimum(np.cumsum(np.take_along_axis(due, order, axis=1), axis=1), cap)
    each = np.diff(used, axis=1, prepend=0)
    found = np.zeros_like(due)
    np.put_along_axis(found, order, each, axis=1)
    return found


def states_after(catalogue: Catalogue, states: States, start: Integers) -> States:
    """What enterprises have reached once their plans are carried out.

    A finished measure gives its sure steps; they are proven if it leaves evidence of grade attested
    or better. A measure that proves claims turns what is claimed now into proof.
    """
    sure = catalogue.gate_provider.astype(np.float32)
    leaves = np.array([each.proof_grade >= PROVEN_FROM for each in catalogue.measures])
    claimed, proven = states.claimed.copy(), states.proven.copy()
    for first in range(0, len(start), _CHUNK):
        part = slice(first, first + _CHUNK)
        chosen = (start[part] >= 0).astype(np.float32)
        claimed[part] |= (chosen @ sure > 0).astype(np.uint8)
        proven[part] |= (chosen @ (sure * leaves[:, None]) > 0).astype(np.uint8)
        audited = (chosen @ catalogue.proves.astype(np.float32) > 0).astype(np.uint8)
        proven[part] |= states.claimed[part] & audited[:, None]
    return States(claimed, proven, states.assessed)


def exact_levels(catalogue: Catalogue, reached: Flags) -> NDArray[np.int8]:
    """The level of every state; shape (k,) for (k, S). The same as state.levels_of, chunk by chunk.

    Sums are taken in floats where they cannot lose a bit.
    """
    gates = catalogue.steps.gates
    if not gates:
        return np.zeros(len(reached), dtype=np.int8)
    rows = np.concatenate([gate.coefficients for gate in gates])
    limits = np.concatenate([gate.thresholds - gate.constants for gate in gates])
    is_exact = int(np.abs(rows).sum(axis=1).max(initial=0)) < 1 << 53
    wide = rows.T.astype(np.float64 if is_exact else np.int64)
    found = np.zeros(len(reached), dtype=np.int8)
    for first in range(0, len(reached), _CHUNK):
        part = slice(first, first + _CHUNK)
        met = reached[part].astype(wide.dtype) @ wide >= limits
        row = 0
        for gate in gates:
            until = row + len(gate.thresholds)
            found[part][met[:, row:until].all(axis=1)] = gate.level
            row = until
    return found
