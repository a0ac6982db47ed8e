"""What the pages of prefixes are told."""

from dataclasses import dataclass

from lingnan.console.pages.node.context import NodeContext
from lingnan.console.pages.node.word import Pair


@dataclass(frozen=True, slots=True)
class PrefixRow:
    """One prefix in the list."""

    path: str
    prefix: str
    enterprise: str
    uscc: str
    identifiers: str
    where: str
    state: str
    filing_no: str
    allotted: str


@dataclass(frozen=True, slots=True)
class PrefixesContext(NodeContext):
    """The list."""

    template = "node/prefixes.html"
    finding: str
    rows: tuple[PrefixRow, ...]
    states: tuple[Pair, ...]
    state: str
    find: str
    csv: str
    note: str


@dataclass(frozen=True, slots=True)
class PrefixContext(NodeContext):
    """One prefix. `acts`: name and label of the steps that who reads may take now.

    Attributes: seen: state of the record as read. waits: why resolution does not show it yet.
    """

    template = "node/prefix.html"
    prefix: str
    enterprise: str
    state: str
    facts: tuple[Pair, ...]
    links: tuple[Pair, ...]
    acts: tuple[Pair, ...]
    action: str
    seen: str
    admin: str
    waits: str
    history: tuple[tuple[str, str, str, str], ...]
