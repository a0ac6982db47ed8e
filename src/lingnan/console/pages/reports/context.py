"""What the page of reports is told."""

from dataclasses import dataclass
from datetime import datetime

from lingnan.console.web.answer import Context
from lingnan.console.web.job_view import JobView


@dataclass(frozen=True, slots=True)
class Ready:
    """A report that is written at once.

    Attributes: files: pairs of address and what it is (HTML, Word, Excel).
    """

    name: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A roadmap that is made to order.

    Attributes: choices: pairs of key and name. areas: cities it may be narrowed to.
    """

    kind: str
    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MadeLine:
    """A file that was made to order; `file` empty when it is not there (any more)."""

    title: str
    at: datetime
    job: JobView
    file: str


@dataclass(frozen=True, slots=True)
class ReportsContext(Context):
    """Reports that are ready, forms to order roadmaps, and files that were made."""

    template = "reports/list.html"
    ready: tuple[Ready, ...]
    asks_enterprise: bool
    forms: tuple[Form, ...]
    made: tuple[MadeLine, ...]
