"""What the pages of reports are told."""

from dataclasses import dataclass

from lingnan.console.charts import Table
from lingnan.console.pages.node.context import NodeContext
from lingnan.console.pages.node.word import Pair
from lingnan.console.web.job_view import JobView


@dataclass(frozen=True, slots=True)
class DueRow:
    """One report that is to be made.

    Attributes: preview: address of its rows as they stand now. is_dated: it is due by the calendar,
        not on change.
    """

    code: str
    name: str
    period: str
    since: str
    deadline: str
    is_late: bool
    is_dated: bool
    preview: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One parcel: what it is, how far it came."""

    path: str
    report: str
    name: str
    period: str
    part: str
    state: str
    tries: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportsContext(NodeContext):
    """What is due and what was sent. `lack`: why reporting is not set up."""

    template = "node/reports.html"
    finding: str
    lack: str
    due: tuple[DueRow, ...]
    deliveries: tuple[DeliveryRow, ...]
    states: tuple[Pair, ...]
    state: str
    refused_count: int
    may_report: bool
    notice: str
    jobs: tuple[JobView, ...]
    months: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class DeliveryContext(NodeContext):
    """One parcel with its proof. `path`: its page, below which its files lie."""

    template = "node/delivery.html"
    path: str
    name: str
    state: str
    facts: tuple[Pair, ...]
    has_content: bool
    has_receipt: bool
    may_retry: bool


@dataclass(frozen=True, slots=True)
class MonthContext(NodeContext):
    """The monthly report."""

    template = "node/month.html"
    month: str
    finding: str
    facts: tuple[Pair, ...]
    months: Table
    incidents: Table
    word: str
    json: str
