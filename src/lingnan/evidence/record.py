"""Rows of the ledger as plain data, for programs: the contract of docs/formats.md.

Not for reading them (ledger).
"""

from typing import Any

from lingnan.evidence.ledger import Ledger
from lingnan.evidence.model import EvidenceRow


def row_record(row: EvidenceRow) -> dict[str, Any]:
    """Answer a row as plain data, with codes in place of words."""
    fact = row.fact
    number = None if fact.value_number is None else f"{fact.value_number.normalize():f}"
    return {
        "evidence_no": row.evidence_no,
        "subject_code": fact.subject_code,
        "indicator_code": fact.indicator_code,
        "value": fact.value_code if fact.value_code is not None else number,
        "unit": fact.unit,
        "fact_date": fact.fact_date,
        "period_start": fact.period.start,
        "period_end": fact.period.end,
        "grade": int(fact.grade),
        "source": fact.source,
        "document": fact.document,
        "segment_no": row.segment_no,
        "action": row.action.name.lower(),
    }


def place_record(ledger: Ledger, row: EvidenceRow) -> dict[str, Any]:
    """Answer where a row stands: when it was kept, what amended it, its segment and hashes."""
    told: dict[str, Any] = {
        "recorded_at": row.recorded_at,
        "amends_no": row.amends_no,
        "amended_by_no": ledger.amendment_of(row.evidence_no),
    }
    if row.segment_no:
        segment = ledger.segment(row.segment_no)
        told |= {
            "segment_rows": segment.rows_count,
            "chain_sha256": segment.chain_sha256,
            "rows_sha256": segment.rows_sha256,
            "file_sha256": segment.file_sha256,
            "batch_id": segment.batch_id,
        }
    return told
