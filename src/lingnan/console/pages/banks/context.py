"""What the page of a financial institution is told."""

from dataclasses import dataclass

from lingnan.console.group.paging import Pages
from lingnan.console.web.answer import Context


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent in force; all values are words."""

    name: str
    path: str
    data: tuple[str, ...]
    purpose: str
    given: str
    until: str


@dataclass(frozen=True, slots=True)
class BankContext(Context):
    """A financial institution. `rest`: told where the file does not hold all enterprises."""

    template = "banks/bank.html"
    path: str
    sentence: str
    lines: tuple[ConsentLine, ...]
    pages: Pages
    may_export: bool
    rest: str
