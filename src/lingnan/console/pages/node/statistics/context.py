"""What the page of statistics is told."""

from dataclasses import dataclass

from lingnan.console.charts import Table
from lingnan.console.pages.node.context import NodeContext
from lingnan.console.pages.node.word import Pair
from lingnan.console.report.section import Section


@dataclass(frozen=True, slots=True)
class StatisticsContext(NodeContext):
    """The statistics of a period. `sections`: each with the address of its CSV."""

    template = "node/statistics.html"
    first: str
    last: str
    prefix: str
    prefixes: tuple[Pair, ...]
    sections: tuple[tuple[Section, str], ...]
    incidents: Table | None
