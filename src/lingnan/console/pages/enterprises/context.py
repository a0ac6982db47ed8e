"""What the list of enterprises is told."""

from dataclasses import dataclass

from lingnan.console.web.answer import Context
from lingnan.console.web.pages import Pages


@dataclass(frozen=True, slots=True)
class Line:
    """One enterprise as the list shows it.

    Attributes:
        claimed, proven: names of levels; a dash when nobody assessed it.
        lacks: targets that count it as claimed and not as proven.
        is_former: found by a name it no longer has.
    """

    uscc: str
    name: str
    city: str
    industry: str
    size: str
    claimed: str
    proven: str
    has_gap: bool
    lacks: str
    is_active: bool
    is_former: bool


@dataclass(frozen=True, slots=True)
class FoundList:
    """A page of what was found.

    Attributes:
        note: which run the list shows, what one of its enterprises stands for.
        newer: enterprises that were registered or renamed since the run.
        csv, book: addresses of the same as files; empty where there are none.
    """

    sentence: str
    note: str
    lines: tuple[Line, ...]
    newer: tuple[Line, ...]
    pages: Pages
    has_levels: bool
    csv: str
    book: str


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Filters:
    """The form: what may be chosen, and what is."""

    text: str
    chosen: dict[str, str]
    cities: tuple[Option, ...]
    clusters: tuple[Option, ...]
    sizes: tuple[Option, ...]
    levels: tuple[Option, ...]
    targets: tuple[Option, ...]
    sides: tuple[Option, ...]
    model: str


@dataclass(frozen=True, slots=True)
class EnterprisesContext(Context):
    """The page."""

    template = "enterprises/enterprises.html"
    filters: Filters
    found: FoundList


@dataclass(frozen=True, slots=True)
class FoundContext(Context):
    """The found part of the page alone."""

    template = "enterprises/found.html"
    found: FoundList
