"""The lake shows what the database holds, also after an interruption."""

import pyarrow.parquet as pq
import pytest

import lingnan.registry.store as tables
from lingnan.kernel import ImportCounts
from lingnan.registry import publish_snapshot
from lingnan.registry.errors import SnapshotFailed
from lingnan.store import Lake
from lingnan.store.errors import StoreWriteFailed

HEADER = "uscc,name,city,industry,营业收入,成立日期,从业人数\n"


def line(code, revenue="1.5"):
    return f"{code},甲,广州,39,{revenue},2010-01-01,0\n"


def lake_rows(store, name="registry_enterprise"):
    return pq.read_table(
        store.lake.files(name), schema=tables.arrow_schema(getattr(tables, name))
    ).to_pylist()


def test_snapshot_equals_the_database_and_is_sorted(store, bring, rows, code):
    bring(HEADER + line(code(3)) + line(code(1), "1234567890123.45"))
    assert lake_rows(store) == rows("registry_enterprise")
    bring(HEADER + line(code(2)) + line(code(1), "2") + line(code(3)))
    found = lake_rows(store)
    assert found == rows("registry_enterprise")
    assert [row["uscc"] for row in found] == [code(1), code(2), code(3)]


def test_unchanged_import_writes_no_version(store, bring, code):
    bring(HEADER + line(code(1)))
    version = store.lake.version("registry_enterprise")
    bring(HEADER + line(code(1)))
    publish_snapshot(store)
    assert store.lake.version("registry_enterprise") == version


def test_tables_without_rows_are_not_written(store, bring, code):
    bring(HEADER + line("bad"))
    publish_snapshot(store)
    for table in tables.SNAPSHOTS:
        assert not store.lake.exists(table.name)


def test_interrupted_snapshot_is_written_at_the_next_chance(store, bring, rows, code, monkeypatch):
    bring(HEADER + line(code(1)))

    def full(*_: object) -> int:
        raise StoreWriteFailed(path="lake", reason="no space left")

    with monkeypatch.context() as patch:
        patch.setattr(Lake, "replace", full)
        with pytest.raises(SnapshotFailed) as caught:
            bring(HEADER + line(code(2)))
        assert "no space left" in str(caught.value)
    assert len(rows("registry_enterprise")) == 2
    assert len(lake_rows(store)) == 1
    assert bring(HEADER + line(code(2)))[0] == ImportCounts(unchanged=1)
    assert lake_rows(store) == rows("registry_enterprise")


def test_change_after_an_interruption_is_not_laid_on_a_stale_snapshot(
    store, bring, rows, code, monkeypatch
):
    bring(HEADER + line(code(1)))

    def full(*_: object) -> int:
        raise StoreWriteFailed(path="lake", reason="no space left")

    with monkeypatch.context() as patch:
        patch.setattr(Lake, "replace", full)
        with pytest.raises(SnapshotFailed):
            bring(HEADER + line(code(2)))
    bring(HEADER + line(code(3)))
    assert lake_rows(store) == rows("registry_enterprise")
    assert len(lake_rows(store)) == 3


def test_large_first_import_builds_its_index_afterwards(store, bring, code, monkeypatch):
    from sqlalchemy import inspect

    monkeypatch.setattr("lingnan.registry.merge._ROWS_WITHOUT_INDEX", 2)
    monkeypatch.setattr("lingnan.registry.merge.ROWS_A_CHUNK", 2)
    bring(HEADER + "".join(line(code(number)) for number in range(5)))
    names = {
        each["name"] for each in inspect(store.database.engine).get_indexes("registry_enterprise")
    }
    assert names == {"ix_registry_enterprise_name_zh"}
    counts, _ = bring(HEADER + "".join(line(code(number), "2") for number in range(3, 8)))
    assert counts == ImportCounts(added=3, changed=2)


def test_synthetic_stores_mark_every_row(tmp_path, pack):
    from datetime import UTC, datetime

    from lingnan.kernel import uscc
    from lingnan.registry import Registry, import_register
    from lingnan.store import Store, metadata

    made = Store.create(tmp_path / "s", pack="guangdong", synthetic=True)
    metadata.create_all(made.database.engine)
    first = "91440101000000001"
    code = first + uscc.check_character(first)
    path = tmp_path / "r.csv"
    path.write_text(HEADER + line(code), encoding="utf-8")
    import_register(made, pack, path, at=datetime(2023, 9, 30, tzinfo=UTC), actor="tester")
    assert Registry(made).get(code).is_synthetic
    assert lake_rows(made)[0]["is_synthetic"]
