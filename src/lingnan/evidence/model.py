"""The words of the ledger: a fact, its grade of proof, a row as kept.

Not for: tables or files; no I/O, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum

from lingnan.kernel import Period, Text


class Grade(IntEnum):
    """How well a fact is proven."""

    DECLARED = 1
    ATTESTED = 2
    OBSERVED = 3

    @property
    def word(self) -> Text:
        """The grade as people read it."""
        return _GRADE_WORDS[self]


_GRADE_WORDS: Mapping[Grade, Text] = {
    Grade.DECLARED: Text("自行申报", "declared"),
    Grade.ATTESTED: Text("第三方证明", "attested"),
    Grade.OBSERVED: Text("系统采集", "observed"),
}


class Action(IntEnum):
    """What a ledger row does."""

    STATE = 0
    WITHDRAW = 1
    REPLACE = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about one subject, as a source states it.

    Attributes:
        subject_code: USCC, `region:<code>` or `<entity kind>:<entity code>`.
        value_code: chosen options joined by commas; exclusive with value_number.
        value_number: amount in `unit`, at most six decimals.
        period: half-open time the fact speaks of.
        fact_date: the day the source established it.
        document: id or SHA-256 of the paper behind it.
    """

    subject_code: str
    indicator_code: str
    value_code: str | None
    value_number: Decimal | None
    unit: str | None
    period: Period
    fact_date: date
    grade: Grade
    source: str
    document: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A fact as the ledger keeps it.

    Attributes:
        segment_no: the sealed segment; null while the row waits in the inbox.
        amends_no: the row that this one withdraws or replaces.
    """

    evidence_no: int
    segment_no: int | None
    fact: Fact
    action: Action
    amends_no: int | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Segment:
    """A sealed run of rows and its place in the chain.

    Attributes:
        first_no, last_no: least and greatest evidence number.
        rows_sha256: digest over the rows in the order of their numbers.
        previous: `chain_sha256` of the segment before; 64 zeros for the first.
        chain_sha256: digest over previous, number, row count and rows_sha256.
        file_sha256: digest over the Parquet file.
    """

    segment_no: int
    version: int
    rows_count: int
    first_no: int
    last_no: int
    rows_sha256: str
    previous: str
    chain_sha256: str
    file_sha256: str
    files: tuple[str, ...]
    batch_id: str
    sources: tuple[str, ...]
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class BulkReceipt:
    """What a bulk append did.

    Attributes:
        added: rows written now. unchanged: rows the ledger already had.
    """

    added: int
    unchanged: int
    segments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found.

    Attributes:
        broken_segment_no: the first segment that differs; null when the chain holds.
        why: what differs in it.
    """

    segments_count: int
    rows_count: int
    broken_segment_no: int | None
    broken_file: str | None
    why: Text | None

    @property
    def holds(self) -> bool:
        """Whether every segment is as it was sealed."""
        return self.broken_segment_no is None
