"""What a deposit holds: identifiers, names that are gone, rows of the business side.

Source: RFC 8909 §3 (deposit, watermark, deletes, contents), Handle protocol facts §4.4.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Kind = Literal["FULL", "DIFF"]
Cell = str | int | float | bool | bytes | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Head:
    """What a deposit says of itself.

    Attributes:
        kind: FULL, or DIFF with everything since `previous`. watermark: the instant it shows.
        sequence, mark, next_record_no: place in the history of the records (see records.truth).
    """

    deposit_id: str
    node: str
    kind: Kind
    previous: str | None
    watermark: datetime
    sequence: int
    mark: int
    next_record_no: int


@dataclass(frozen=True, slots=True)
class RecordItem:
    """One identifier as the database has it; `value_octets` is its list of values on the wire."""

    record_no: int
    handle: str
    value_octets: bytes
    template_code: str | None
    status: int
    revision: int
    registered_at: datetime
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class GoneItem:
    """One identifier that was deleted since the deposit before."""

    record_no: int


@dataclass(frozen=True, slots=True)
class RowItem:
    """One row of a table of the business side; a deposit always holds all rows of these."""

    table: str
    cells: dict[str, Cell]


Item = GoneItem | RecordItem | RowItem
