"""What a document says, before anybody lays it out: sections of typed blocks.

Values stay values (yuan, days, shares, levels): the writers word them for paper or for cells.
Not for layout (word/, workbook/), and not for where the values come from (enterprise, …).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lingnan.kernel import Lang

Kind = Literal["text", "money", "band", "date", "percent", "level", "count", "points", "decimal"]
"""How a value is written: money and bands in yuan, points from millipoints, percent from 0–1."""


@dataclass(frozen=True, slots=True)
class Band:
    """An amount that is known between bounds, in yuan."""

    low: int | None
    expected: int | None
    high: int | None


Cell = str | int | float | date | Band | None
"""One value of a table; null is unknown and is shown as a dash."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value; `is_wide` when its words want the whole line."""

    label: str
    value: Cell
    kind: Kind = "text"
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Key figures, two to a line."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence: the `finding` of a section, its body, or a `note` in small print."""

    text: str
    style: Literal["finding", "body", "note"] = "body"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `width` is a weight: columns share the page by it.

    `is_name`: its words stand as they were given, in whatever language.
    """

    title: str
    kind: Kind = "text"
    width: int = 10
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under typed columns, and a last row of sums if it has one.

    `paper_rows`: so many rows are enough on paper, the rest is in the workbook; 0 = all.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    note: str = ""
    paper_rows: int = 0


@dataclass(frozen=True, slots=True)
class GanttRow:
    """One bar, from period `start` up to but not including period `finish`."""

    name: str
    group: str
    start: int
    finish: int
    cost_cny: int | None = None


@dataclass(frozen=True, slots=True)
class Gantt:
    """What runs when, by half-years or other periods, grouped; `heads` says what the rows are."""

    title: str
    periods: tuple[str, ...]
    rows: tuple[GanttRow, ...]
    note: str = ""
    heads: str = ""


@dataclass(frozen=True, slots=True)
class CashPeriod:
    """Money of one period, in yuan; `balance` at its end, earlier periods included."""

    period: str
    budget: int
    subsidy: int
    payments: Band
    running: int
    balance: int


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Money in, money out and what is left, period by period."""

    title: str
    periods: tuple[CashPeriod, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class LevelPoint:
    """Both sides at the end of a period; points in millipoints."""

    period: str
    claimed_level: int | None
    claimed: int | None
    proven_level: int | None
    proven: int | None


@dataclass(frozen=True, slots=True)
class Gate:
    """The points that a level asks for at least, in millipoints."""

    level: int
    millipoints: int


@dataclass(frozen=True, slots=True)
class LevelPath:
    """How points and levels move, and the gates that they have to pass."""

    title: str
    points: tuple[LevelPoint, ...]
    gates: tuple[Gate, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One category of a bar chart; one value per series."""

    name: str
    values: tuple[int | float | None, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Amounts side by side; `kind` says how they are written."""

    title: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    kind: Kind = "money"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """One party that states its opinion and signs."""

    party: str
    statement: str = ""


@dataclass(frozen=True, slots=True)
class SignOff:
    """Room for opinion, signature, seal and day of every party."""

    parties: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A document on which the content rests."""

    title: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """What the result rests on: assumed values and statements, unconfirmed content, sources."""

    assumptions: Table | None = None
    statements: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One row of the schedule as a machine reads it; null `start_period`: not planned.

    Units: periods of `Plan.start`; yuan.
    """

    measure: str
    name: str
    group: str
    start_period: int | None
    periods: int
    cost: Band = Band(None, None, None)
    running_cny_year: int | None = None
    subsidy_cny: int | None = None
    staff_fte: float | None = None
    requires: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The schedule that a workbook offers for editing, with the facts needed to check it again.

    `facts` are machine words (subject, model, question, …) with plain values.
    """

    title: str
    start: date
    periods: tuple[str, ...]
    steps: tuple[PlannedStep, ...]
    facts: tuple[tuple[str, str | int | float | None], ...]


Block = Facts | Paragraph | Table | Gantt | CashFlow | LevelPath | Bars | SignOff | Notes | Plan


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its blocks; sections of equal `sheet` stand on one sheet of a workbook."""

    heading: str
    sheet: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A report of sections; `origin` names the run it shows, on every page.

    `marks` are said on every page: synthetic data, not assessed, ….
    """

    lang: Lang
    title: str
    subtitle: str
    as_of: date
    origin: str
    sections: tuple[Section, ...]
    marks: tuple[str, ...] = ()
