"""The ledger's columns as Arrow schemas, and the way between rows and objects.

Not for: reading or writing the lake; see segment and ledger.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from lingnan.evidence.model import Action, EvidenceRow, Fact, Grade
from lingnan.kernel import Period

EVIDENCE = "evidence"
VALUE_NUMBER = pa.decimal128(18, 6)

PROPOSAL_SCHEMA = pa.schema(
    [
        pa.field("subject_code", pa.string(), nullable=False),
        pa.field("indicator_code", pa.string(), nullable=False),
        pa.field("value_code", pa.string()),
        pa.field("value_number", VALUE_NUMBER),
        pa.field("unit", pa.string()),
        pa.field("period_start", pa.date32(), nullable=False),
        pa.field("period_end", pa.date32(), nullable=False),
        pa.field("fact_date", pa.date32(), nullable=False),
        pa.field("grade", pa.int8(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("document", pa.string()),
    ]
)

AMENDMENT_FIELDS = [
    pa.field("action", pa.int8(), nullable=False),
    pa.field("amends_no", pa.int64()),
]

EVIDENCE_SCHEMA = pa.schema(
    [
        pa.field("evidence_no", pa.int64(), nullable=False),
        pa.field("segment_no", pa.int32(), nullable=False),
        *PROPOSAL_SCHEMA,
        *AMENDMENT_FIELDS,
        pa.field("recorded_at", pa.timestamp("us", tz="UTC"), nullable=False),
    ]
)


def proposals(facts: Iterable[Fact]) -> pa.Table:
    """Put facts into one table.

    Shapes:
        returns: one row per fact, PROPOSAL_SCHEMA.
    """
    return pa.Table.from_pylist([fact_cells(fact) for fact in facts], schema=PROPOSAL_SCHEMA)


def fact_cells(fact: Fact) -> dict[str, Any]:
    """One fact as named cells."""
    return {
        "subject_code": fact.subject_code,
        "indicator_code": fact.indicator_code,
        "value_code": fact.value_code,
        "value_number": fact.value_number,
        "unit": fact.unit,
        "period_start": fact.period.start,
        "period_end": fact.period.end,
        "fact_date": fact.fact_date,
        "grade": int(fact.grade),
        "source": fact.source,
        "document": fact.document,
    }


def row_of(cells: Mapping[str, Any]) -> EvidenceRow:
    """Named cells, of the lake or of the inbox, as a ledger row."""
    number = cells["value_number"]
    return EvidenceRow(
        evidence_no=int(cells["evidence_no"]),
        segment_no=cells.get("segment_no"),
        fact=Fact(
            subject_code=cells["subject_code"],
            indicator_code=cells["indicator_code"],
            value_code=cells["value_code"],
            value_number=None if number is None else Decimal(number),
            unit=cells["unit"],
            period=Period(_day(cells["period_start"]), _day(cells["period_end"])),
            fact_date=_day(cells["fact_date"]),
            grade=Grade(int(cells["grade"])),
            source=cells["source"],
            document=cells["document"],
        ),
        action=Action(int(cells["action"])),
        amends_no=cells["amends_no"],
        recorded_at=_instant(cells["recorded_at"]),
    )


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _instant(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)
