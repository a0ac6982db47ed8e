"""The records database answers alike on SQLite and PostgreSQL.

PostgreSQL takes part when LINGNAN_TEST_POSTGRESQL_URL names a database that may be written to;
every test works in a schema of its own and drops it. Without it those tests are skipped.
"""

import os
import subprocess
import sys
import threading
import uuid
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url, select, text

import evidence.writer
import lingnan.access.store
import lingnan.console.api.store
import lingnan.console.pages.allocation.store
import lingnan.console.pages.findings.store
import lingnan.console.pages.providers.store
import lingnan.console.pages.questionnaire.store
import lingnan.console.pages.roadmap.store
import lingnan.console.web.once
import lingnan.console.work.attest.store
import lingnan.console.work.change.store
import lingnan.console.work.store
import lingnan.registry.store as tables
import lingnan.sources.identifier.business.table
import lingnan.sources.identifier.counting.table
import lingnan.sources.identifier.records.table
import lingnan.sources.identifier.reporting.table  # noqa: F401  (declares its tables)
from evidence.facts import AT, fact
from lingnan.evidence import Ledger, proposals
from lingnan.evidence.errors import AlreadyAmended, BadFact
from lingnan.evidence.store import evidence_inbox
from lingnan.kernel import Finding, ImportCounts, Severity, Text, uscc
from lingnan.packs import load_pack
from lingnan.registry import EntityKind, Registry, Sector, import_register, publish_snapshot
from lingnan.store import Store, metadata
from lingnan.store.audit import audit_entry
from lingnan.store.database import DatabaseUnusable, without_password
from lingnan.store.errors import StoreExists, StoreWriteFailed
from lingnan.store.findings import list_findings, save_findings
from lingnan.store.place import DATABASE_VARIABLE
from lingnan.store.runs import Run, last_run, list_runs, save_run

SERVER = "LINGNAN_TEST_POSTGRESQL_URL"
CHINA = timezone(timedelta(hours=8))
IN_CHINA = datetime(2023, 10, 1, 7, 30, tzinfo=CHINA)


@pytest.fixture
def url(monkeypatch):
    """An empty schema of the server, and the environment that leads there."""
    server = os.environ.get(SERVER)
    if not server:
        pytest.skip(f"{SERVER} names no server")
    schema = f"test_{uuid.uuid4().hex}"
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    options = {"options": f"-csearch_path={schema}"}
    here = make_url(server).update_query_dict(options).render_as_string(hide_password=False)
    monkeypatch.setenv(DATABASE_VARIABLE, here)
    yield here
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def postgresql(url, tmp_path):
    made = Store.create(tmp_path / "store", pack="guangdong", database=url)
    yield made
    made.database.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql")
    return Store.create(tmp_path / "store", pack="guangdong")


# The store itself


def test_migrations_equal_the_declared_tables(store):
    with store.database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_texts_are_ordered_by_code_point_and_of_any_length(postgresql):
    for table in metadata.sorted_tables:
        for column in inspect(postgresql.database.engine).get_columns(table.name):
            kind = column["type"]
            if isinstance(kind.python_type, type) and issubclass(kind.python_type, str):
                assert (str(kind), kind.collation) == ('TEXT COLLATE "C"', "C"), column["name"]


def test_a_store_is_reopened_and_its_database_serves_no_other(postgresql, url, tmp_path):
    Ledger(postgresql).append([fact()], actor="t", at=AT)
    again = Store.open(postgresql.root)
    assert Ledger(again).append([fact()], actor="t", at=AT) == [2]
    with pytest.raises(StoreExists):
        Store.create(tmp_path / "other", pack="guangdong", database=url)
    assert not (tmp_path / "other").exists()


