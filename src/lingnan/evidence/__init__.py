"""The ledger of evidence: append, seal, resolve, amend, verify.

The door: `Ledger` keeps facts about subjects with their grade of proof; `resolve` says which row
is the best evidence as of a date. Decisions read evidence from here and from nowhere else.
"""

from lingnan.evidence.ledger import Ledger
from lingnan.evidence.model import (
    Action,
    BulkReceipt,
    EvidenceRow,
    Fact,
    Grade,
    Segment,
    Verdict,
)
from lingnan.evidence.resolve import resolve
from lingnan.evidence.table import EVIDENCE_SCHEMA, PROPOSAL_SCHEMA, proposals, row_of

__all__ = [
    "EVIDENCE_SCHEMA",
    "PROPOSAL_SCHEMA",
    "Action",
    "BulkReceipt",
    "EvidenceRow",
    "Fact",
    "Grade",
    "Ledger",
    "Segment",
    "Verdict",
    "proposals",
    "resolve",
    "row_of",
]
