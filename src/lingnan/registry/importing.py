"""Import a register file: read it, check it, bring it in, publish the snapshot.

The good rows go in and every other row stands in the findings, in one transaction. Not for the
rules (see enterprise_check, entity_import, membership_import, supply_import).
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

import pyarrow as pa
from sqlalchemy import Connection, Table

from lingnan.kernel import Finding, ImportCounts
from lingnan.packs import Pack
from lingnan.registry import column
from lingnan.registry.draft import Draft
from lingnan.registry.duplicate import keep_first
from lingnan.registry.enterprise_check import check_enterprises
from lingnan.registry.entity_import import import_entities
from lingnan.registry.errors import KindUnknown
from lingnan.registry.kept import Keep, all_rows, kept_enterprises, kept_rows
from lingnan.registry.membership_import import import_memberships
from lingnan.registry.merge import NAMES, Written, write_enterprises
from lingnan.registry.merger import check_mergers
from lingnan.registry.model import EntityKind
from lingnan.registry.snapshot import publish_enterprises, publish_snapshot
from lingnan.registry.store import (
    note_change,
    read_state,
    registry_enterprise,
    registry_entity,
    registry_membership,
    registry_supply,
)
from lingnan.registry.supply_import import import_supplies
from lingnan.store import Store
from lingnan.store.audit import record_deed
from lingnan.store.findings import save_findings
from lingnan.store.tabular import NO_HEADINGS, Column, Headings, Sheet, read_table

Outcome = tuple[ImportCounts, list[Finding]]
Advance = Callable[[float], None]

ENTERPRISE: Final = "enterprise"
MEMBERSHIP: Final = "membership"
#: A supply network: who supplies whom in a chain.
SUPPLY: Final = "supply"
#: A file that names the kind of each row in a column.
ENTITY: Final = "entity"
KINDS: Final = (ENTERPRISE, MEMBERSHIP, SUPPLY, *(str(each) for each in EntityKind), ENTITY)

#: Registers are kept in China: a date is in the future when it is there.
_CHINA: Final = timezone(timedelta(hours=8))
_LOCK: Final = "registry"


@dataclass(frozen=True, slots=True)
class Order:
    """Who imports what, and when."""

    store: Store
    pack: Pack
    kind: str
    at: datetime
    actor: str

    @property
    def today(self) -> date:
        """Answer the day of the import in China."""
        return china_day(self.at)


def import_register(
    store: Store,
    pack: Pack,
    path: Path | str,
    *,
    kind: str = ENTERPRISE,
    at: datetime,
    actor: str,
    headings: Headings = NO_HEADINGS,
    advance: Advance = lambda _share: None,
    keep: Keep | None = None,
) -> Outcome:
    """Bring a file of enterprises, of entities of one kind, of memberships or of supplies in.

    The same file again changes nothing. Rejected rows stand in the findings; the counts add up to
    the records of the file. `headings` says what headers mean; `advance` is told the share done;
    `keep` is told the rows before and after, inside the transaction.

    Raises:
        KindUnknown: for a kind other than those of `KINDS`.
        TableFileError: the file cannot be read; nothing was changed.
        PlaceMissing, StoreWriteFailed: nothing was changed. SnapshotFailed: see there.
    Limits: rows are never deleted; an enterprise ends by its status, a membership or
        a supply by its end.
    """
    if kind not in KINDS:
        raise KindUnknown(kind=kind, known=", ".join(KINDS))
    order = Order(store, pack, kind, at, actor)
    sheet = read_table(path, columns=columns_of(kind), headings=headings)
    advance(0.1)
    draft = Draft(sheet)
    if kind == ENTERPRISE:
        draft = check_enterprises(sheet, pack, today=order.today)
    advance(0.3)
    written: Written | None = None
    change_no = 0
    with store.lock(_LOCK):
        with store.database.begin() as connection:
            table = _table(kind)
            has_before = keep is not None and kind != ENTERPRISE
            before = all_rows(connection, table) if has_before else {}
            if kind == ENTERPRISE:
                written, counts = _bring_in(
                    connection, order, draft, lambda share: advance(0.3 + 0.4 * share)
                )
            elif kind == MEMBERSHIP:
                counts = import_memberships(connection, draft, pack)
            elif kind == SUPPLY:
                counts = import_supplies(connection, draft)
            else:
                counts = import_entities(
                    connection,
                    draft,
                    pack,
                    kind=None if kind == ENTITY else EntityKind(kind),
                    today=order.today,
                    is_synthetic=store.manifest.synthetic,
                )
            if keep is not None:
                keep(
                    kept_enterprises(connection, written)
                    if written is not None
                    else kept_rows(table, before, all_rows(connection, table))
                )
            if counts.added or counts.changed:
                note_change(connection, table)
                change_no, _ = read_state(connection, table)
            findings = draft.findings()
            _keep_record(connection, order, sheet, counts, findings, headings)
        advance(0.8)
        if written is not None and change_no:
            publish_enterprises(store, written, change_no)
        publish_snapshot(store)
    advance(1.0)
    return counts, findings


def china_day(at: datetime) -> date:
    """Answer the day of an instant in China."""
    return (at if at.tzinfo is None else at.astimezone(_CHINA)).date()


def columns_of(kind: str) -> Sequence[Column]:
    """Answer the columns that a file of a kind may have."""
    if kind == ENTERPRISE:
        return column.ENTERPRISE
    if kind == MEMBERSHIP:
        return column.MEMBERSHIP
    if kind == SUPPLY:
        return column.SUPPLY
    return column.ENTITY_OF_ANY_KIND if kind == ENTITY else column.ENTITY


def _table(kind: str) -> Table:
    tables = {
        ENTERPRISE: registry_enterprise,
        MEMBERSHIP: registry_membership,
        SUPPLY: registry_supply,
    }
    return tables.get(kind, registry_entity)


def _bring_in(
    connection: Connection, order: Order, draft: Draft, advance: Advance
) -> tuple[Written, ImportCounts]:
    kept = keep_first(draft)
    places = check_mergers(connection, draft, kept.places)
    columns = dict(draft.columns)
    columns["is_synthetic"] = pa.repeat(order.store.manifest.synthetic, draft.rows_count)
    table = pa.table({name: columns[name] for name in (*NAMES, "renamed_date")})
    written = write_enterprises(
        connection,
        table.take(pa.array(places)),
        given=_given(draft),
        today=order.today,
        advance=advance,
    )
    counts = written.counts + ImportCounts(
        unchanged=kept.repeats_count,
        rejected=int(draft.is_rejected.sum()) + draft.sheet.rejected_count,
    )
    return written, counts


def _given(draft: Draft) -> set[str]:
    """Answer which columns of the register the file speaks of."""
    given = set(draft.sheet.mapping) & set(NAMES) | {"region_code", "city_code"}
    if given & {"closed_date", "merged_into_uscc"}:
        given.add("status")
    return given


def _keep_record(
    connection: Connection,
    order: Order,
    sheet: Sheet,
    counts: ImportCounts,
    findings: Sequence[Finding],
    headings: Headings,
) -> None:
    batch_id = batch_of(order.kind, sheet.sha256, headings)
    save_findings(connection, findings, batch_id=batch_id, at=order.at)
    record_deed(
        connection,
        at=order.at,
        actor=order.actor,
        action=f"import:register:{order.kind}",
        thing=sheet.file,
        detail=json.dumps({**counts.as_dict(), "batch_id": batch_id}),
    )


def batch_of(kind: str, sha256: str, headings: Headings = NO_HEADINGS) -> str:
    """Answer under which id the findings of a file are kept."""
    said = json.dumps(dict(headings), sort_keys=True) if headings else ""
    return hashlib.sha256(f"register:{kind}:{sha256}{said}".encode()).hexdigest()
