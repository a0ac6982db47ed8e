"""The ledger as other rooms use it: one place to append, read, amend and verify evidence."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

import ibis.expr.types as ir
import pyarrow as pa
from sqlalchemy import Connection

from lingnan.evidence.bulk import append_bulk
from lingnan.evidence.errors import AlreadyAmended, UnknownEvidence
from lingnan.evidence.inbox import acknowledge, inbox_table, seal
from lingnan.evidence.model import (
    Action,
    BulkReceipt,
    EvidenceRow,
    Fact,
    Segment,
    Verdict,
)
from lingnan.evidence.segment import inbox_sealed_through, segments
from lingnan.evidence.store import read_inbox, sealed_through
from lingnan.evidence.table import EVIDENCE, EVIDENCE_SCHEMA, row_of
from lingnan.evidence.verify import verify
from lingnan.store import Engine, Store


class Ledger:
    """Append-only evidence of one store; rows are amended by later rows, never changed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def append(
        self,
        facts: Sequence[Fact],
        *,
        actor: str,
        at: datetime,
        within: Connection | None = None,
    ) -> list[int]:
        """Acknowledge facts, all or none; returns their evidence numbers.

        `within`: a transaction to take part in; a failure then leaves it to whoever began it.
        Raises:
            BadFact, StoreWriteFailed: nothing was written.
        """
        return acknowledge(self._store, facts, actor=actor, at=at, within=within)

    def append_bulk(
        self,
        tables: Iterable[pa.Table],
        *,
        batch_id: str,
        at: datetime,
        label: str | None = None,
        skip_known: bool = True,
    ) -> BulkReceipt:
        """Append a batch of proposals to the lake; see bulk.append_bulk."""
        return append_bulk(
            self._store, tables, batch_id=batch_id, at=at, label=label, skip_known=skip_known
        )

    def seal(self) -> Segment | None:
        """Move the inbox into the lake; null when nothing waited."""
        return seal(self._store)

    def withdraw(self, evidence_no: int, *, actor: str, at: datetime, reason: str) -> int:
        """Withdraw a row by a new row; returns the new row's number.

        Raises:
            UnknownEvidence, AlreadyAmended.
        """
        told = self._amendable(evidence_no).fact
        empty = replace(told, value_code=None, value_number=None)
        return self._amend(evidence_no, empty, Action.WITHDRAW, actor=actor, at=at, reason=reason)

    def correct(
        self, evidence_no: int, fact: Fact, *, actor: str, at: datetime, reason: str
    ) -> int:
        """Replace a row by a new row; returns the new row's number.

        Raises:
            UnknownEvidence, AlreadyAmended, BadFact.
        """
        self._amendable(evidence_no)
        return self._amend(evidence_no, fact, Action.REPLACE, actor=actor, at=at, reason=reason)

    def version(self) -> int | None:
        """The lake version of the sealed rows, for pinning; null before the first seal."""
        lake = self._store.lake
        return lake.version(EVIDENCE) if lake.exists(EVIDENCE) else None

    def rows(self, engine: Engine, *, version: int | None = None) -> ir.Table:
        """Every row that counts: sealed and waiting, without withdrawn, replaced and withdrawals.

        With a version, only what was sealed by then. An amendment holds for every as-of date;
        what was believed earlier is had by an earlier version.

        Shapes:
            returns: EVIDENCE_SCHEMA columns; segment_no is 0 for rows in the inbox.
        """
        lake = self._store.lake
        waiting: list[dict[str, object]] = []
        if version is None:
            # The inbox is read before the lake: a seal in between shows rows twice, never not.
            with self._store.database.read() as connection:
                waiting = read_inbox(connection)
            taken = inbox_sealed_through(lake)
            waiting = [row for row in waiting if int(str(row["evidence_no"])) > taken]
        tables: list[ir.Table] = []
        if lake.exists(EVIDENCE):
            tables.append(engine.scan(lake, EVIDENCE, version).select(EVIDENCE_SCHEMA.names))
        if waiting or not tables:
            tables.append(engine.memory(_unsealed(waiting)))
        rows = tables[0] if len(tables) == 1 else tables[0].union(tables[1])
        amending = rows.filter(rows.action > 0)
        amended = engine.arrow(amending.select("amends_no")).column("amends_no")
        if not len(amended):
            return rows
        gone = engine.memory(pa.table({"evidence_no": amended.unique()}))
        return rows.filter(rows.action != int(Action.WITHDRAW)).anti_join(gone, "evidence_no")

    def of_subject(
        self,
        subject_code: str,
        *,
        as_of: date | None = None,
        engine: Engine | None = None,
        version: int | None = None,
    ) -> list[EvidenceRow]:
        """The rows about one subject that count, oldest fact first."""
        if engine is None:
            with self._store.engine() as own:
                return self.of_subject(subject_code, as_of=as_of, engine=own, version=version)
        every = self.history(subject_code, engine=engine, version=version)
        gone = {row.amends_no for row in every if row.amends_no is not None}
        return [
            row
            for row in every
            if row.evidence_no not in gone
            and row.action is not Action.WITHDRAW
            and (as_of is None or row.fact.fact_date <= as_of)
        ]

    def history(
        self, subject_code: str, *, engine: Engine, version: int | None = None
    ) -> list[EvidenceRow]:
        """Every row about one subject, amended ones and amendments included."""
        lake = self._store.lake
        found: dict[int, EvidenceRow] = {}
        if version is None:
            with self._store.database.read() as connection:
                for cells in read_inbox(connection, subject_code=subject_code):
                    row = row_of(cells)
                    found[row.evidence_no] = row
        if lake.exists(EVIDENCE):
            table = engine.sql(
                "SELECT * FROM read_parquet($files) WHERE subject_code = $subject",
                files=lake.files(EVIDENCE, version),
                subject=subject_code,
            )
            for cells in table.to_pylist():
                row = row_of(cells)
                found[row.evidence_no] = row
        return sorted(found.values(), key=lambda row: (row.fact.fact_date, row.evidence_no))

    def find(self, evidence_no: int) -> EvidenceRow:
        """One row by its number.

        Raises:
            UnknownEvidence.
        """
        with self._store.database.read() as connection:
            waiting = read_inbox(connection, after_no=evidence_no - 1)
        if waiting and waiting[0]["evidence_no"] == evidence_no:
            return row_of(waiting[0])
        with self._store.engine() as engine:
            for segment in segments(self._store.lake):
                if segment.first_no <= evidence_no <= segment.last_no:
                    table = engine.parquet(list(segment.files))
                    cells = engine.arrow(table.filter(table.evidence_no == evidence_no))
                    if cells.num_rows:
                        return row_of(cells.to_pylist()[0])
        raise UnknownEvidence(evidence_no=evidence_no)

    def segment(self, segment_no: int) -> Segment:
        """A sealed segment by its number."""
        return next(s for s in segments(self._store.lake) if s.segment_no == segment_no)

    def amendment_of(self, evidence_no: int) -> int | None:
        """The number of the row that withdrew or replaced this one; null when none did."""
        with self._store.database.read() as connection:
            for row in read_inbox(connection):
                if row["amends_no"] == evidence_no:
                    return int(row["evidence_no"])
        lake = self._store.lake
        if not lake.exists(EVIDENCE):
            return None
        with self._store.engine() as engine:
            rows = engine.scan(lake, EVIDENCE)
            later = rows.filter(rows.action > 0, rows.amends_no == evidence_no)
            numbers = engine.arrow(later.select("evidence_no"))["evidence_no"].to_pylist()
        return numbers[0] if numbers else None

    def verify(self, advance: Callable[[float], None] | None = None) -> Verdict:
        """Recompute the chain over every segment; see verify.verify."""
        with self._store.database.read() as connection:
            count = sealed_through(connection)
        return verify(self._store.lake, count, advance)

    def _amend(
        self,
        evidence_no: int,
        fact: Fact,
        action: Action,
        *,
        actor: str,
        at: datetime,
        reason: str,
    ) -> int:
        return acknowledge(
            self._store,
            [fact],
            actor=actor,
            at=at,
            action=action,
            amends_no=evidence_no,
            reason=reason,
        )[0]

    def _amendable(self, evidence_no: int) -> EvidenceRow:
        row = self.find(evidence_no)
        later = self.amendment_of(evidence_no)
        if later is not None:
            raise AlreadyAmended(evidence_no=evidence_no, by_no=later)
        return row


def _unsealed(waiting: Sequence[dict[str, object]]) -> pa.Table:
    table = inbox_table(waiting)
    zeros = pa.repeat(pa.scalar(0, pa.int32()), table.num_rows)
    whole = table.append_column("segment_no", zeros).select(EVIDENCE_SCHEMA.names)
    # Parquet columns are nullable to the engine; a union needs both sides alike.
    return whole.cast(pa.schema([field.with_nullable(True) for field in whole.schema]))