def test_readers_see_one_state_and_do_not_wait(store):
    count = text("SELECT count(*) FROM registry_state")
    with store.database.read() as reader:
        assert reader.scalar(count) == 0
        with store.database.begin() as writer:
            writer.execute(text("INSERT INTO registry_state VALUES ('x', 1, 0)"))
            assert reader.scalar(count) == 0
        assert reader.scalar(count) == 0
    with store.database.read() as reader:
        assert reader.scalar(count) == 1


def test_passwords_are_neither_kept_nor_shown(tmp_path, monkeypatch):
    monkeypatch.setenv(DATABASE_VARIABLE, "")
    given = "postgresql+psycopg://me:pa%40ss@127.0.0.1:1/db?password=pass2&sslmode=disable"
    bare = "postgresql+psycopg://me@127.0.0.1:1/db?sslmode=disable"
    assert without_password(given) == bare
    with pytest.raises(DatabaseUnusable) as caught:
        Store.create(tmp_path / "s", pack="guangdong", database=given)
    assert "pass2" not in str(caught.value)
    assert "pa%40ss" not in str(caught.value)
    assert not (tmp_path / "s").exists()


def test_the_manifest_names_the_database_without_its_password(postgresql):
    kept = (postgresql.root / "lingnan.json").read_text()
    assert without_password(postgresql.manifest.database) == postgresql.manifest.database
    password = make_url(postgresql.database.url).password
    assert password is None or str(password) not in kept


@pytest.mark.parametrize(
    "given", ["nonsense", "mysql://u@h/d", "postgresql+psycopg2://u@h/d", "postgres://u:pw@h:x/d"]
)
def test_a_url_that_leads_nowhere_is_told(tmp_path, given):
    with pytest.raises(DatabaseUnusable) as caught:
        Store.create(tmp_path / "s", pack="guangdong", database=given)
    assert "pw" not in str(caught.value)


def test_the_environment_brings_a_password_but_no_other_database(tmp_path, monkeypatch):
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    store = Store.create(tmp_path / "s", pack="p", database=f"sqlite:///{tmp_path}/a.sqlite")
    monkeypatch.setenv(DATABASE_VARIABLE, f"sqlite:///{tmp_path}/b.sqlite")
    with pytest.raises(DatabaseUnusable):
        Store.open(store.root)
    plain = Store.create(tmp_path / "plain", pack="p")
    assert plain.database.url.endswith("lingnan.sqlite")


def test_a_database_without_tables_is_not_filled_in_silence(tmp_path):
    store = Store.create(tmp_path / "s", pack="p")
    (tmp_path / "s" / "lingnan.sqlite").unlink()
    with pytest.raises(DatabaseUnusable):
        Store.open(store.root)


def test_instants_are_utc_with_their_zone(store):
    run = Run("1", date(2023, 9, 30), IN_CHINA, {}, {})
    Ledger(store).append([fact()], actor="t", at=IN_CHINA)
    with store.database.begin() as connection:
        save_run(connection, run)
        save_run(connection, run)
        save_findings(connection, [finding()], batch_id="b", at=IN_CHINA)
    with store.database.read() as connection:
        recorded = connection.scalar(select(evidence_inbox.c.recorded_at))
        deed = connection.scalar(select(audit_entry.c.at))
    found = [recorded, deed, last_run(store.database).finished_at]
    found.append(list_findings(store.database)[0].found_at)
    assert found == [IN_CHINA] * 4
    assert {each.utcoffset() for each in found} == {timedelta(0)}
    assert Ledger(store).seal().recorded_at == IN_CHINA
    assert len(list_runs(store.database)) == 1


def finding(row=None, *, file="名录.CSV", value="x", subject="91440101MA00000001"):
    return Finding(
        code="REG-012",
        severity=Severity.ERROR,
        what=Text("错", "wrong"),
        remedy=Text("改", "mend"),
        file=file,
        row=row,
        field="uscc",
        value=value,
        subject=subject,
    )


