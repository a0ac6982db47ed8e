"""Exports: the registry with its levels, scores, progress, findings and evidence as plain tables.

Columns are part of the output contract in docs/formats.md.
"""

import io
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from lingnan.packs import Pack
from lingnan.pipeline.errors import NotExportable
from lingnan.roadmap.errors import NotPlanned
from lingnan.roadmap.store import (
    PLANNED_TABLES,
    ROADMAP_TABLE,
    STEP_SCHEMA,
    STEP_TABLE,
    UPGRADE_TABLE,
)
from lingnan.store import Engine, Store
from lingnan.store.runs import last_run

XLSX_ROWS = 1_048_575
_SYNTHETIC_ZH = "模拟数据，非真实企业"
_SYNTHETIC_EN = "synthetic data, no real enterprise"


def export_table(
    store: Store,
    pack: Pack,
    what: str,
    *,
    limit: int | None = None,
    city_code: str | None = None,
) -> pa.Table:
    """One table of the store, of the last run where it comes from a run.

    Raises: NotExportable for an unknown name; TableMissing before anything was imported or run.
    """
    maker = _TABLES.get(what)
    if maker is None:
        raise NotExportable(what=what, known=", ".join(_TABLES))
    if what == "findings":
        return _findings(store, limit)
    with store.engine() as engine:
        table = maker(engine, store, pack, limit, city_code)
    return _marked(table, store)


def _marked(table: pa.Table, store: Store) -> pa.Table:
    """Say in every row of a sample store that it is synthetic, and what one of them stands for."""
    if not store.manifest.synthetic or "is_synthetic" in table.column_names:
        return table
    marks = {"is_synthetic": pa.scalar(True), "expansion": pa.scalar(store.manifest.expansion)}
    for name, mark in marks.items():
        if name not in table.column_names:
            table = table.append_column(name, pa.repeat(mark, table.num_rows))
    return table


def export_records(table: pa.Table) -> list[dict[str, Any]]:
    """The rows of an export as plain records."""
    return list(table.to_pylist())


def to_json(table: pa.Table) -> str:
    """A table as JSON text: a list of objects, dates in ISO 8601, amounts as numbers."""
    rows = export_records(table)
    return json.dumps(rows, ensure_ascii=False, indent=2, default=_plain) + "\n"


def to_csv(table: pa.Table) -> str:
    """A table as CSV text: nested cells as JSON text, formula signs made harmless."""
    target = io.BytesIO()
    pa_csv.write_csv(_flat(table), target)
    return target.getvalue().decode()


def write_table(table: pa.Table, path: Path, shape: str, *, is_synthetic: bool) -> None:
    """Write a table to a file; synthetic data says so in the sheet and the file's metadata."""
    if shape == "parquet":
        note = {b"lingnan.synthetic": str(is_synthetic).lower().encode()}
        pq.write_table(table.replace_schema_metadata(note), path)
    elif shape == "xlsx":
        _write_xlsx(_flat(table), path, is_synthetic=is_synthetic)
    elif shape == "csv":
        # The mark lets spreadsheet programs recognise UTF-8.
        path.write_text("\ufeff" + to_csv(table), encoding="utf-8")
    else:
        path.write_text(to_json(table), encoding="utf-8")


