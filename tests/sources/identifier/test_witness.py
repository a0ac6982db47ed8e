"""A node's counts become evidence of enterprises, and a run of the programme counts it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from lingnan.evidence import Grade, Ledger
from lingnan.kernel import uscc
from lingnan.packs import load_pack
from lingnan.pipeline.answers import progress_of
from lingnan.pipeline.run import run_all
from lingnan.registry import import_register, publish_snapshot
from lingnan.sources.identifier.business.table import prefix_allotment
from lingnan.sources.identifier.counting.batch import CounterBatch, SourceCount
from lingnan.sources.identifier.counting.gather import Gatherer
from lingnan.sources.identifier.counting.source import Ownership, SourceKey, read_networks
from lingnan.sources.identifier.counting.store import forget_networks
from lingnan.sources.identifier.records.change import Create
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.stored import NO_VALUES, prepare
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.sources.identifier.witness import read_witnessed, recount, witness
from lingnan.store import Store

AT = datetime(2023, 8, 15, 4, 0, tzinfo=UTC)
LATER = datetime(2023, 9, 20, 4, 0, tzinfo=UTC)
AUGUST = date(2023, 8, 1)


def code(number):
    first = f"91440101{number:09d}"
    return first + uscc.check_character(first)


ALPHA, BETA = code(1), code(2)


def allot(database, prefix, holder):
    with database.begin() as connection:
        connection.execute(
            insert(prefix_allotment).values(
                prefix=prefix,
                parent_prefix="88.900",
                uscc=holder,
                enterprise_name_zh="甲",
                industry_code="C3911",
                application_no=prefix,
                state="active",
                revision=1,
                allotted_at=AT,
                changed_at=AT,
            )
        )


@pytest.fixture
def store(tmp_path):
    made = Store.create(tmp_path / "store", pack="guangdong")
    listed = tmp_path / "enterprises.csv"
    listed.write_text(
        f"uscc,name,city,industry\n{ALPHA},广州甲一公司,广州,3911\n", encoding="utf-8"
    )
    nodes = tmp_path / "nodes.csv"
    nodes.write_text("code,name,class\n88.900,样本二级节点,second_level\n", encoding="utf-8")
    pack = load_pack("guangdong")
    for path, kind in ((listed, "enterprise"), (nodes, "identifier_node")):
        counts, findings = import_register(made, pack, path, kind=kind, at=AT, actor="t")
        assert counts.added == 1, findings
    publish_snapshot(made)
    return made


@pytest.fixture
def known(store, tmp_path):
    """A node: alpha holds two prefixes, beta (who is in no register) one."""
    database = store.database
    allot(database, "88.900.1", ALPHA)
    allot(database, "88.900.2", ALPHA)
    allot(database, "88.900.3", BETA)
    with RecordWriter(database, tmp_path / "records", clock=lambda: AT) as writer:
        names = ("88.900.1/a", "88.900.1/b", "88.900.2/c", "88.900.3/d", "0.NA/88.900.1")
        writer.apply([Create(name, prepare(NO_VALUES)) for name in names])
    ownership = Ownership(
        read_networks(["192.0.2.1"]), {"88.900.1": read_networks(["198.51.100.0/24"])}
    )
    gatherer = Gatherer(database, "88.900", SourceKey(b"0123456789abcdef"), ownership)
    seen = (
        ("88.900.1", "203.0.113.5", 5, 4),
        ("88.900.1", "203.0.113.6", 1, 1),  # the same network
        ("88.900.2", "203.0.113.5", 2, 2),  # and under the other prefix
        ("88.900.1", "203.0.114.5", 3, 0),  # found nothing
        ("88.900.1", "198.51.100.1", 50, 50),  # alpha itself
        ("88.900.1", "192.0.2.1", 99, 99),  # our probe
        ("88.900.3", "203.0.113.5", 1, 1),
    )
    gatherer.add(CounterBatch("w", 1, AT, tuple(SourceCount(*each) for each in seen)))
    gatherer.flush(is_last=True)
    return database, Path(tmp_path / "records")


def read(known, month=AUGUST):
    database, records = known
    with RecordReader(records) as reader:
        return read_witnessed(database, reader, "88.900", month)


def values(store, subject):
    rows = Ledger(store).of_subject(subject)
    return {row.fact.indicator_code: row.fact for row in rows}


def test_registrations_and_real_resolutions_are_observed(store, known):
    pack = load_pack("guangdong")
    counts, findings = witness(store, pack, read(known), at=AT, actor="t")
    # Alpha's three, and the node's; beta is not in the register.
    assert (counts.added, counts.rejected) == (4, 3)
    assert [(each.code, each.subject) for each in findings] == [("NOD-801", BETA)]
    facts = values(store, ALPHA)
    told = {name: int(fact.value_number) for name, fact in facts.items()}
    assert told == {
        "identifier_registered_count": 3,
        "identifier_resolutions_count": 7,  # 4 + 1 + 2, without alpha's own 50 and the probe's 99
        "identifier_resolvers_count": 1,
    }
    for fact in facts.values():
        assert fact.grade is Grade.OBSERVED
        assert (fact.period.start, fact.period.end) == (AUGUST, date(2023, 9, 1))
        assert fact.fact_date == date(2023, 8, 15)
        assert len(fact.document) == 64
    assert values(store, BETA) == {}


def test_the_document_can_be_computed_anew_after_networks_are_forgotten(store, known):
    witness(store, load_pack("guangdong"), read(known), at=AT, actor="t")
    document = values(store, ALPHA)["identifier_resolutions_count"].document
    with store.database.begin() as connection:
        assert forget_networks(connection, date(2023, 9, 1)) > 0
    assert recount(store.database, AUGUST, ["88.900.1", "88.900.2"]) == document


def test_again_adds_nothing_and_a_later_count_stands(store, known):
    pack = load_pack("guangdong")
    witness(store, pack, read(known), at=AT, actor="t")
    counts, _ = witness(store, pack, read(known), at=AT, actor="t")
    assert (counts.added, counts.unchanged) == (0, 4)


def test_a_month_without_an_answer_shows_that_the_node_stands_still(store, known):
    pack = load_pack("guangdong")
    july = read(known, date(2023, 7, 1))
    witness(store, pack, july, at=AT, actor="t")
    (row,) = Ledger(store).of_subject("identifier_node:88.900")
    assert (row.fact.indicator_code, int(row.fact.value_number)) == ("node_in_operation", 0)
    assert row.fact.fact_date == date(2023, 7, 31)
    assert values(store, ALPHA) == {}


def test_a_run_counts_the_node_as_in_operation(store, known):
    pack = load_pack("guangdong")

    def counted(at):
        run_all(store, pack, as_of=LATER.date(), at=at, with_roadmaps=False, workers=1)
        answer = progress_of(store)
        (nodes,) = [each for each in answer["targets"] if each["id"] == "id_second_level_nodes"]
        return nodes["proven"]

    assert counted(LATER) == 0
    witness(store, pack, read(known), at=AT, actor="t")
    assert counted(LATER + timedelta(hours=1)) == 1
