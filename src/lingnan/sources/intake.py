"""One import from the file to the ledger: its identity, its landing, its records.

Not for reading or judging files; each source does that.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

import pyarrow as pa

from lingnan.evidence import BulkReceipt, Ledger
from lingnan.evidence.segment import undoing
from lingnan.kernel import Finding, ImportCounts
from lingnan.packs import Pack
from lingnan.sources.journal import Journal
from lingnan.store import Store
from lingnan.store.audit import record_deed
from lingnan.store.findings import save_findings

#: What every importer answers.
Outcome = tuple[ImportCounts, list[Finding]]
Advance = Callable[[float], None]
_CHINA: Final = timezone(timedelta(hours=8))
REGISTRY_SNAPSHOTS: Final = ("registry_enterprise", "registry_entity")


@dataclass(frozen=True, slots=True)
class Intake:
    """One import.

    Attributes:
        kind: which importer, such as `cloud-bill`.
        file: name of the file for people; null when the import has no file.
        parameters: all that the result depends on beside the store; files by their SHA-256.
        is_trial: whether it only says what it would find: nothing is written.
    """

    store: Store
    pack: Pack
    kind: str
    file: str | None
    parameters: Mapping[str, object]
    actor: str
    at: datetime
    is_trial: bool = False

    @property
    def today(self) -> date:
        """The day of the import in China: a fact dated later lies in the future."""
        return china_day(self.at)

    @property
    def batch_id(self) -> str:
        """SHA-256 over the kind, the files and the parameters: findings are kept under it."""
        return _digest({"kind": self.kind, **self.parameters})

    @property
    def landing_id(self) -> str:
        """The batch of the ledger: also changes with the register and the pack.

        A row kept out because its enterprise was unknown must get in once it is registered, though
        the file is the same, and so must one whose import was undone; rows that did land are
        recognised one by one.
        """
        lake = self.store.lake
        versions = {
            name: lake.version(name) if lake.exists(name) else None for name in REGISTRY_SNAPSHOTS
        }
        told = {"import": self.batch_id, "pack": self.pack.content_hash, **versions}
        undone = len(undoing(lake))
        return _digest({**told, "undone": undone} if undone else told)

    def land(self, tables: Iterable[pa.Table]) -> BulkReceipt:
        """Append proposals to the ledger; rows that it already holds stay single.

        The tables are read to their end even when the batch is known, because their reading also
        writes the findings.
        """
        left = iter(tables)
        if self.is_trial:
            return BulkReceipt(sum(table.num_rows for table in left), 0, ())
        label = f"{self.kind} {self.file or ''}".strip()
        receipt = Ledger(self.store).append_bulk(
            left, batch_id=self.landing_id, at=self.at, label=label
        )
        for _ in left:
            pass
        return receipt

    def close(self, counts: ImportCounts, journal: Journal) -> Outcome:
        """Keep the findings and the audit entry in one transaction, and answer the outcome."""
        findings = journal.findings()
        if self.is_trial:
            return counts, findings
        with self.store.database.begin() as connection:
            save_findings(connection, findings, batch_id=self.batch_id, at=self.at)
            record_deed(
                connection,
                at=self.at,
                actor=self.actor,
                action=f"import:{self.kind}",
                thing=self.file or self.batch_id,
                detail=json.dumps({**counts.as_dict(), "batch_id": self.batch_id}),
            )
        return counts, findings


def quiet(_share: float) -> None:
    """Tell nobody how far it is."""


def told(tables: Iterable[pa.Table], advance: Advance, share: float) -> Iterator[pa.Table]:
    """Hand tables on; each takes a third of what is left of the bar."""
    for table in tables:
        yield table
        share += (1 - share) / 3
        advance(share)


def with_said(parameters: Mapping[str, object], headings: Mapping[str, str]) -> dict[str, object]:
    """Parameters of an import with what a person said that headers mean, where he said anything."""
    return {**parameters, **({"headings": dict(headings)} if headings else {})}


def china_day(at: datetime) -> date:
    """Answer the day of an instant in China; an instant without zone is taken as it stands."""
    return (at if at.tzinfo is None else at.astimezone(_CHINA)).date()


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, read in pieces."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _digest(values: Mapping[str, object]) -> str:
    text = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
