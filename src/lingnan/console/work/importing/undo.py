"""Undo an import by correction: evidence is withdrawn with a reason, the register is set back.

Nothing is erased from the ledger. What somebody changed since, and what something else in the store
speaks of, stays; the outcome says how much that is.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import select

from lingnan.access.scope import ScopeKind
from lingnan.access.store import account_grant
from lingnan.access.store import consent as consent_table
from lingnan.console.work.errand import Errand, made_file
from lingnan.console.work.errors import NothingToUndo
from lingnan.console.work.importing.carry_out import KEPT
from lingnan.console.work.importing.kind import kind_of
from lingnan.console.work.job import Job, JobState, find_job
from lingnan.evidence import Ledger
from lingnan.evidence.withdraw import withdraw_landed
from lingnan.kernel import Text
from lingnan.registry.kept import Kept
from lingnan.registry.undo import undo_import
from lingnan.store import Store

_NOT_DONE: Final = Text("它没有完成", "it was not completed")
_GONE: Final = Text("变更记录已不在数据仓中", "the record of what it changed is no longer there")
_CODES_A_QUERY: Final = 5_000


def undo(errand: Errand) -> Mapping[str, Any]:
    """Undo the import of a job. Raises: NothingToUndo, StoreWriteFailed, StoreBusy."""
    store = errand.store
    done = find_job(store.database, str(errand.job.argument["job_id"]))
    if done is None or done.state is not JobState.DONE or done.outcome is None:
        raise NothingToUndo(reason=_NOT_DONE)
    reason = str(errand.job.argument["reason"])
    told: dict[str, Any] = {"at": errand.at, "actor": errand.job.actor, "reason": reason}
    kind = kind_of(str(done.outcome["kind"]))
    errand.advance(0.1)
    errand.hold()
    if kind.register is None:
        after = int(done.argument.get("segment_no", 0))
        found = withdraw_landed(store, done.created_at, after=after, **told)
        counts = {"withdrawn": found.withdrawn, "amended_before": found.amended_before}
    else:
        kept = read_kept(store, done)
        counts = undo_import(
            store, kept, spoken=lambda codes: spoken_of(store, codes), **told
        ).as_dict()
    return {"kind": kind.id, "counts": counts, "reason": reason, "job_id": done.job_id}


def read_kept(store: Store, done: Job) -> Kept:
    """Answer what an import changed in the register. Raises: NothingToUndo."""

    def file(name: str) -> Any:
        return made_file(store, done.job_id, name)

    try:
        tables: list[pa.Table] = [pq.read_table(file(f"{name}.parquet")) for name in KEPT]
        return Kept(file("table.txt").read_text(), *tables)
    except (OSError, pa.ArrowException):
        raise NothingToUndo(reason=_GONE) from None


def spoken_of(store: Store, codes: Sequence[str]) -> Collection[str]:
    """Which subjects evidence, consents or accounts speak of."""
    if not codes:
        return set()
    with store.engine() as engine:
        rows = Ledger(store).rows(engine)
        wanted = engine.memory(pa.table({"code": pa.array(codes, pa.string())}))
        found = rows.semi_join(wanted, rows.subject_code == wanted.code)
        told = engine.arrow(found.select("subject_code").distinct())["subject_code"].to_pylist()
    spoken = set(told)
    with store.database.read() as connection:
        for start in range(0, len(codes), _CODES_A_QUERY):
            some = codes[start : start + _CODES_A_QUERY]
            given = select(consent_table.c.uscc).where(consent_table.c.uscc.in_(some))
            held = select(account_grant.c.scope_key).where(
                account_grant.c.scope_kind == ScopeKind.ENTERPRISE.value,
                account_grant.c.scope_key.in_(some),
            )
            spoken |= {str(code) for query in (given, held) for code in connection.scalars(query)}
    return spoken
