"""Members with equal states, counted once: what makes 100,000 enterprises a few thousand cases.

Not for enterprises one by one: `of_member` leads back to them.
"""

from dataclasses import dataclass

import numpy as np

from lingnan.roadmap.industry.bit import pack_bits
from lingnan.roadmap.industry.closure import closures
from lingnan.roadmap.industry.cover import Cover
from lingnan.roadmap.industry.package import Packages
from lingnan.roadmap.industry.target import Target, distance_of, needs_of, weights_of
from lingnan.roadmap.state import Flags
from lingnan.roadmap.step import Integers


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """States that cannot be told apart by any package or row of the gate.

    Shapes (G groups, m members): of_member (m,): group of each; count (G,); size (G,);
        words (G, W): reached relevant steps; distance (G,): gap units; masks (P, G): what packages
        take; cover: the instance over these groups.
    """

    of_member: Integers
    count: Integers
    size: Integers
    words: Integers
    distance: Integers
    masks: Integers
    cover: Cover


def group_states(
    packages: Packages, target: Target, size: Integers, reached: Flags, nearest: int
) -> Groups:
    """Group enterprises below the level.

    Shapes: size (m,), reached (m, S). `nearest`: weight of the enterprises nearest to the level.
    """
    need = needs_of(target, reached)
    words = pack_bits(reached[:, packages.relevant])
    key = np.ascontiguousarray(np.column_stack([size, need, words]))
    first, of_member, count = _unique_rows(key)
    size, need, words = size[first], need[first], words[first]
    masks, gained = closures(packages, size, words)
    distance = distance_of(target, need)
    weight = weights_of(target, distance, nearest)
    coefficient = np.ascontiguousarray(target.coefficient[:, packages.relevant].T)
    cover = Cover(count * weight, need, gained, coefficient, target.unit)
    return Groups(of_member, count, size, words, distance, masks, cover)


def _unique_rows(key: Integers) -> tuple[Integers, Integers, Integers]:
    """First member of each distinct row, the row of each member, and how often it occurs.

    Rows are told apart by their bytes, so the order of groups means nothing but is always the same.
    """
    whole = key.view(np.dtype((np.void, key.dtype.itemsize * key.shape[1]))).ravel()
    _, first, of_member, count = np.unique(
        whole, return_index=True, return_inverse=True, return_counts=True
    )
    return first, of_member.astype(np.int64).ravel(), count.astype(np.int64)