def test_findings_come_in_one_order(store):
    given = [finding(12), finding(3), finding(), finding(3, file=None), finding(1, file="b.csv")]
    with store.database.begin() as connection:
        assert save_findings(connection, given, batch_id="b", at=AT) == 5
    kept = [each.finding for each in list_findings(store.database)]
    assert kept == [given[3], given[4], given[2], given[1], given[0]]
    assert len(list_findings(store.database, file=".csv")) == 4
    assert len(list_findings(store.database, subject_code="91440101MA00000001", limit=2)) == 2


def test_texts_of_any_length_are_kept(store):
    long = "identifier_node:" + "甲" * 200
    with store.database.begin() as connection:
        save_findings(connection, [finding(1, subject=long)], batch_id="b", at=AT)
    assert list_findings(store.database)[0].finding.subject == long


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_the_sign_nul_stops_no_import(store, bring):
    cells = {"uscc": [code(1)], "name": ["甲\0厂"], "city": ["长沙\0"], "industry": ["39"]}
    assert bring(pa.table(cells))[0] == ImportCounts(rejected=1)
    assert list_findings(store.database)[0].finding.value == "长沙\ufffd"
    assert bring(pa.table(cells | {"city": ["广州"]}))[0] == ImportCounts(added=1)
    assert Registry(store).get(code(1)).name_zh == "甲\ufffd厂"


# The ledger


def test_first_writers_at_once_and_numbers_in_the_order_of_commits(store):
    ledger, barrier, rounds = Ledger(store), threading.Barrier(4), 15
    given: list[int] = []
    failures: list[Exception] = []

    def write():
        barrier.wait()
        try:
            for _ in range(rounds):
                given.extend(ledger.append([fact(), fact()], actor="t", at=AT))
        except Exception as problem:  # noqa: BLE001
            failures.append(problem)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    seen: set[int] = set()
    while any(writer.is_alive() for writer in writers):
        with store.database.read() as connection:
            now = set(connection.scalars(select(evidence_inbox.c.evidence_no)))
        later = now - seen
        assert not later or not seen or min(later) > max(seen)
        seen = now
    assert failures == []
    assert sorted(given) == list(range(1, 4 * rounds * 2 + 1))


def documents(store):
    with store.engine() as engine:
        return Counter(engine.arrow(Ledger(store).rows(engine))["document"].to_pylist())


