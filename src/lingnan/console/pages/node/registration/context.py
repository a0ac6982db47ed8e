"""What the pages of identifiers are told."""

from dataclasses import dataclass

from lingnan.console.pages.node.context import NodeContext, Problem
from lingnan.console.pages.node.word import Pair


@dataclass(frozen=True, slots=True)
class HandleRow:
    """One identifier in the list."""

    path: str
    handle: str
    revision: str
    state: str


@dataclass(frozen=True, slots=True)
class RegistrationsContext(NodeContext):
    """The search. `next`: address of the following identifiers, empty at the end."""

    template = "node/registrations.html"
    finding: str
    prefix: str
    begin: str
    prefixes: tuple[Pair, ...]
    rows: tuple[HandleRow, ...]
    next: str
    templates: tuple[Pair, ...]
    may_register: bool


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value. `name`: what the template calls it."""

    index: str
    type: str
    name: str
    data: str
    marks: str


@dataclass(frozen=True, slots=True)
class IdentifierContext(NodeContext):
    """One identifier.

    Attributes:
        statuses: the states it may be brought into by who reads. edit: address of the form for its
            values, empty where there is none.
    """

    template = "node/identifier.html"
    handle: str
    state: str
    facts: tuple[Pair, ...]
    values: tuple[ValueRow, ...]
    history: tuple[tuple[str, str, str, str], ...]
    statuses: tuple[Pair, ...]
    edit: str
    hidden_count: int


@dataclass(frozen=True, slots=True)
class ItemField:
    """One field of a form that a template makes.

    Attributes: code: type and index. kind: of the input. options: where only some answers are.
    """

    name: str
    label: str
    code: str
    kind: str
    help: str
    value: str
    is_required: bool
    most: int
    options: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterContext(NodeContext):
    """The form of one identifier. `is_change`: of one that exists, whose name stays."""

    template = "node/register.html"
    action: str
    chosen: str
    templates: tuple[Pair, ...]
    prefixes: tuple[Pair, ...]
    fields: tuple[ItemField, ...]
    values: dict[str, str]
    problem: str
    problems: tuple[Problem, ...]
    is_change: bool


@dataclass(frozen=True, slots=True)
class BatchContext(NodeContext):
    """The form of a file, and what came of one. `problems`: by row, the first of them."""

    template = "node/batch.html"
    chosen: str
    templates: tuple[Pair, ...]
    prefixes: tuple[Pair, ...]
    form_csv: str
    finding: str
    problem: str
    problems: tuple[Problem, ...]
    problems_count: int
