"""Problems in data: one bad row becomes a finding and never stops a batch.

Not for failures of a whole operation (see errors), nor for keeping findings (see store.findings).
"""

from dataclasses import dataclass
from enum import StrEnum

from lingnan.kernel.errors import CODE_PATTERN
from lingnan.kernel.text import Text

#: Longer cells are cut, so that a damaged file cannot flood the findings table.
VALUE_LIMIT = 500


class Severity(StrEnum):
    """How grave a finding is: an error rejects the row, a warning keeps it, an info only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place, ready to be shown in either language.

    `row` is the 1-based line a person sees in a CSV or XLSX file (the header is row 1) and the
    1-based record number in Parquet; null where the finding is about the file. `subject` is a
    subject_code.
    """

    code: str
    severity: Severity
    what: Text
    remedy: Text
    file: str | None = None
    row: int | None = None
    field: str | None = None
    value: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of problem: code, severity, and templates of what is wrong and what to do.

    Templates may use ``{file} {row} {field} {value} {subject}`` and any further named value.
    """

    code: str
    severity: Severity
    what: Text
    remedy: Text

    def __post_init__(self) -> None:
        if not CODE_PATTERN.fullmatch(self.code):
            raise ValueError(f"rule code {self.code!r} is not of the form ABC-001")

    def finding(
        self,
        *,
        file: str | None = None,
        row: int | None = None,
        field: str | None = None,
        value: object = None,
        subject: str | None = None,
        **more: object,
    ) -> Finding:
        """Report this problem at one place; null where a part of the place does not apply."""
        shown = None if value is None else _cut(str(value))
        place = {"file": file, "row": row, "field": field, "value": shown, "subject": subject}
        return Finding(
            code=self.code,
            severity=self.severity,
            what=self.what.format(**place, **more),
            remedy=self.remedy.format(**place, **more),
            file=file,
            row=row,
            field=field,
            value=shown,
            subject=subject,
        )


def _cut(value: str) -> str:
    return value if len(value) <= VALUE_LIMIT else value[: VALUE_LIMIT - 1] + "…"
