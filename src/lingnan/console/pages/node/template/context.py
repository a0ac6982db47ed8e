"""What the pages of templates are told."""

from dataclasses import dataclass

from lingnan.console.pages.node.context import NodeContext
from lingnan.console.pages.node.word import Pair


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One version in the list."""

    path: str
    prefix: str
    version: str
    name: str
    industry: str
    items: str
    state: str
    changed: str


@dataclass(frozen=True, slots=True)
class TemplatesContext(NodeContext):
    """The list."""

    template = "node/templates.html"
    finding: str
    rows: tuple[TemplateRow, ...]
    find: str
    may_make: bool
    note: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as it is read."""

    index: str
    type: str
    name: str
    kind: str
    length: str
    marks: str


@dataclass(frozen=True, slots=True)
class TemplateContext(NodeContext):
    """One version. `path`: its page, below which its forms are sent."""

    template = "node/template.html"
    path: str
    version: str
    prefix: str
    state: str
    facts: tuple[Pair, ...]
    items: tuple[ItemRow, ...]
    links: tuple[Pair, ...]
    may_change: bool
    is_enabled: bool
    waits: str
    history: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ItemFields:
    """One item in the form, as it was typed."""

    index: str = ""
    type: str = ""
    name: str = ""
    kind: str = "string"
    least: str = ""
    most: str = ""
    is_required: bool = False
    is_enabled: bool = True
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class TemplateFormContext(NodeContext):
    """The form. `is_fixed`: an existing version, whose prefix and version stay."""

    template = "node/template_form.html"
    action: str
    problem: str
    is_fixed: bool
    seen: str
    values: dict[str, str]
    items: tuple[ItemFields, ...]
    prefixes: tuple[Pair, ...]
    kinds: tuple[Pair, ...]
    objects: tuple[Pair, ...]
    codings: tuple[Pair, ...]
