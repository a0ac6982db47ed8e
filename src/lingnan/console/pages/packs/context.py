"""What the pages of content packs are told."""

from dataclasses import dataclass

from lingnan.console.web.answer import Context
from lingnan.console.web.pages import Pages


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of record: how many there are and how many nobody confirmed."""

    id: str
    name: str
    count: str
    unconfirmed: str


@dataclass(frozen=True, slots=True)
class PackContext(Context):
    """A pack at a glance.

    Attributes: others: pairs of id and label of versions it can be compared with.
    """

    template = "packs/pack.html"
    facts: tuple[tuple[str, str], ...]
    kinds: tuple[KindLine, ...]
    gaps: tuple[str, ...]
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SourceLink:
    """One source of a record; `address` empty when it is not public."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record.

    Attributes: is_confirmed: null where confirmation does not apply. cells: its fields, in words.
    """

    key: str
    name: str
    is_confirmed: bool | None
    note: str
    cells: tuple[tuple[str, str], ...]
    sources: tuple[SourceLink, ...]


@dataclass(frozen=True, slots=True)
class RecordsContext(Context):
    """The records of one kind."""

    template = "packs/records.html"
    lines: tuple[RecordLine, ...]
    pages: Pages
    only: bool
    here: str
    unconfirmed: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One difference between two packs."""

    kind: str
    kind_name: str
    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class DiffContext(Context):
    """What leads from one version to another."""

    template = "packs/diff.html"
    first: str
    second: str
    sentence: str
    lines: tuple[ChangeLine, ...]
    pages: Pages
    csv: str
