"""What `lingnan doctor` looks at: libraries, packs, and the store's parts."""

import importlib.metadata
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lingnan.kernel import LingnanError, Text

_LIBRARIES = ("duckdb", "ibis-framework", "deltalake", "pyarrow", "sqlalchemy", "pydantic", "scipy")
_LOW_DISK_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `ok`, `bad`, or `none` when there is nothing to look at."""

    name: Text
    state: Literal["ok", "bad", "none"]
    detail: Text


def examine(store_path: Path) -> list[Check]:
    """Look at the installation and the store; never raises for what it finds."""
    return [*_installation(), *_store(store_path)]


def _installation() -> Iterator[Check]:
    version = platform.python_version()
    fine = tuple(map(int, platform.python_version_tuple()[:2])) >= (3, 11)
    yield Check(Text("Python", "Python"), "ok" if fine else "bad", _same(version))
    for name in _LIBRARIES:
        try:
            yield Check(_same(name), "ok", _same(importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            yield Check(_same(name), "bad", Text("未安装", "not installed"))
    from lingnan.packs import installed_packs, load_pack

    for name in installed_packs():
        label = Text(f"内容包 {name}", f"pack {name}")
        try:
            pack = load_pack(name)
        except LingnanError as problem:
            yield Check(label, "bad", problem.message)
        else:
            yield Check(label, "ok", _same(f"{pack.version} · {pack.content_hash[:12]}"))


def _store(path: Path) -> Iterator[Check]:
    from lingnan.evidence import Ledger
    from lingnan.store import Store
    from lingnan.store.runs import last_run

    label = Text("数据仓", "store")
    if not (path / "lingnan.json").exists():
        yield Check(label, "none", Text(f"{path} 不是数据仓", f"{path} is no store"))
        return
    try:
        store = Store.open(path)
        yield Check(label, "ok", _same(str(path.resolve())))
        yield Check(Text("数据库", "database"), "ok", _same(store.database.place))
        verdict = Ledger(store).verify()
        parts, rows = verdict.segments_count, f"{verdict.rows_count:,}"
        yield Check(
            Text("证据链", "evidence chain"),
            "ok" if verdict.holds else "bad",
            verdict.why or Text(f"{parts} 段 · {rows} 行", f"{parts} segments · {rows} rows"),
        )
        run = last_run(store.database)
        yield Check(
            Text("最近一次运行", "last run"),
            "ok" if run else "none",
            _same(f"{run.as_of} · {run.run_id[:12]}") if run else Text("尚未运行", "none yet"),
        )
    except LingnanError as problem:
        yield Check(label, "bad", problem.message)
    free = shutil.disk_usage(path).free
    yield Check(
        Text("磁盘余量", "free disk"),
        "ok" if free > _LOW_DISK_BYTES else "bad",
        _same(f"{free / 1024**3:.1f} GiB"),
    )


def _same(text: str) -> Text:
    return Text(text, text)
