"""What the pages of imports are told."""

from dataclasses import dataclass
from datetime import datetime

from lingnan.console.web.answer import Context
from lingnan.console.web.job_view import JobView
from lingnan.console.web.pages import Pages


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import in the list."""

    id: str
    file_name: str
    kind: str
    actor: str
    at: datetime
    state: str
    told: str


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of file that may be brought."""

    id: str
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class ImportsContext(Context):
    """The list of imports and the kinds of files."""

    template = "imports/list.html"
    lines: tuple[ImportLine, ...]
    pages: Pages
    kinds: tuple[KindLine, ...]
    may_start: bool


@dataclass(frozen=True, slots=True)
class UploadContext(Context):
    """The form for one kind of file.

    Attributes: asks: which further fields it has. models: pairs of id and title.
    """

    template = "imports/upload.html"
    kind: KindLine
    asks: tuple[str, ...]
    models: tuple[tuple[str, str], ...]
    limit: str
    has_form: bool


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One header of the file, what it means, and its first values.

    Attributes: said: the column chosen; empty when the header is not used.
    """

    place: int
    header: str
    said: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding as a row."""

    row: str
    severity: str
    severity_name: str
    code: str
    field: str
    value: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Look:
    """What the head of the file shows.

    Attributes:
        fields: pairs of column name and label, for the choice.
        findings: null when the first rows are judged only in the import.
    """

    columns: tuple[ColumnLine, ...]
    fields: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    findings: tuple[FindingLine, ...] | None
    findings_count: int
    rows_count: int
    is_whole: bool
    problem: str
    advice: str
    code: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an import did: pairs of label and count."""

    counts: tuple[tuple[str, str], ...]
    findings: tuple[tuple[str, str, str], ...]
    findings_count: int
    batch_id: str


@dataclass(frozen=True, slots=True)
class Undo:
    """How an import can be undone, or what undoing it did.

    Attributes: stays: what it leaves. counts: pairs of label and count once it is done.
    """

    may: bool
    stays: tuple[str, ...]
    job: JobView | None
    counts: tuple[tuple[str, str], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ImportContext(Context):
    """One import: before it is begun, on its way, or done."""

    template = "imports/import.html"
    id: str
    facts: tuple[tuple[str, str], ...]
    may_start: bool
    job: JobView | None
    look: Look | None
    receipt: Receipt | None
    shown: tuple[FindingLine, ...]
    undo: Undo | None
