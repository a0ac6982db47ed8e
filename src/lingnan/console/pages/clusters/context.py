"""What the pages of clusters are told."""

from dataclasses import dataclass

from lingnan.console.report.section import Section
from lingnan.console.views import Explanation
from lingnan.console.web.answer import Context
from lingnan.console.web.linked import LinkedTable


@dataclass(frozen=True, slots=True)
class Counted:
    """A target by which the clusters may be counted."""

    name: str
    path: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class ClustersContext(Context):
    """All clusters under one target."""

    template = "clusters/clusters.html"
    choices: tuple[Counted, ...]
    sentence: str
    clusters: LinkedTable
    csv: str
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class ClusterContext(Context):
    """One cluster.

    Attributes:
        is_confirmed: whether a source names every industry code of it.
        where: the reader's cities in words, where he does not see the whole region.
    """

    template = "clusters/cluster.html"
    cluster_id: str
    name: str
    where: str
    is_confirmed: bool
    kind: str
    sentence: str
    targets: LinkedTable
    cities: LinkedTable | None
    levels: Section | None
    level_rows: LinkedTable | None
    proof: Section | None
    explanation: Explanation
