"""What the pages of carriers are told."""

from dataclasses import dataclass

from lingnan.console.pages.node.context import NodeContext
from lingnan.console.pages.node.word import Pair


@dataclass(frozen=True, slots=True)
class CarrierRow:
    """One carrier in the list."""

    path: str
    handle: str
    kind: str
    owner: str
    state: str
    seen: str


@dataclass(frozen=True, slots=True)
class CarriersContext(NodeContext):
    """The list."""

    template = "node/carriers.html"
    finding: str
    rows: tuple[CarrierRow, ...]
    states: tuple[Pair, ...]
    state: str
    find: str
    may_register: bool
    note: str


@dataclass(frozen=True, slots=True)
class CarrierContext(NodeContext):
    """One carrier. `acts`: steps that who reads may take; `seen`: state of the record as read."""

    template = "node/carrier.html"
    handle: str
    state: str
    facts: tuple[Pair, ...]
    acts: tuple[Pair, ...]
    seen: str
    waits: str
    identifier: str
    history: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class CarrierFormContext(NodeContext):
    """The form."""

    template = "node/carrier_form.html"
    problem: str
    values: dict[str, str]
    prefixes: tuple[Pair, ...]
    kinds: tuple[Pair, ...]
    more: tuple[Pair, ...]
