"""The sample province on disk, so that generating it is never part of a measurement."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from lingnan.packs import load_pack
from lingnan.sample import generate

PACK = "guangdong"


def write_province(folder: Path, enterprises: int, seed: int = 7) -> dict[str, int]:
    """Write register.parquet, register.csv and evidence parts; returns their row counts."""
    folder.mkdir(parents=True, exist_ok=True)
    province = generate(load_pack(PACK), enterprises=enterprises, seed=seed)
    register = province.enterprises
    pq.write_table(register, folder / "register.parquet")
    pa_csv.write_csv(register, folder / "register.csv")
    pq.write_table(province.memberships, folder / "memberships.parquet")
    pq.write_table(province.entities.drop_columns(["is_synthetic"]), folder / "entities.parquet")
    rows = 0
    for number, table in enumerate(province.evidence()):
        pq.write_table(table, folder / f"evidence-{number:05}.parquet", compression="lz4")
        rows += table.num_rows
    return {
        "enterprises": register.num_rows,
        "evidence": rows,
        "expansion": province.expansion,
    }


def evidence_of(folder: Path) -> Iterator[pa.Table]:
    """The evidence parts in order."""
    for file in sorted(folder.glob("evidence-*.parquet")):
        yield pq.read_table(file)
