"""`make bench`: build a province, measure everything, print the table."""

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.table import Row, apart, print_table

MEASURE = "benchmarks.measure"
SMALL = 100_000
ROWS_AN_ENTERPRISE = 35
"""Evidence rows an enterprise of the sample has; the bench asks for 40 a nominal enterprise."""


def main() -> None:
    """Measure at the asked size and at a tenth of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--enterprises", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="Keep the files in this folder.")
    asked = parser.parse_args()
    place = asked.keep or Path(tempfile.mkdtemp(prefix="lingnan-bench-"))
    try:
        small = _all(place / "small", min(SMALL, asked.enterprises // 2))
        large = _all(place / "large", asked.enterprises)
        print_table(_rows(large, small))
    finally:
        if asked.keep is None:
            shutil.rmtree(place)


def _all(folder: Path, nominal: int) -> dict[str, dict[str, Any]]:
    shutil.rmtree(folder, ignore_errors=True)
    size = nominal * 40 // ROWS_AN_ENTERPRISE
    found = {"province": apart(MEASURE, "province", str(folder), str(size))}
    for name, *more in (
        ("register", "parquet"),
        ("again",),
        ("register", "csv"),
        ("ledger",),
        ("verify",),
        ("run",),
        ("warm",),
        ("sqlite",),
        ("pandas",),
        ("scoring",),
    ):
        key = "-".join([name, *more])
        found[key] = apart(MEASURE, name, str(folder), *more)
        print(f"  {nominal:>9,} {key:18} {found[key]}", flush=True)
    return found


def _rows(large: dict[str, dict[str, Any]], small: dict[str, dict[str, Any]]) -> list[Row]:
    def row(key: str, name: str, limit: float | None, unit: str, **more: Any) -> Row:
        told = large[key]
        return Row(name, told["seconds"], limit, told["count"], unit, told["peak"], **more)

    sqlite = large["sqlite"]["count"] / large["sqlite"]["seconds"]
    ledger = large["ledger"]["count"] / large["ledger"]["seconds"]
    pandas = large["pandas"]["seconds"] / large["scoring"]["seconds"]
    warm = large["warm"]
    each = [1e6 * told["run"]["seconds"] / told["run"]["count"] for told in (small, large)]
    registered = large["register-parquet"]["count"]
    return [
        row("register-parquet", f"import a register of {registered:,} (Parquet)", 20, "rows"),
        row("again", "the same again: all unchanged", None, "rows"),
        row("register-csv", f"import a register of {registered:,} (CSV)", 40, "rows"),
        row(
            "ledger",
            f"append and seal {large['ledger']['count']:,} evidence rows",
            60,
            "rows",
            limit_gib=6,
            plain=f"{ledger / sqlite:.1f}× SQLite ({sqlite:,.0f} rows/s)",
        ),
        row("verify", "verify the whole chain", None, "rows"),
        row("run", "run over both: models, targets, forecast", 45, "enterprises", limit_gib=8),
        row(
            "scoring",
            f"score {large['scoring']['count']:,} rows, one model, one date",
            None,
            "rows",
            plain=f"{pandas:.1f}× pandas ({large['pandas']['seconds']:.1f} s)",
        ),
        Row(
            f"cost of an enterprise in a run at {small['run']['count']:,} "
            f"and {large['run']['count']:,}",
            each[1] / 1e6,
            None,
            0,
            "",
            large["run"]["peak"],
            plain=f"{each[0]:.0f} µs → {each[1]:.0f} µs",
        ),
        Row("progress, warm", warm["progress"], 1, 0, "", warm["peak"]),
        Row(
            "one diagnosis with evidence, warm (median)",
            warm["diagnose"],
            0.15,
            0,
            "",
            warm["peak"],
        ),
        Row("one diagnosis, the slowest of 30", warm["diagnose_worst"], None, 0, "", warm["peak"]),
    ]


if __name__ == "__main__":
    main()
