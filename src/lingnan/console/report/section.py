"""A section of a report: the finding in one sentence, the chart, its table, and why it is so.

Not for HTML; templates/section.html lays it out.
"""

from dataclasses import dataclass, field

from lingnan.console.charts import Chart, Table
from lingnan.console.views import Explanation


@dataclass(frozen=True, slots=True)
class Section:
    """One section; without a chart the table stands alone.

    Attributes:
        anchor: letters, digits and dashes; unique on the page.
        tables: further tables below the first, which is the chart's.
    """

    anchor: str
    heading: str
    finding: str
    chart: Chart | None = None
    tables: tuple[Table, ...] = ()
    explanation: Explanation = field(default_factory=Explanation)

    @property
    def is_wide(self) -> bool:
        """Answer whether the section wants a landscape page."""
        return bool(self.chart and self.chart.is_wide)
