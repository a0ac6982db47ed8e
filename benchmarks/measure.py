"""One measurement a process: `python -m benchmarks.measure WHAT FOLDER`; prints one JSON line."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.plain import append_with_sqlite, score_with_pandas
from benchmarks.province import PACK, evidence_of, write_province
from benchmarks.table import measured
from lingnan.evidence import Ledger
from lingnan.packs import load_pack
from lingnan.registry import import_register
from lingnan.store import Store

AT = datetime(2026, 1, 5, tzinfo=UTC)
AS_OF = date(2023, 9, 30)
PLAIN_ROWS = 1_000_000


def _store(folder: Path, name: str) -> Store:
    told = json.loads((folder / "province.json").read_text())
    return Store.create(folder / name, pack=PACK, synthetic=True, expansion=told["expansion"])


def province(folder: Path, enterprises: str) -> dict[str, Any]:
    """Write the province; not measured."""
    told = write_province(folder, int(enterprises))
    (folder / "province.json").write_text(json.dumps(told))
    return told


def register(folder: Path, ending: str) -> dict[str, Any]:
    """Import the register from a file into a new store."""
    store, pack = _store(folder, f"store-{ending}"), load_pack(PACK)
    file = folder / f"register.{ending}"
    seconds, peak, answer = measured(
        lambda: import_register(store, pack, file, at=AT, actor="bench")
    )
    return {"seconds": seconds, "peak": peak, "count": answer[0].added}


def again(folder: Path) -> dict[str, Any]:
    """Import the same register once more: nothing may change."""
    store, pack = Store.open(folder / "store-parquet"), load_pack(PACK)
    file = folder / "register.parquet"
    seconds, peak, answer = measured(
        lambda: import_register(store, pack, file, at=AT, actor="bench")
    )
    return {"seconds": seconds, "peak": peak, "count": answer[0].unchanged}


def ledger(folder: Path) -> dict[str, Any]:
    """Append and seal all evidence; reading the input is taken off."""
    store, pack = Store.open(folder / "store-parquet"), load_pack(PACK)
    for kind in ("entities", "memberships"):
        word = {"entities": "entity", "memberships": "membership"}[kind]
        import_register(store, pack, folder / f"{kind}.parquet", kind=word, at=AT, actor="bench")
    reading = 0.0

    def parts() -> Any:
        nonlocal reading
        tables = evidence_of(folder)
        while True:
            start = time.perf_counter()
            table = next(tables, None)
            reading += time.perf_counter() - start
            if table is None:
                return
            yield table

    seconds, peak, answer = measured(
        lambda: Ledger(store).append_bulk(parts(), batch_id="bench", at=AT)
    )
    return {"seconds": seconds - reading, "peak": peak, "count": answer.added}


def verify(folder: Path) -> dict[str, Any]:
    """Recompute the whole chain."""
    store = Store.open(folder / "store-parquet")
    seconds, peak, answer = measured(lambda: Ledger(store).verify())
    if not answer.holds:
        raise SystemExit("the chain does not hold")
    return {"seconds": seconds, "peak": peak, "count": answer.rows_count}


def run(folder: Path) -> dict[str, Any]:
    """Run over the store; roadmaps have a bench of their own."""
    from lingnan.pipeline.run import run_all

    store, pack = Store.open(folder / "store-parquet"), load_pack(PACK)
    seconds, peak, _ = measured(
        lambda: run_all(store, pack, as_of=AS_OF, at=AT, with_roadmaps=False)
    )
    told = json.loads((folder / "province.json").read_text())
    return {"seconds": seconds, "peak": peak, "count": told["enterprises"]}


def warm(folder: Path) -> dict[str, Any]:
    """`progress` and one enterprise's diagnosis with evidence, inside a warm process."""
    from lingnan.pipeline.answers import diagnosis_of, progress_of

    store, pack = Store.open(folder / "store-parquet"), load_pack(PACK)
    progress_of(store)
    progress, peak, _ = measured(lambda: progress_of(store))
    with store.engine() as engine:
        scores = engine.scan(store.lake, "out_score")
        codes = engine.arrow(scores.select("subject_code").distinct().limit(40))[0].to_pylist()

        def explain(code: str) -> None:
            diagnosis_of(store, pack, code, today=AS_OF, engine=engine).to_json()

        for code in codes[:10]:
            explain(code)
        times = []
        for code in codes[10:]:
            seconds, _, _ = measured(lambda code=code: explain(code))
            times.append(seconds)
    times.sort()
    return {
        "progress": progress,
        "diagnose": times[len(times) // 2],
        "diagnose_worst": times[-1],
        "peak": peak,
    }


def sqlite(folder: Path) -> dict[str, Any]:
    """The plain ledger: one SQLite table."""
    table = _some_rows(folder)
    path = folder / "plain.sqlite"
    path.unlink(missing_ok=True)
    seconds, peak, count = measured(lambda: append_with_sqlite(path, table))
    return {"seconds": seconds, "peak": peak, "count": count}


def pandas(folder: Path) -> dict[str, Any]:
    """The plain scorer, over some rows."""
    table = _some_rows(folder)
    seconds, peak, answer = measured(lambda: score_with_pandas(table, AS_OF))
    return {"seconds": seconds, "peak": peak, "count": table.num_rows, "subjects": len(answer)}


def scoring(folder: Path) -> dict[str, Any]:
    """Our scorer over the same rows as the plain one: one model, one date, both sides."""
    from lingnan.diagnosis import (
        answer_table,
        answered,
        build_model,
        distinct_answers,
        score_all,
    )
    from lingnan.evidence import resolve
    from lingnan.pipeline.scoring import freshness_of

    pack = load_pack(PACK)
    model = build_model(pack.model("miit-sme-2024"))
    table = _some_rows(folder)
    table = table.append_column("evidence_no", pa.array(range(table.num_rows), pa.int64()))
    from lingnan.store import Engine

    def work() -> int:
        import ibis

        with Engine() as engine:
            rows = engine.memory(table)
            rows = engine.keep("rows", rows.filter(rows.fact_date <= AS_OF))
            answers = engine.keep(
                "answers",
                engine.memory(answer_table(engine.arrow(distinct_answers(rows, model)), model)),
            )
            freshness = engine.keep("freshness", engine.memory(freshness_of(pack)))
            given = answered(rows, answers, model).mutate(as_of_date=ibis.date(AS_OF))
            best = resolve(given, freshness, keys=("subject_code", "item_no"), carry=("answer_no",))
            return int(engine.arrow(score_all(best, answers, model)).num_rows)

    seconds, peak, subjects = measured(work)
    return {"seconds": seconds, "peak": peak, "count": table.num_rows, "subjects": subjects}


def _some_rows(folder: Path) -> pa.Table:
    tables, count = [], 0
    for table in evidence_of(folder):
        tables.append(table)
        count += table.num_rows
        if count >= PLAIN_ROWS:
            break
    return pa.concat_tables(tables).slice(0, PLAIN_ROWS)


WORK: dict[str, Callable[..., dict[str, Any]]] = {
    work.__name__: work
    for work in (
        province,
        register,
        again,
        ledger,
        verify,
        run,
        warm,
        sqlite,
        pandas,
        scoring,
    )
}

if __name__ == "__main__":
    print(json.dumps(WORK[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])))
