"""One filled table as it is sent: checked rows in a fixed form, in parts of bounded size.

Not for filling it (see rows_*) nor for sending (see delivery).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from lingnan.sources.identifier.reporting.check import check_rows
from lingnan.sources.identifier.reporting.errors import ReportInvalid
from lingnan.sources.identifier.reporting.specification import table

Row = Mapping[str, Any]
MAX_ROWS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Parcel:
    """One part of one report, ready to be sent.

    Attributes:
        report: code of the table, or ESCROW. subject: prefix of the reporting node. period: as in
            calendar. part: from 1. content: the octets that the receipt speaks of.
    """

    report: str
    subject: str
    period: str
    part: int
    content: bytes

    @property
    def content_sha256(self) -> str:
        """Answer the digest that stands for the content."""
        return sha256(self.content).hexdigest()

    @property
    def delivery_id(self) -> str:
        """Answer the name under which this content is sent, however often: its idempotency key."""
        named = "\n".join(
            (self.report, self.subject, self.period, str(self.part), self.content_sha256)
        )
        return sha256(named.encode()).hexdigest()


def parcels(
    code: str, subject: str, period: str, rows: Sequence[Row], *, max_rows: int = MAX_ROWS
) -> Iterator[Parcel]:
    """Check rows against their table and cut them into parcels; no rows make one empty parcel.

    The content holds no clock, so that the same rows make the same parcel.

    Raises:
        ReportInvalid: a row breaks a rule; nothing is made. UnknownTable.
    """
    wanted = table(code)
    problems = check_rows(wanted, rows)
    if problems:
        raise ReportInvalid(table=code, count=len(problems), first=problems[0])
    parts = max(1, -(-len(rows) // max_rows))
    for part in range(parts):
        content = {
            "table": wanted.code,
            "key": wanted.key,
            "subject": subject,
            "period": period,
            "part": part + 1,
            "parts": parts,
            "rows": rows[part * max_rows : (part + 1) * max_rows],
        }
        yield Parcel(wanted.code, subject, period, part + 1, encode(content))


def encode(content: object) -> bytes:
    """Write content as JSON in one fixed form: sorted keys, UTF-8, no blanks."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    ).encode()


def instant(at: datetime) -> str:
    """Write an instant as the tables want it: to the second, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def milliseconds(microseconds: float) -> float:
    """Write a duration in milliseconds with three places."""
    return round(microseconds / 1000, 3)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, datetime):
        return instant(value)
    raise TypeError(type(value))
