"""What templates/screen lays out: one class a kind of block, all values already words.

Not for building them (page).
"""

from dataclasses import dataclass
from typing import ClassVar

from lingnan.console.charts import Chart, Table


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence: finding, body or note."""

    kind: ClassVar[str] = "words"
    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Key figures: label and value."""

    kind: ClassVar[str] = "figures"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A table; `rest` says how many rows stand only in the file."""

    kind: ClassVar[str] = "table"
    id: str
    table: Table
    total: tuple[str, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart with its table."""

    kind: ClassVar[str] = "chart"
    id: str
    chart: Chart


@dataclass(frozen=True, slots=True)
class Span:
    """One bar of a schedule: a cell a period, told whether work goes on in it."""

    name: str
    group: str
    cells: tuple[bool, ...]
    told: str
    cost: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """What runs when, a column a period; drawn as a table, so that it needs no script."""

    kind: ClassVar[str] = "schedule"
    id: str
    title: str
    heads: str
    periods: tuple[str, ...]
    rows: tuple[Span, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What the result rests on; `sources` are titles and addresses."""

    kind: ClassVar[str] = "basis"
    assumptions: Table | None
    statements: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]


ScreenBlock = Words | Figures | Listed | Drawn | Schedule | Basis


@dataclass(frozen=True, slots=True)
class ScreenSection:
    """A heading with its blocks; `anchor` is unique on the page."""

    anchor: str
    heading: str
    blocks: tuple[ScreenBlock, ...]
