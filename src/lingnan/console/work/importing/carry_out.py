"""Bring an uploaded file in, as a job: idempotent, so that it may be done again after a kill.

The counts told are those of the whole job, whichever of its tries did the work. Not for undoing it.
"""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq
from sqlalchemy import func, select

from lingnan.console.work.errand import Errand
from lingnan.console.work.errors import ImportUnfit, UploadGone
from lingnan.console.work.importing.area import ensure_area
from lingnan.console.work.importing.kind import ImportKind, kind_of
from lingnan.console.work.importing.settings import ImportSettings
from lingnan.console.work.upload import find_upload, path_of
from lingnan.evidence import Grade
from lingnan.evidence.withdraw import landed
from lingnan.kernel import ImportCounts, Text
from lingnan.registry import import_register, publish_snapshot
from lingnan.registry.kept import Kept
from lingnan.sources.cloud import ExchangeRate, import_bill, import_contracts
from lingnan.sources.declared import import_answers, import_evidence
from lingnan.sources.published import import_series
from lingnan.store import Store
from lingnan.store.audit import audit_entry
from lingnan.store.findings import finding

#: Where a job keeps what the register held before and after.
KEPT: Final = ("before", "after", "names_before", "names_after")
#: The share of the bar at which importers of evidence begin to land what they judged.
_JUDGED: Final = 0.3


def carry_out(errand: Errand) -> Mapping[str, Any]:
    """Import the file of a job; answers counts, findings by severity and their batch.

    Raises: UploadGone, ForeignRows, ImportUnfit, and what the importers raise.
    """
    upload = find_upload(errand.store.database, str(errand.job.argument["upload_id"]))
    if upload is None:
        raise UploadGone(file="–")
    settings = ImportSettings.of(upload.argument)
    path = path_of(errand.store, upload.upload_id, upload.file_name)
    kind = kind_of(settings.kind)
    done = done_before(errand) if kind.register is not None else None
    if done is not None:
        # A try that was killed after its transaction: only the copy in the lake may be behind.
        publish_snapshot(errand.store)
    else:
        if not path.is_file():
            raise UploadGone(file=upload.file_name)
        cities = errand.job.argument.get("cities")
        if cities is not None:
            ensure_area(errand.store, errand.pack, path, settings, cities, at=errand.at)
        counts = _bring_in(errand, path, settings, kind)
        done = done_before(errand) or {}
        if kind.register is None:
            done = {**done, **_whole(errand.store, counts, errand).as_dict()}
    batch_id = str(done.pop("batch_id", ""))
    return {
        "kind": settings.kind,
        "file": upload.file_name,
        "counts": {name: done[name] for name in ImportCounts.__slots__},
        "findings": count_by_severity(errand.store, batch_id),
        "batch_id": batch_id,
    }


def _bring_in(
    errand: Errand, path: Path, settings: ImportSettings, kind: ImportKind
) -> ImportCounts:
    store, pack = errand.store, errand.pack
    told: dict[str, Any] = {"at": errand.at, "actor": errand.job.actor}
    if kind.register is not None:
        counts, _ = import_register(
            store,
            pack,
            path,
            kind=kind.register,
            headings=settings.headings,
            advance=errand.part(0.05, 1.0),
            keep=lambda kept: _keep(errand, kept),
            **told,
        )
        return counts
    errand.advance(0.05)
    if not kind.can_try or kind.id == "published":
        errand.hold()
    if kind.id == "cloud-bill":
        counts, _ = import_bill(store, pack, path, **_bill(path, settings), **told)
        return counts
    told["headings"] = settings.headings
    if kind.id == "contracts":
        counts, _ = import_contracts(
            store, pack, path, vendor=_vendor(settings), pushed_by_vendor=settings.is_pushed, **told
        )
        return counts
    if kind.id == "published":
        counts, _ = import_series(store, pack, path, **told)
        return counts
    told |= {"fact_date": settings.fact_date, "advance": errand.part(0.05, 1.0, hold_at=_JUDGED)}
    if kind.id == "answers":
        counts, _ = import_answers(store, pack, path, model_id=str(settings.model_id), **told)
        return counts
    counts, _ = import_evidence(store, pack, path, max_grade=Grade(settings.max_grade), **told)
    return counts


def _bill(path: Path, settings: ImportSettings) -> dict[str, Any]:
    beside = path.parent
    return {
        "vendor": _vendor(settings),
        "subject": settings.uscc,
        "accounts": None if settings.accounts is None else beside / settings.accounts,
        "invoice_totals": None if settings.invoices is None else beside / settings.invoices,
        "pushed_by_vendor": settings.is_pushed,
        "rates": [read_rate(said) for said in settings.rates],
    }


def _vendor(settings: ImportSettings) -> str:
    if not settings.vendor:
        raise ImportUnfit(reason=Text("未填云服务商", "no vendor was named"))
    return settings.vendor


def read_rate(said: str) -> ExchangeRate:
    """Read a rate such as USD=7.02@2024-09-30. Raises: ImportUnfit."""
    currency, _, told = said.partition("=")
    number, _, day = told.partition("@")
    try:
        return ExchangeRate(currency.strip().upper(), Decimal(number), date.fromisoformat(day))
    except (InvalidOperation, ValueError):
        reason = Text(
            f"汇率 {said} 应写作 USD=7.02@2024-09-30",
            f"the rate {said} is written as USD=7.02@2024-09-30",
        )
        raise ImportUnfit(reason=reason) from None


def done_before(errand: Errand) -> dict[str, Any] | None:
    """Answer what the job's import wrote into the audit trail, in its transaction; else null."""
    after = int(errand.job.argument.get("audit_no", 0))
    return imported(errand.store, at=errand.at, actor=errand.job.actor, after=after)


def imported(store: Store, *, at: datetime, actor: str, after: int) -> dict[str, Any] | None:
    """Answer what an import of an instant wrote into the audit trail after an entry; else null."""
    entry = audit_entry.c
    query = (
        select(entry.detail)
        .where(
            entry.entry_id > after,
            entry.at == at,
            entry.actor == actor,
            entry.action.startswith("import:"),
        )
        .order_by(entry.entry_id)
        .limit(1)
    )
    with store.database.read() as connection:
        found = connection.scalar(query)
    return None if found is None else dict(json.loads(found))


def _whole(store: Store, counts: ImportCounts, errand: Errand) -> ImportCounts:
    """The counts of all tries: what an earlier try had sealed was added by this import too."""
    after = int(errand.job.argument.get("segment_no", 0))
    added = sum(segment.rows_count for segment in landed(store, errand.at, after=after))
    shift = added - counts.added
    return ImportCounts(added, counts.changed, counts.unchanged - shift, counts.rejected)


def count_by_severity(store: Store, batch_id: str) -> dict[str, int]:
    """How many findings of each severity an import has."""
    query = (
        select(finding.c.severity, func.count())
        .where(finding.c.batch_id == batch_id)
        .group_by(finding.c.severity)
    )
    with store.database.read() as connection:
        found = Counter({str(name): int(count) for name, count in connection.execute(query)})
    return {name: found[name] for name in ("error", "warning", "info")}


def _keep(errand: Errand, kept: Kept) -> None:
    write_kept(errand, kept)
    # The transaction is about to be committed: from here on it is done.
    errand.hold()


def write_kept(errand: Errand, kept: Kept) -> None:
    """Keep what the register held before and after, for an undo."""
    for name in KEPT:
        pq.write_table(getattr(kept, name), errand.made(f"{name}.parquet"))
    errand.made("table.txt").write_text(kept.table)
