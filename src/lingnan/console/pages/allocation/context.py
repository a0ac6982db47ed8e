"""What the pages of the allocation are told."""

from dataclasses import dataclass

from lingnan.console.charts import Chart, Table
from lingnan.console.views import Explanation
from lingnan.console.web.answer import Context


@dataclass(frozen=True, slots=True)
class FloorField:
    """The fields of one region's floor, as they are filled."""

    region: str
    name: str
    share: str
    least: str


@dataclass(frozen=True, slots=True)
class AskView:
    """The form as it is filled. `query`: all of it but the money moved by hand, as fields."""

    scenario: str
    scenarios: tuple[tuple[str, str], ...]
    target: str
    targets: tuple[tuple[str, str], ...]
    money: str
    years: str
    by: str
    groups: tuple[FloorField, ...]
    cities: tuple[FloorField, ...]
    has_city_floors: bool
    query: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its label and what it rests on."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class HandLine:
    """One city, cluster or path: the best division beside the reader's own.

    Attributes: money, most: in ten thousand yuan, for field and slider.
    """

    key: str
    name: str
    best_money: str
    best_count: str
    money: str
    most: str
    step: str
    lifted: str
    able: str
    next: str


@dataclass(frozen=True, slots=True)
class HandView:
    """The money moved by hand, and what that does to the target.

    Attributes:
        parts: id, name, address. shift: by how much the target is above or below the best.
        given, left: texts; is_over: more was given than there is.
    """

    part: str
    parts: tuple[tuple[str, str, str], ...]
    lines: tuple[HandLine, ...]
    sentence: str
    expected: str
    best: str
    shift: str
    given: str
    left: str
    is_over: bool
    by_day: str


@dataclass(frozen=True, slots=True)
class BestView:
    """The best division of the money."""

    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]
    course: Chart
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    explanation: Explanation
    trace: str
    csv: str


@dataclass(frozen=True, slots=True)
class AllocationContext(Context):
    """The page. `best` and `hand` are null while the question has no answer; then `problem`."""

    template = "allocation/page.html"
    ask: AskView
    best: BestView | None
    hand: HandView | None
    problem: str
    advice: str


@dataclass(frozen=True, slots=True)
class BestContext(Context):
    """The answer without the form, for a change of the form."""

    template = "allocation/best_piece.html"
    ask: AskView
    best: BestView | None
    hand: HandView | None
    problem: str
    advice: str


@dataclass(frozen=True, slots=True)
class HandContext(Context):
    """What moved by hand brings, for a change of a slider."""

    template = "allocation/hand_piece.html"
    hand: HandView
