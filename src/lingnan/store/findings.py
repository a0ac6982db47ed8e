"""Findings kept: every rejected or doubtful row with file, row, field, value and what to do.

Not for: deciding what is wrong; importers do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    Table,
    case,
    func,
    select,
)

from lingnan.kernel import Finding, Severity, Text
from lingnan.store.database import Database, Instant, exact_text, metadata

finding = Table(
    "finding",
    metadata,
    Column("finding_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("batch_id", exact_text(80), nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("code", exact_text(16), nullable=False),
    Column("severity", exact_text(8), nullable=False),
    Column("file", exact_text(), nullable=True),
    Column("row", BigInteger, nullable=True),
    Column("field", exact_text(), nullable=True),
    Column("value", exact_text(), nullable=True),
    Column("subject_code", exact_text(64), nullable=True),
    Column("what_zh", exact_text(), nullable=False),
    Column("what_en", exact_text(), nullable=False),
    Column("remedy_zh", exact_text(), nullable=False),
    Column("remedy_en", exact_text(), nullable=False),
    Index("ix_finding_batch_id", "batch_id"),
    Index("ix_finding_subject_code", "subject_code"),
    Index("ix_finding_severity", "severity", "code"),
)


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding with the import it belongs to."""

    batch_id: str
    found_at: datetime
    finding: Finding


def save_findings(
    connection: Connection, findings: Iterable[Finding], *, batch_id: str, at: datetime
) -> int:
    """Keep the findings of one import; a repeated import replaces its earlier ones."""
    connection.execute(finding.delete().where(finding.c.batch_id == batch_id))
    rows = [_to_row(each, batch_id, at) for each in findings]
    if rows:
        connection.execute(finding.insert(), rows)
    return len(rows)


def list_findings(
    database: Database,
    *,
    limit: int | None = None,
    code: str | None = None,
    severity: str | None = None,
    subject_code: str | None = None,
    file: str | None = None,
) -> list[KeptFinding]:
    """Read findings, newest import first, in the order of rows within a file."""
    query = select(finding).order_by(
        finding.c.found_at.desc(),
        finding.c.file.nulls_first(),
        finding.c.row.nulls_first(),
        finding.c.finding_id,
    )
    chosen: Sequence[tuple[str, str | None]] = (
        ("code", code),
        ("severity", severity),
        ("subject_code", subject_code),
    )
    for column, value in chosen:
        if value is not None:
            query = query.where(finding.c[column] == value)
    if file is not None:
        query = query.where(finding.c.file.iendswith(file, autoescape=True))
    if limit is not None:
        query = query.limit(limit)
    with database.read() as connection:
        return [_from_row(row) for row in connection.execute(query).mappings()]


def list_batch(database: Database, batch_id: str, limit: int | None = None) -> list[Finding]:
    """Read the findings of one import, errors first, then in the order of its rows."""
    gravity = case(
        (finding.c.severity == Severity.ERROR.value, 0),
        (finding.c.severity == Severity.WARNING.value, 1),
        else_=2,
    )
    query = select(finding).where(finding.c.batch_id == batch_id)
    query = query.order_by(gravity, finding.c.row.nulls_first(), finding.c.finding_id).limit(limit)
    with database.read() as connection:
        return [_from_row(row).finding for row in connection.execute(query).mappings()]


def count_findings(database: Database) -> dict[tuple[str, str], int]:
    """How many findings there are by (severity, code)."""
    query = select(finding.c.severity, finding.c.code, func.count()).group_by(
        finding.c.severity, finding.c.code
    )
    with database.read() as connection:
        return {(severity, code): count for severity, code, count in connection.execute(query)}


def _to_row(each: Finding, batch_id: str, at: datetime) -> dict[str, object]:
    return {
        "batch_id": batch_id,
        "found_at": at,
        "code": each.code,
        "severity": each.severity.value,
        "file": each.file,
        "row": each.row,
        "field": each.field,
        "value": each.value,
        "subject_code": each.subject,
        "what_zh": each.what.zh,
        "what_en": each.what.en,
        "remedy_zh": each.remedy.zh,
        "remedy_en": each.remedy.en,
    }


def _from_row(row: object) -> KeptFinding:
    cells: dict[str, object] = dict(row)  # type: ignore[call-overload]
    return KeptFinding(
        batch_id=str(cells["batch_id"]),
        found_at=cells["found_at"],  # type: ignore[arg-type]
        finding=Finding(
            code=str(cells["code"]),
            severity=Severity(str(cells["severity"])),
            what=Text(str(cells["what_zh"]), str(cells["what_en"])),
            remedy=Text(str(cells["remedy_zh"]), str(cells["remedy_en"])),
            file=cells["file"],  # type: ignore[arg-type]
            row=cells["row"],  # type: ignore[arg-type]
            field=cells["field"],  # type: ignore[arg-type]
            value=cells["value"],  # type: ignore[arg-type]
            subject=cells["subject_code"],  # type: ignore[arg-type]
        ),
    )