def _enterprises(
    engine: Engine, store: Store, pack: Pack, limit: int | None, city_code: str | None
) -> pa.Table:
    from lingnan.registry import cluster_membership

    enterprises = engine.scan(store.lake, "registry_enterprise")
    if city_code is not None:
        enterprises = enterprises.filter(enterprises.city_code == city_code)
    enterprises = enterprises.order_by("uscc")
    if limit is not None:
        enterprises = enterprises.limit(limit)
    chosen = engine.keep("chosen", enterprises)
    clusters = engine.arrow(
        cluster_membership(chosen, pack, engine)
        .group_by("uscc")
        .aggregate(clusters=lambda t: t.cluster_id.collect())
    )
    levels = levels_of(engine, store, chosen)
    names = {city.code: city.name.zh for city in pack.cities}
    by_cluster = dict(zip(*_columns(clusters, "uscc", "clusters"), strict=True))
    rows = engine.arrow(chosen.order_by("uscc")).to_pylist()
    for row in rows:
        row["city"] = names.get(row["city_code"])
        row["clusters"] = sorted(by_cluster.get(row["uscc"]) or [])
        row["levels"] = levels.get(row["uscc"], [])
    level = pa.struct(
        [
            ("model", pa.string()),
            ("claimed_level", pa.int8()),
            ("proven_level", pa.int8()),
            ("claimed_millipoints", pa.int32()),
            ("proven_millipoints", pa.int32()),
        ]
    )
    schema = chosen.schema().to_pyarrow()
    for field in (
        pa.field("city", pa.string()),
        pa.field("clusters", pa.list_(pa.string())),
        pa.field("levels", pa.list_(level)),
    ):
        schema = schema.append(field)
    return pa.Table.from_pylist(rows, schema=schema)


def levels_of(engine: Engine, store: Store, chosen: Any) -> dict[str, list[dict[str, Any]]]:
    """What the last run says of each of some enterprises on each model.

    Shapes: chosen: a table with the column uscc; enterprises that nobody assessed are absent.
    """
    run = last_run(store.database)
    if run is None:
        return {}
    scores = engine.scan(store.lake, "out_score", run.outputs["out_score"])
    wanted = scores.semi_join(chosen, scores.subject_code == chosen.uscc).order_by(
        "subject_code", "model_id"
    )
    levels: dict[str, list[dict[str, Any]]] = {}
    for row in engine.arrow(wanted).to_pylist():
        levels.setdefault(row["subject_code"], []).append(
            {
                "model": row["model_id"],
                "claimed_level": row["claimed_level"],
                "proven_level": row["proven_level"],
                "claimed_millipoints": row["claimed_millipoints"],
                "proven_millipoints": row["proven_millipoints"],
            }
        )
    return levels


def _of_run(name: str, order: tuple[str, ...]) -> Callable[..., pa.Table]:
    def make(
        engine: Engine, store: Store, _pack: Pack, limit: int | None, city_code: str | None
    ) -> pa.Table:
        run = last_run(store.database)
        if run is not None and name not in run.outputs and name in PLANNED_TABLES:
            raise NotPlanned(what=name)
        table = engine.scan(store.lake, name, run.outputs[name] if run else None)
        if city_code is not None and "city_code" in table.columns:
            table = table.filter(table.city_code == city_code)
        table = table.order_by(list(order))
        return engine.arrow(table if limit is None else table.limit(limit))

    return make


def _roadmaps(
    engine: Engine, store: Store, pack: Pack, limit: int | None, city_code: str | None
) -> pa.Table:
    """out_roadmap with its steps in order, one list a row."""
    roadmaps = _of_run(ROADMAP_TABLE, ("subject_code",))(engine, store, pack, limit, city_code)
    steps = _of_run(STEP_TABLE, ("subject_code", "start_period", "measure_id"))
    chosen = steps(engine, store, pack, None, None)
    mine = pc.is_in(chosen["subject_code"], value_set=roadmaps["subject_code"].combine_chunks())
    by_subject: dict[str, list[dict[str, Any]]] = {}
    for row in chosen.filter(mine).to_pylist():
        by_subject.setdefault(row.pop("subject_code"), []).append(row)
    fields = [field for field in STEP_SCHEMA if field.name != "subject_code"]
    cells = [by_subject.get(code, []) for code in roadmaps["subject_code"].to_pylist()]
    column = pa.array(cells, pa.list_(pa.struct(fields)))
    return roadmaps.append_column("steps", column)


def _evidence(
    engine: Engine, store: Store, _pack: Pack, limit: int | None, _city: str | None
) -> pa.Table:
    from lingnan.evidence import Ledger

    rows = Ledger(store).rows(engine).order_by("evidence_no")
    return engine.arrow(rows if limit is None else rows.limit(limit))


