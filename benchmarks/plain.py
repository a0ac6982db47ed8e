"""The plain alternatives: what one would write first, with pandas and with SQLite."""

import sqlite3
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lingnan.packs import load_pack

MODEL = "miit-sme-2024"


def score_with_pandas(rows: pa.Table, as_of: date) -> pd.DataFrame:
    """Best answer per enterprise and item, points, scenario counts and level, in pandas.

    Claimed and proven, the MIIT model only; floats, no history, no gaps, no peers.
    """
    model = load_pack("guangdong").model(MODEL)
    frame = rows.filter(pc.starts_with(rows["indicator_code"], f"{MODEL}:")).to_pandas()
    frame = frame[frame["fact_date"] <= as_of].copy()
    frame["item"] = frame["indicator_code"].str.split(":").str[1]
    points = {
        (item.id, option.code): (option.millipoints or 0) / 1000
        for item in model.items
        for option in item.options
    }
    frame = frame.sort_values(["subject_code", "item", "grade", "fact_date"])
    best = frame.drop_duplicates(["subject_code", "item"], keep="last").copy()
    best["points"] = [
        sum(points.get((item, code), 0) for code in str(codes).split(","))
        for item, codes in zip(best["item"], best["value_code"], strict=True)
    ]
    best["scenario"] = best["value_number"].astype(float).where(best["item"].str.startswith("S"))
    results = []
    for side, part in (("claimed", best), ("proven", best[best["grade"] >= 2])):
        totals = part.groupby("subject_code")["points"].sum()
        counts = [part[part["scenario"] >= k].groupby("subject_code").size() for k in (1, 2, 3, 4)]
        table = pd.DataFrame({"points": totals})
        for k, count in enumerate(counts, start=1):
            table[f"scenarios_{k}"] = count
        table = table.fillna(0)
        table["level"] = 0
        for k, (least, wanted) in enumerate([(20, 6), (40, 6), (60, 8), (80, 10)], start=1):
            reached = (table["points"] >= least) & (table[f"scenarios_{k}"] >= wanted)
            table.loc[reached, "level"] = k
        results.append(table.add_prefix(f"{side}_"))
    return results[0].join(results[1])


def append_with_sqlite(path: Path, table: pa.Table) -> int:
    """Insert rows into one indexed SQLite table in one transaction; no digest, no chain."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=WAL")
    names = table.column_names
    database.execute(f"CREATE TABLE evidence ({', '.join(names)})")
    database.execute("CREATE INDEX by_subject ON evidence (subject_code, indicator_code)")
    columns = [table[name].cast(pa.string()).to_pylist() for name in names]
    marks = ", ".join("?" * len(names))
    with database:
        database.executemany(f"INSERT INTO evidence VALUES ({marks})", zip(*columns, strict=True))
    database.close()
    return table.num_rows
