"""The industrial clusters that the plan names, and the industries that belong to them."""

from __future__ import annotations

from typing import Literal

from lingnan.packs.content.record import Content, Record, Sources, TextField, Words


class ClusterIndustry(Record):
    """One row of the many-to-many mapping between clusters and GB/T 4754 codes.

    `is_confirmed` false means that the row was inferred by us; `is_partial` that only some classes
    under the code belong to the cluster.
    """

    cluster_id: str
    code: str
    is_partial: bool


class Focus(Content):
    """A focus direction of the plan: where, for whom, on which links of the chain.

    `bases` are city codes; empty when the direction holds for the whole industry.
    """

    bases: tuple[str, ...] = ()
    base_type: TextField | None = None
    links: tuple[TextField, ...]
    actor: TextField
    summary: TextField


class Cluster(Record):
    """One cluster. `is_confirmed` speaks of its name and kind.

    `bases` are city codes. They come from the plan only if `is_bases_confirmed`; else from
    the documents in `bases_source`.
    """

    id: str
    order: int
    name: TextField
    kind: Literal["pillar", "emerging"]
    focus: tuple[Focus, ...] = ()
    is_focus_confirmed: bool
    bases: Words = ()
    is_bases_confirmed: bool = False
    bases_source: Sources | None = None
    bases_note: TextField | None = None
    industries: tuple[ClusterIndustry, ...] = ()
    is_partly_outside_industry: bool
