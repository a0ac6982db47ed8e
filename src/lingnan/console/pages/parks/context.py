"""What the pages of parks are told."""

from dataclasses import dataclass

from lingnan.console.charts import Chart, Table
from lingnan.console.group.context import PlanContext
from lingnan.console.group.order import Order
from lingnan.console.group.paging import Pages
from lingnan.console.web.answer import Context


@dataclass(frozen=True, slots=True)
class ParkLine:
    """One park in the list; all values are words."""

    code: str
    name: str
    city: str
    members: str
    facilities: str
    cost: str
    added: str
    gap: str
    status: str
    is_paying: bool


@dataclass(frozen=True, slots=True)
class ParksContext(Context):
    """The parks of the reader's scope."""

    template = "parks/list.html"
    sentence: str
    lines: tuple[ParkLine, ...]
    pages: Pages
    csv: str


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member with its levels; `path` is empty where the reader may not open it."""

    name: str
    path: str
    claimed: str
    proven: str


@dataclass(frozen=True, slots=True)
class FacilityChoice:
    """One facility in the form, and what was chosen for it."""

    id: str
    name: str
    is_in_place: bool
    is_must: bool
    is_never: bool


@dataclass(frozen=True, slots=True)
class ParkForm:
    """The question as it was asked.

    Attributes: most: the largest budget, in words. budget_error: what is wrong with it.
    """

    budget: str
    budget_error: str
    most: str
    question: str
    stage: str
    facilities: tuple[FacilityChoice, ...]


@dataclass(frozen=True, slots=True)
class ParkContext(Context):
    """A park.

    Attributes:
        plans: where plans that take long are ordered. is_long: whether every plan of it does.
        order: what was asked, where it takes long and is not there yet.
    """

    template = "parks/park.html"
    facts: tuple[tuple[str, str], ...]
    members_sentence: str
    levels: Chart | None
    levels_csv: str
    members: tuple[MemberLine, ...]
    pages: Pages
    counted_note: str
    form: ParkForm | None
    plans: str
    is_long: bool
    order: Order | None
    plan: PlanContext | None
    problem: str


@dataclass(frozen=True, slots=True)
class Members:
    """Members counted by level, as a chart and a sentence."""

    sentence: str
    chart: Chart | None
    table: Table
