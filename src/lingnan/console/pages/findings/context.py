"""What the page of findings is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lingnan.console.web.answer import Context
from lingnan.console.web.pages import Pages


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding.

    Attributes:
        import_id: the import it is of, where that was done in the browser; else empty.
        enterprise: the code of an enterprise, to be linked; else empty.
        settled: how it was settled; empty while it stands open.
    """

    id: int
    severity: str
    severity_name: str
    code: str
    file: str
    row: str
    field: str
    value: str
    what: str
    remedy: str
    subject: str
    enterprise: str
    import_id: str
    found_at: datetime
    settled: str


@dataclass(frozen=True, slots=True)
class FindingsContext(Context):
    """Findings, filtered.

    Attributes: asked: the filter by field. told: the same as an address. sorts: id, name, address.
    """

    template = "findings/list.html"
    sentence: str
    sorts: tuple[tuple[str, str, str], ...]
    sort: str
    what: str
    asked: Mapping[str, str]
    severities: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    lines: tuple[FindingLine, ...]
    pages: Pages
    may_settle: bool
    here: str
    csv: str
