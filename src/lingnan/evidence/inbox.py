"""Single facts: acknowledged in the inbox, later sealed into the lake.

A fact is acknowledged when the database transaction that holds it, its number and its audit entry
has committed. Sealing writes one lake commit that notes the last inbox number taken, then clears
the inbox; a kill between the two leaves rows in both places, which readers and the next seal
recognise by that number.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection

from lingnan.evidence.bulk import LOCK
from lingnan.evidence.digest import rows_sha256
from lingnan.evidence.errors import BadFact
from lingnan.evidence.model import Action, Fact, Grade, Segment
from lingnan.evidence.segment import Origin, inbox_sealed_through, sort_by_subject, write_segment
from lingnan.evidence.store import (
    clear_inbox,
    note_sealed,
    put_inbox,
    read_inbox,
    take_numbers,
)
from lingnan.evidence.table import EVIDENCE_SCHEMA, PROPOSAL_SCHEMA, fact_cells
from lingnan.store import Store
from lingnan.store.audit import record_deed

INBOX = "inbox"


def acknowledge(
    store: Store,
    facts: Sequence[Fact],
    *,
    actor: str,
    at: datetime,
    action: Action = Action.STATE,
    amends_no: int | None = None,
    reason: str | None = None,
    within: Connection | None = None,
) -> list[int]:
    """Write facts with their audit entries in one transaction; returns their numbers.

    `within`: a transaction to take part in, so that they land with what they rest on or not at all.

    Raises:
        BadFact: nothing is written.
        StoreWriteFailed: nothing is written.
    """
    if not facts:
        return []
    for fact in facts:
        _check(fact, action)
    with store.database.begin() if within is None else nullcontext(within) as connection:
        first = take_numbers(connection, len(facts))
        rows = [
            {
                **fact_cells(fact),
                "evidence_no": first + offset,
                "action": int(action),
                "amends_no": amends_no,
                "recorded_at": at,
            }
            for offset, fact in enumerate(facts)
        ]
        put_inbox(connection, rows)
        record_deed(
            connection,
            at=at,
            actor=actor,
            action=f"evidence:{action.name.lower()}",
            thing=f"{first}-{first + len(facts) - 1}",
            detail=reason,
        )
    return [first + offset for offset in range(len(facts))]


def seal(store: Store) -> Segment | None:
    """Move the inbox into the lake as one segment; null when nothing waits."""
    with store.lock(LOCK):
        taken = inbox_sealed_through(store.lake)
        with store.database.read() as connection:
            waiting = read_inbox(connection, after_no=taken)
        segment = None
        if waiting:
            rows = sort_by_subject(inbox_table(waiting))
            taken = waiting[-1]["evidence_no"]
            segment = write_segment(
                store.lake,
                rows,
                numbers=rows["evidence_no"],
                origin=Origin(INBOX, 0, rows_sha256(rows), inbox_through=taken),
                recorded_at=rows["recorded_at"],
            )
        if taken:
            with store.database.begin() as connection:
                clear_inbox(connection, taken)
                if segment is not None:
                    note_sealed(connection, segment.segment_no)
    return segment


def inbox_table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Inbox rows as Arrow, with the ledger's columns except the segment."""
    kept = [field for field in EVIDENCE_SCHEMA if field.name != "segment_no"]
    exact = [
        {
            **row,
            "value_number": None if row["value_number"] is None else Decimal(row["value_number"]),
        }
        for row in rows
    ]
    return pa.Table.from_pylist(exact, schema=pa.schema(kept))


def _check(fact: Fact, action: Action) -> None:
    problem = _problem(fact, action)
    if problem:
        raise BadFact(subject=fact.subject_code, indicator=fact.indicator_code, reason=problem)


def _problem(fact: Fact, action: Action) -> str | None:
    given = (fact.value_code is not None) + (fact.value_number is not None)
    expected = 0 if action is Action.WITHDRAW else 1
    if given != expected:
        return f"values={given}"
    if fact.period.start >= fact.period.end:
        return f"{fact.period.start} ≥ {fact.period.end}"
    if fact.grade not in Grade:
        return f"grade={fact.grade}"
    if fact.value_number is not None and not _fits(fact.value_number):
        return f"{fact.value_number} ∉ decimal(18,6)"
    cells = fact_cells(fact)
    for field in PROPOSAL_SCHEMA:
        cell = cells[field.name]
        if not field.nullable and cell in (None, ""):
            return f"{field.name}=∅"
        if isinstance(cell, str) and "\0" in cell:
            # PostgreSQL cannot keep it, and evidence is kept to the letter or not at all.
            return f"{field.name} ∋ U+0000"
    return None


def _fits(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -6 and abs(number) < Decimal(10) ** 12
