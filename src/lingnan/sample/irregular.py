"""What is planted to look wrong, so that checks have something to find.

Rings of micro enterprises that bought the same product at the same price on the same day, cloud
accounts under two codes, free trials, telemetry that contradicts the form. All of it is invented:
no case is taken from life, and being planted is no accusation of anyone.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingnan.kernel.size import SMALL_EMPLOYEES_COUNT
from lingnan.sample.assumption import Assumptions
from lingnan.sample.month import ENDS
from lingnan.sample.population import Population

KINDS: Final = ("identical_purchase", "shared_account", "free_trial", "telemetry_gap")


@dataclass(frozen=True, slots=True)
class Planted:
    """One entry per enterprise.

    Attributes:
        ring, account: number of the ring or shared account, -1 for none.
        is_trial: has nothing but a free trial. has_telemetry; is_gap: its telemetry contradicts.
    """

    ring: NDArray[np.int32]
    account: NDArray[np.int32]
    is_trial: NDArray[np.bool_]
    has_telemetry: NDArray[np.bool_]
    is_gap: NDArray[np.bool_]

    @property
    def accounts_count(self) -> int:
        """How many cloud accounts are shared."""
        return int(self.account.max(initial=-1)) + 1


def plant(
    people: Population, assumed: Assumptions, *, cloud_users: int, rng: np.random.Generator
) -> Planted:
    """Choose who is part of what; nobody is part of two cloud irregularities.

    Limits: a sample without enough micro enterprises in one city has smaller rings.
    """
    count = people.count
    steady = (people.founded <= ENDS[0]) & (people.closed > ENDS[-1])
    free = rng.permutation(np.flatnonzero(steady & ~people.is_ever_above))
    micro = free[people.employees[free] < SMALL_EMPLOYEES_COUNT]
    ring = np.full(count, -1, dtype=np.int32)
    size = assumed.count("ring_size")
    rings = max(1, round(assumed.real("ring_share") * cloud_users / size))
    micro = micro[np.argsort(people.city[micro], kind="stable")]
    starts = np.flatnonzero(np.diff(people.city[micro], prepend=-1))
    stops = np.append(starts[1:], len(micro))
    fits = (
        np.concatenate(
            [
                np.arange(a, max(a + 1, b - size + 1), size)
                for a, b in zip(starts, stops, strict=True)
            ]
        )
        if len(micro)
        else np.array([], dtype=np.int64)
    )
    chosen = rng.choice(fits, min(rings, len(fits)), replace=False)
    for number, start in enumerate(chosen):
        same = micro[start : start + size]
        ring[same[people.city[same] == people.city[same[0]]]] = number
    rest = free[ring[free] < 0]
    pairs = max(1, round(assumed.real("shared_account_share") * cloud_users / 2))
    pairs = min(pairs, len(rest) // 2)
    account = np.full(count, -1, dtype=np.int32)
    account[rest[: 2 * pairs]] = np.repeat(np.arange(pairs, dtype=np.int32), 2)
    trials = rest[2 * pairs :][: max(1, round(assumed.real("free_trial_share") * count))]
    is_trial = np.zeros(count, dtype=np.bool_)
    is_trial[trials] = True
    has_telemetry = people.is_ever_above & (rng.random(count) < assumed.real("telemetry_share"))
    is_gap = has_telemetry & (rng.random(count) < assumed.real("telemetry_gap_share"))
    return Planted(ring, account, is_trial, has_telemetry, is_gap)


def planted_table(planted: Planted, codes: pa.Array) -> pa.Table:
    """What was planted, for those who measure how much of it a check finds.

    Shapes:
        returns: subject_code, kind (one of KINDS), group_no (null where there is no group); one
            row per enterprise and kind, ordered by kind, group_no, subject_code.
    """
    parts = []
    for kind, group in (
        ("identical_purchase", planted.ring),
        ("shared_account", planted.account),
        ("free_trial", np.where(planted.is_trial, 0, -1)),
        ("telemetry_gap", np.where(planted.is_gap, 0, -1)),
    ):
        members = np.flatnonzero(group >= 0)
        members = members[np.argsort(group[members], kind="stable")]
        numbers = pa.array(group[members].astype(np.int32) + 1)
        parts.append(
            pa.table(
                {
                    "subject_code": codes.take(pa.array(members)),
                    "kind": pa.array([kind] * len(members), pa.string()),
                    "group_no": numbers
                    if kind in KINDS[:2]
                    else pa.nulls(len(members), pa.int32()),
                }
            )
        )
    return pa.concat_tables(parts)
