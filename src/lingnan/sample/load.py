"""Put a sample province into a store: registers through the registry's importer, evidence in bulk.

Not for users' files; those are read by the sources (see file for examples of them).
"""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lingnan.evidence import BulkReceipt, Ledger
from lingnan.kernel import Finding, ImportCounts
from lingnan.packs import Pack
from lingnan.registry import Registry, import_register
from lingnan.sample.errors import StoreNotSynthetic
from lingnan.sample.province import SampleProvince
from lingnan.store import Store

ACTOR: Final = "sample"


@dataclass(frozen=True, slots=True)
class LoadReceipt:
    """What came into the store; findings are those of the registers and should be none."""

    registered: ImportCounts
    findings: tuple[Finding, ...]
    evidence: BulkReceipt


def load_into(store: Store, pack: Pack, province: SampleProvince, at: datetime) -> LoadReceipt:
    """Import registers and evidence of a province; loading it again changes nothing.

    Raises: StoreNotSynthetic when the store is for real records or another expansion.
    """
    manifest = store.manifest
    if not manifest.synthetic or manifest.expansion != province.expansion:
        raise StoreNotSynthetic(path=store.root, expansion=province.expansion)
    counts, findings = ImportCounts(), list[Finding]()
    is_first = Registry(store).count() == 0
    with tempfile.TemporaryDirectory(prefix="lingnan-sample-") as folder:
        for kind, name, table in _registers(province, with_former=is_first):
            path = Path(folder) / f"{name}.parquet"
            pq.write_table(table, path)
            added, found = import_register(store, pack, path, kind=kind, at=at, actor=ACTOR)
            counts += added
            findings += found
    receipt = Ledger(store).append_bulk(
        province.evidence(), batch_id=batch_id(province), at=at, skip_known=False
    )
    return LoadReceipt(counts, tuple(findings), receipt)


def batch_id(province: SampleProvince) -> str:
    """The ledger's name for the evidence of this province."""
    return (
        f"synthetic:sample:{province.pack.content_hash[:16]}"
        f":{province.enterprises_asked}:{province.seed}:{province.until}"
    )


def _registers(province: SampleProvince, *, with_former: bool) -> list[tuple[str, str, pa.Table]]:
    """Registers in the order in which they refer to one another; former names come first."""
    former = former_register(province)
    steps = [
        ("enterprise", "register-former-names", former if with_former else former.slice(0, 0)),
        ("enterprise", "register", province.enterprises),
        ("entity", "entities", province.entities),
        ("membership", "memberships", province.memberships),
        ("supply", "network", province.supplies),
    ]
    # Whether records are synthetic the registry takes from the store, not from files.
    return [
        (kind, name, table.select([c for c in table.column_names if c != "is_synthetic"]))
        for kind, name, table in steps
        if table.num_rows
    ]


def former_register(province: SampleProvince) -> pa.Table:
    """The rows of enterprises that changed their name, as active under the earlier one."""
    names = province.names.filter(pc.is_valid(province.names["until_date"]))
    rows = province.enterprises.filter(pc.is_in(province.enterprises["uscc"], names["uscc"]))
    found = names.take(pc.index_in(rows["uscc"], names["uscc"]))
    for column in ("name_zh", "name_en"):
        rows = rows.set_column(rows.schema.get_field_index(column), column, found[column])
    later = {
        "closed_date": pa.date32(),
        "merged_into_uscc": pa.string(),
        "renamed_date": pa.date32(),
    }
    for column, kind in later.items():
        empty = pa.nulls(rows.num_rows, kind)
        rows = rows.set_column(rows.schema.get_field_index(column), column, empty)
    active = pa.repeat(pa.scalar("active"), rows.num_rows)
    return rows.set_column(rows.schema.get_field_index("status"), "status", active)
