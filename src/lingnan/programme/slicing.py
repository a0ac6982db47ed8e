"""Which slices each subject falls into: city, clusters, size class.

Subjects that share all of them form a group, so that months are counted by group once and slices
are sums of groups. Not for counting: see progress.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingnan.store.engine import Engine

#: Key of subjects whose city or size the register does not know, and of those in no cluster.
UNKNOWN, NO_CLUSTER = "unknown", "none"

Groups = NDArray[np.int64]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups, who is in them, and which of them make up each slice.

    Attributes:
        members: subject_code, group_no; one row per subject.
        slices: slice -> key -> group numbers. `cluster` and `city_cluster` name an enterprise once
            for each of its clusters; `primary_cluster` names it once only.
    """

    groups_count: int
    members: ir.Table
    slices: Mapping[str, Mapping[Key, Groups]]


def group_subjects(
    engine: Engine, enterprises: ir.Table, memberships: ir.Table, entities: ir.Table
) -> Grouping:
    """Group enterprises and entities by the slices they fall into.

    Shapes: enterprises: classified; memberships: uscc, cluster_id; entities: registry_entity.
    Limits: entities have a city at most; in the other slices they are unknown.
    """
    found = engine.arrow(memberships.select("cluster_id").distinct().order_by("cluster_id"))
    clusters: list[str] = found["cluster_id"].to_pylist()
    masks = [f"clusters_{start}" for start in range(0, max(len(clusters), 1), _BITS)]
    profiles = _profiles(enterprises, _cluster_masks(memberships, clusters, masks), entities, masks)
    traits = [*_TRAITS, *masks]
    groups = engine.arrow(profiles.select(*traits).distinct().order_by(traits))
    numbers = pa.array(range(groups.num_rows), pa.int32())
    numbered = engine.memory(groups.append_column("group_no", numbers))
    members = profiles.inner_join(numbered, traits).select("subject_code", "group_no")
    return Grouping(
        groups.num_rows,
        engine.memory(engine.arrow(members)),
        _slices(groups.to_pylist(), clusters, masks),
    )


_TRAITS = ("city_code", "size_class", "primary_cluster_id")
_BITS = 62


def _cluster_masks(
    memberships: ir.Table, clusters: Sequence[str], masks: Sequence[str]
) -> ir.Table:
    """The clusters of each enterprise as bits of as few numbers as will do."""
    places = {name: divmod(number, _BITS) for number, name in enumerate(clusters)}
    numbered = ibis.memtable(
        {
            "cluster_id": list(places),
            "word": [word for word, _ in places.values()],
            "bit": [1 << bit for _, bit in places.values()],
        },
        schema={"cluster_id": "string", "word": "int8", "bit": "int64"},
    )
    pairs = memberships.select("uscc", "cluster_id").distinct()
    bits = pairs.inner_join(numbered, "cluster_id")
    # The bits of one enterprise are all different: their sum is their union.
    return bits.group_by("uscc").agg(
        **{
            name: bits.bit.sum(where=bits.word == word).fill_null(0).cast("int64")
            for word, name in enumerate(masks)
        }
    )


def _profiles(
    enterprises: ir.Table, sets: ir.Table, entities: ir.Table, masks: Sequence[str]
) -> ir.Table:
    joined = enterprises.left_join(sets, "uscc")
    known = joined.select(
        subject_code=joined.uscc,
        city_code=joined.city_code.fill_null(UNKNOWN),
        size_class=joined.size_class.fill_null(UNKNOWN),
        primary_cluster_id=joined.primary_cluster_id.fill_null(NO_CLUSTER),
        **{name: joined[name].fill_null(0) for name in masks},
    )
    others = entities.select(
        subject_code=entities.kind + ":" + entities.entity_code,
        city_code=entities.city_code.fill_null(UNKNOWN),
        size_class=ibis.literal(UNKNOWN),
        primary_cluster_id=ibis.literal(NO_CLUSTER),
        **{name: ibis.literal(0, type="int64") for name in masks},
    )
    return known.union(others)


def _slices(
    groups: Sequence[Mapping[str, Any]], clusters: Sequence[str], masks: Sequence[str]
) -> dict[str, dict[Key, Groups]]:
    found: dict[str, dict[Key, list[int]]] = {name: {} for name in _SLICE_NAMES}
    for number, traits in enumerate(groups):
        city: str = traits["city_code"]
        keys: list[tuple[str, Key]] = [
            ("total", ()),
            ("city", (city,)),
            ("size", (traits["size_class"],)),
            ("primary_cluster", (traits["primary_cluster_id"],)),
        ]
        mask = sum(traits[name] << (_BITS * word) for word, name in enumerate(masks))
        inside = [name for place, name in enumerate(clusters) if mask >> place & 1]
        for cluster in inside or [NO_CLUSTER]:
            keys += [("cluster", (cluster,)), ("city_cluster", (city, cluster))]
        for name, key in keys:
            found[name].setdefault(key, []).append(number)
    return {
        name: {key: np.array(numbers, dtype=np.int64) for key, numbers in sorted(keys.items())}
        for name, keys in found.items()
    }


_SLICE_NAMES = ("total", "city", "size", "cluster", "city_cluster", "primary_cluster")