def test_two_processes_append_seal_and_import(postgresql):
    program = Path(evidence.writer.__file__)
    environment = {**os.environ, "PYTHONPATH": str(program.parent.parent)}
    writers = [
        subprocess.Popen(
            [sys.executable, str(program), str(postgresql.root), name, "10"],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for name in ("left", "right")
    ]
    acknowledged = [word for each in writers for word in each.communicate()[0].split()]
    assert [each.returncode for each in writers] == [0, 0]
    kept = documents(postgresql)
    assert kept == Counter(acknowledged)
    assert len(kept) == 2 * (10 * 2 + 2)
    Ledger(postgresql).seal()
    assert documents(postgresql) == kept
    assert Ledger(postgresql).verify().holds


def test_append_withdraw_correct_seal_and_bulk(store):
    ledger = Ledger(store)
    assert ledger.append([fact(), fact(number="2.500001")], actor="t", at=AT) == [1, 2]
    assert ledger.withdraw(1, actor="t", at=AT, reason="entered twice") == 3
    assert ledger.seal().rows_count == 3
    assert ledger.correct(2, fact(number="9"), actor="t", at=AT, reason="typing") == 4
    with pytest.raises(AlreadyAmended):
        ledger.withdraw(2, actor="t", at=AT, reason="again")
    table = proposals([fact(number=str(n)) for n in (7, 8)])
    assert ledger.append_bulk([table], batch_id="b", at=AT).added == 2
    assert ledger.append_bulk([table], batch_id="b", at=AT).unchanged == 2
    assert ledger.append([fact(code="B,C")], actor="t", at=AT) == [7]
    rows = ledger.of_subject("91440101MA00000001")
    assert [row.evidence_no for row in rows] == [4, 5, 6, 7]
    assert [row.fact.value_number for row in rows] == [Decimal(9), Decimal(7), Decimal(8), None]
    assert {row.recorded_at for row in rows} == {AT}
    assert ledger.seal().rows_count == 2
    assert ledger.seal() is None
    assert ledger.verify().holds


def test_a_fact_is_kept_to_the_letter_or_refused(store):
    ledger = Ledger(store)
    with pytest.raises(BadFact):
        ledger.append([fact(document="a\0b")], actor="t", at=AT)
    assert ledger.append([fact(document="'\"\\N\n，")], actor="t", at=AT) == [1]
    assert ledger.find(1).fact.document == "'\"\\N\n，"


# The register

HEADER = "uscc,name,name_en,city,industry,营业收入,从业人数,成立日期,登记状态,更名日期\n"


@pytest.fixture(scope="module")
def pack():
    return load_pack("guangdong")


@pytest.fixture
def bring(store, pack, tmp_path):
    def bring_in(content, kind="enterprise"):
        path = tmp_path / ("r.csv" if isinstance(content, str) else "r.parquet")
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            pq.write_table(content, path)
        return import_register(store, pack, path, kind=kind, at=AT, actor="t")

    return bring_in


def code(number):
    first = f"91440101{number:09d}"
    return first + uscc.check_character(first)


def line(number, name, english="", *, revenue="1.5", founded="2010-01-01", renamed=""):
    return f"{code(number)},{name},{english},广州,39,{revenue},0,{founded},存续,{renamed}\n"


def both_sides(store, name="registry_enterprise"):
    """The rows of a table in the database, and those of its snapshot in the lake."""
    table = getattr(tables, name)
    query = select(table).order_by(*table.primary_key.columns)
    with store.database.read() as connection:
        kept = [dict(row) for row in connection.execute(query).mappings()]
    files = store.lake.files(name)
    return kept, pq.read_table(files, schema=tables.arrow_schema(table)).to_pylist()


def test_register_first_again_and_changed(store, bring, monkeypatch):
    monkeypatch.setattr("lingnan.registry.merge._ROWS_WITHOUT_INDEX", 2)
    monkeypatch.setattr("lingnan.registry.merge.ROWS_A_CHUNK", 2)
    text_ = HEADER + "".join(line(n, f"厂{n}", founded="") for n in (5, 3, 1, 2))
    assert bring(text_)[0] == ImportCounts(added=4)
    assert bring(text_)[0] == ImportCounts(unchanged=4)
    indexes = inspect(store.database.engine).get_indexes("registry_enterprise")
    assert [each["name"] for each in indexes] == ["ix_registry_enterprise_name_zh"]
    more = line(1, "厂1", revenue="1234567890123.45") + line(3, "新厂", renamed="2022-05-01")
    counts, _ = bring(HEADER + more + line(4, "厂4") + line(2, "厂2", founded="") + "bad,,,,,,,,\n")
    assert counts == ImportCounts(added=1, changed=2, unchanged=1, rejected=1)
    kept, shown = both_sides(store)
    assert kept == shown
    assert [row["uscc"] for row in kept] == [code(n) for n in (1, 2, 3, 4, 5)]
    assert kept[0]["revenue_cny"] == Decimal("1234567890123.45")
    assert (kept[0]["founded_date"], kept[0]["is_synthetic"]) == (date(2010, 1, 1), False)
    assert kept[1]["founded_date"] is None
    names = [(each.name_zh, each.from_date) for each in Registry(store).names(code(3))]
    assert names == [("厂3", date(2010, 1, 1)), ("新厂", date(2022, 5, 1))]
    with store.database.begin() as connection:
        connection.execute(text("UPDATE registry_state SET change_no = change_no + 1"))
    publish_snapshot(store)
    assert both_sides(store) == (kept, shown)


def test_odd_texts_come_in_as_they_are(store, bring):
    names = ['带"引号",逗号', "\\N", "\\.", "两\n行", "NULL", "'; DROP TABLE run; --"]
    table = pa.table(
        {
            "uscc": [code(n) for n in range(len(names))],
            "name": names,
            "city": ["广州"] * len(names),
            "industry": ["39"] * len(names),
        }
    )
    assert bring(table)[0].added == len(names)
    kept, shown = both_sides(store)
    assert kept == shown
    assert {row["name_en"] for row in kept} == {None}
    before = [row["name_zh"] for row in kept]
    assert bring(table)[0].unchanged == len(names)
    changed = table.set_column(1, "name", pa.array([f"{each}\\\t" for each in before]))
    assert bring(changed)[0].changed == len(names)
    kept, shown = both_sides(store)
    assert kept == shown


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_an_import_that_fails_changes_nothing(store, bring):
    bring(HEADER + line(1, "甲"))
    noise = "".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(9000))
    with pytest.raises(StoreWriteFailed):
        # The index of names holds no text of that length.
        bring(HEADER + line(1, "乙") + line(2, noise))
    assert [row["name_zh"] for row in both_sides(store)[0]] == ["甲"]


