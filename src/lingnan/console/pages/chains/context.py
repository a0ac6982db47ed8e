"""What the pages of supply chains are told."""

from dataclasses import dataclass

from lingnan.console.charts import Chart, Table
from lingnan.console.group.context import PlanContext
from lingnan.console.group.order import Order
from lingnan.console.group.paging import Pages
from lingnan.console.web.answer import Context


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One chain in the list; all values are words."""

    code: str
    name: str
    city: str
    members: str
    share_before: str
    share_after: str
    upgraded: str
    cost: str
    gap: str
    lack: str


@dataclass(frozen=True, slots=True)
class ChainsContext(Context):
    """The chains of the reader's scope."""

    template = "chains/list.html"
    sentence: str
    lines: tuple[ChainLine, ...]
    pages: Pages
    csv: str


@dataclass(frozen=True, slots=True)
class SupplierLine:
    """One supplier; `path` is empty where the reader may not open it."""

    name: str
    path: str
    tier: str
    level: str
    status: str
    share: str
    lost: str
    cost: str
    wave: str
    marks: str


@dataclass(frozen=True, slots=True)
class ChainForm:
    """The question as it was asked.

    Attributes: most: the largest budget, in words. budget_error: what is wrong with it.
    """

    budget: str
    budget_error: str
    most: str
    side: str


@dataclass(frozen=True, slots=True)
class ChainContext(Context):
    """A chain.

    Attributes:
        plans: where plans that take long are ordered. is_long: whether every plan of it does.
        order: what was asked, where it takes long and is not there yet.
    """

    template = "chains/chain.html"
    facts: tuple[tuple[str, str], ...]
    sentence: str
    network: Chart | None
    tiers: Table | None
    csv: str
    suppliers: tuple[SupplierLine, ...]
    pages: Pages
    counted_note: str
    form: ChainForm | None
    plans: str
    is_long: bool
    order: Order | None
    plan: PlanContext | None
    lack: str
    problem: str
