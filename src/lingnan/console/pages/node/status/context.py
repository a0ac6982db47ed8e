"""What the page of the node's state is told."""

from dataclasses import dataclass

from lingnan.console.charts import Table
from lingnan.console.pages.node.context import NodeContext
from lingnan.console.pages.node.report.context import DueRow
from lingnan.console.pages.node.word import Pair
from lingnan.console.report.section import Section


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the page's head; `path`: where it is listed."""

    label: str
    value: str
    path: str


@dataclass(frozen=True, slots=True)
class StatusContext(NodeContext):
    """The state of the node.

    Attributes:
        is_running: whether its writer answers. waits_count: handles that resolution does not show
            as wished yet. is_synthetic: the prefix is that of the examples.
    """

    template = "node/status.html"
    prefix: str
    description: str
    is_running: bool
    is_synthetic: bool
    figures: tuple[Figure, ...]
    waits_count: int
    may_settle: bool
    section: Section
    csv: str
    due: tuple[DueRow, ...]
    incidents: Table | None
    live: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class AbsentContext(NodeContext):
    """There is no node, or it cannot be used."""

    template = "node/absent.html"
    message: str
    advice: str
    code: str