def test_search(store, bring):
    bring(HEADER + line(7, "旧名Alpha厂") + line(1, "华腾Tcl厂", "Huateng Works"))
    bring(HEADER + line(7, "金佳厂", renamed="2022-01-01") + line(2, "深圳华腾"))
    registry = Registry(store)

    def names(wanted):
        return [each.name_zh for each in registry.search(wanted)]

    def check():
        assert names("华腾") == ["华腾Tcl厂", "深圳华腾"]
        assert names("tCL") == names("wORKS") == ["华腾Tcl厂"]
        assert names("旧名aLPHA") == ["金佳厂"]
        assert names(code(1)[:17].lower()) == ["华腾Tcl厂"]
        assert names("9144") == [names(code(n))[0] for n in (1, 2, 7)]
        assert names("%") == names("_厂") == names("厂\0") == []

    check()
    with store.database.begin() as connection:  # The snapshot is behind: the database searches.
        connection.execute(text("UPDATE registry_state SET change_no = change_no + 1"))
    check()
    assert registry.count() == 3
    assert [each.uscc for each in registry.iter()] == [code(n) for n in (1, 2, 7)]
    assert registry.sectors() == [Sector("39", 3)]


def test_entities_and_memberships(store, bring):
    bring(HEADER + line(1, "甲"))
    parks = "code,name,city,上线时间\nb,乙园,广州,2021-03-01\nA,甲园,,\n园,丙园,,\n"
    assert bring(parks, "park")[0] == ImportCounts(added=3)
    assert bring(parks, "park")[0] == ImportCounts(unchanged=3)
    assert bring("code,name\nA,甲科学园\n", "park")[0] == ImportCounts(changed=1)
    codes = [each.entity_code for each in Registry(store).entities(EntityKind.PARK)]
    assert codes == ["A", "b", "园"]
    header = "统一社会信用代码,类别,编码,角色,起始日期,终止日期\n"
    first = f"{header}{code(1)},park,A,,2020-01-01,2022-01-01\n{code(1)},park,A,,2022-01-01,\n"
    assert bring(first, "membership")[0] == ImportCounts(added=2)
    assert bring(first, "membership")[0] == ImportCounts(unchanged=2)
    ending = f"{header}{code(1)},park,A,租户,2022-01-01,2023-01-01\n"
    assert bring(ending, "membership")[0] == ImportCounts(changed=1)
    (open_,) = Registry(store).memberships(code(1), as_of=date(2022, 12, 31))
    assert (open_.role, open_.until_date) == ("租户", date(2023, 1, 1))
    for name in ("registry_entity", "registry_membership"):
        kept, shown = both_sides(store, name)
        assert kept == shown
