"""Whatever the rows: nothing is lost or counted twice, and a repetition changes nothing."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.kernel import ImportCounts, Severity, uscc
from lingnan.registry import import_register
from lingnan.registry.store import arrow_schema, registry_enterprise
from lingnan.store import Store, metadata

AT = datetime(2023, 9, 30, tzinfo=UTC)
HEADER = "uscc,name,city,industry,从业人数,营业收入,状态,合并至\n"


def _code(number: int) -> str:
    first = f"91440101{number:09d}"
    return first + uscc.check_character(first)


CODES = st.integers(1, 6).map(_code)
ROW = st.tuples(
    CODES | st.just("坏") | st.just(""),
    st.sampled_from(["甲", "乙", ""]),
    st.sampled_from(["广州", "440306", "长沙"]),
    st.sampled_from(["3911", "C38", "99"]),
    st.sampled_from(["", "5", "-1"]),
    st.sampled_from(["", "900", "1万元", "x"]),
    st.sampled_from(["", "存续", "注销", "合并"]),
    st.just("") | CODES,
)
FILE = st.lists(ROW, min_size=1, max_size=12)


def _bring(store, pack, folder: Path, rows):
    path = folder / "r.csv"
    path.write_text(HEADER + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return import_register(store, pack, path, at=AT, actor="tester")


def _lake(store):
    if not store.lake.exists("registry_enterprise"):
        return []
    schema = arrow_schema(registry_enterprise)
    return pq.read_table(store.lake.files("registry_enterprise"), schema=schema).to_pylist()


def _database(store):
    query = registry_enterprise.select().order_by(registry_enterprise.c.uscc)
    with store.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


@settings(max_examples=25, deadline=None)
@given(first=FILE, second=FILE)
def test_nothing_is_lost_and_repetition_changes_nothing(pack, first, second):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store.create(folder / "store", pack="guangdong")
        metadata.create_all(store.database.engine)
        for rows in (first, second):
            before = len(_database(store))
            counts, findings = _bring(store, pack, folder, rows)
            assert counts.total == len(rows)
            assert len(_database(store)) == before + counts.added
            in_error = {each.row for each in findings if each.severity is Severity.ERROR}
            assert len(in_error) == counts.rejected
            assert _lake(store) == _database(store)
            again, _ = _bring(store, pack, folder, rows)
            assert again == ImportCounts(
                unchanged=counts.added + counts.changed + counts.unchanged,
                rejected=counts.rejected,
            )