def _findings(store: Store, limit: int | None) -> pa.Table:
    from lingnan.store.findings import list_findings

    rows = [
        {
            "code": kept.finding.code,
            "severity": kept.finding.severity.value,
            "file": kept.finding.file,
            "row": kept.finding.row,
            "field": kept.finding.field,
            "value": kept.finding.value,
            "subject_code": kept.finding.subject,
            "what_zh": kept.finding.what.zh,
            "what_en": kept.finding.what.en,
            "remedy_zh": kept.finding.remedy.zh,
            "remedy_en": kept.finding.remedy.en,
            "found_at": kept.found_at,
        }
        for kept in list_findings(store.database, limit=limit)
    ]
    text = [name for name in _FINDING_COLUMNS if name not in ("row", "found_at")]
    schema = pa.schema(
        [
            (name, pa.string() if name in text else pa.int64() if name == "row" else _INSTANT)
            for name in _FINDING_COLUMNS
        ]
    )
    return pa.Table.from_pylist(rows, schema=schema)


def _columns(table: pa.Table, *names: str) -> list[list[Any]]:
    return [table[name].to_pylist() for name in names]


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value))


def _flat(table: pa.Table) -> pa.Table:
    """Cells that a sheet can hold: nested ones as JSON text, formula signs behind an apostrophe."""
    columns = {}
    for name in table.column_names:
        column = table[name]
        if pa.types.is_nested(column.type):
            cells = [json.dumps(cell, ensure_ascii=False) for cell in column.to_pylist()]
            column = pa.chunked_array([pa.array(cells, pa.string())])
        elif pa.types.is_string(column.type):
            column = pc.replace_substring_regex(column, r"^([=+@\t\r])", r"'\1")
        columns[name] = column
    return pa.table(columns)


def _write_xlsx(table: pa.Table, path: Path, *, is_synthetic: bool) -> None:
    import xlsxwriter

    if table.num_rows > XLSX_ROWS:
        raise NotExportable(what=f"{table.num_rows:,} > {XLSX_ROWS:,} (.xlsx)", known=".parquet")
    options = {"constant_memory": True, "strings_to_formulas": False, "remove_timezone": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("lingnan")
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1})
        dates = book.add_format({"num_format": "yyyy-mm-dd"})
        if is_synthetic:
            sheet.set_header(f"&L{_SYNTHETIC_ZH} · {_SYNTHETIC_EN}")
            book.set_properties({"comments": f"{_SYNTHETIC_ZH}; {_SYNTHETIC_EN}"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, table.num_columns - 1, 18)
        sheet.write_row(0, 0, table.column_names, bold)
        for number, record in enumerate(table.to_pylist(), start=1):
            for place, (name, cell) in enumerate(record.items()):
                if cell is None:
                    continue
                if pa.types.is_temporal(table.schema.field(name).type):
                    sheet.write_datetime(number, place, cell, dates)
                else:
                    sheet.write(number, place, cell)
        if is_synthetic:
            book.add_worksheet("note").write(0, 0, f"{_SYNTHETIC_ZH} · {_SYNTHETIC_EN}")


_INSTANT = pa.timestamp("us", tz="UTC")
_FINDING_COLUMNS = (
    "code",
    "severity",
    "file",
    "row",
    "field",
    "value",
    "subject_code",
    "what_zh",
    "what_en",
    "remedy_zh",
    "remedy_en",
    "found_at",
)
_TABLES: Mapping[str, Callable[..., pa.Table]] = {
    "enterprises": _enterprises,
    "scores": _of_run("out_score", ("subject_code", "model_id")),
    "progress": _of_run(
        "out_progress",
        ("definition_id", "side", "month", "slice", "city_code", "cluster_id", "size_class"),
    ),
    "targets": _of_run("out_target", ("target_id",)),
    "roadmaps": _roadmaps,
    "upgrades": _of_run(UPGRADE_TABLE, ("subject_code", "side")),
    "findings": _findings,
    "evidence": _evidence,
}
