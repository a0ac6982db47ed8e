"""Find one row of evidence by its number: among those of a subject, in the inbox, in its segment.

Not for whether it may be seen (evidence).
"""

from typing import Any

from sqlalchemy import select

from lingnan.console.pages.trace.ledger import history_of, known_of
from lingnan.console.web.call import Call
from lingnan.evidence import EvidenceRow
from lingnan.evidence.store import evidence_inbox
from lingnan.evidence.table import row_of


def find_row(call: Call, number: int, subject: str) -> EvidenceRow | None:
    """Answer a row; a `subject` told by the link is looked at first, since that is quick."""
    if subject:
        for row in history_of(call, subject):
            if row.evidence_no == number:
                return row
    query = select(evidence_inbox).where(evidence_inbox.c.evidence_no == number)
    with call.store.database.read() as connection:
        waiting = connection.execute(query).mappings().first()
    return row_of(dict(waiting)) if waiting is not None else _sealed(call, number)


def _sealed(call: Call, number: int) -> EvidenceRow | None:
    for segment in known_of(call).segments.values():
        if segment.first_no <= number <= segment.last_no:
            with call.desk.engine() as engine:
                found: list[dict[str, Any]] = engine.sql(
                    "SELECT * FROM read_parquet($files) WHERE evidence_no = $number",
                    files=list(segment.files),
                    number=number,
                ).to_pylist()
            if found:
                return row_of(found[0])
    return None
