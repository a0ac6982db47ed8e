"""A deposit brings everything back, and nobody but the recipient reads it."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from lingnan.sources.identifier.proof.key import public_key_of
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.reporting.errors import DepositBroken, DepositChainBroken
from lingnan.sources.identifier.reporting.escrow.gather import collect, read_head
from lingnan.sources.identifier.reporting.escrow.model import GoneItem, Head, RecordItem, RowItem
from lingnan.sources.identifier.reporting.escrow.read import read_deposit
from lingnan.sources.identifier.reporting.escrow.restore import restore
from lingnan.sources.identifier.reporting.escrow.seal import check_sealed, open_sealed, seal
from lingnan.sources.identifier.reporting.escrow.write import write_deposit
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue, encode_values

from .conftest import AT, Node, url

NODE = "88.900"
HEAD = Head("20260302", NODE, "FULL", None, AT, 5, 77, 9)
papers = Table(
    "paper",
    MetaData(),
    Column("paper_no", Integer, primary_key=True),
    Column("title", String),
)


def deposit(node, name, previous, keys, tmp_path, tables=()):
    recipient, signer = keys
    with node.database.read() as connection:
        head = read_head(connection, NODE, name, node.clock(), previous)
        items = collect(connection, head, previous, tables)
        return seal(head, items, tmp_path / name, recipient=public_key_of(recipient), signer=signer)


def rows(database):
    with database.read() as connection:
        query = select(identifier_record).order_by(identifier_record.c.record_no)
        return [tuple(row) for row in connection.execute(query)]


def fill(node):
    secret = HandleValue(3, "HS_SECKEY", b"\x00\xff secret", permissions=0x0C)
    far = HandleValue(4, "DESC", "甲\r\n<b>&".encode(), 4_294_967_295, True, 4_000_000_000)
    linked = HandleValue(5, "类型", b"x", references=(Reference("88.900.1/B", 7),))
    node.create("88.900.1/a", url(1), secret, far, linked, template="T<1>")
    node.create("88.900.1/b", url(1))
    node.create("88.900.2/产品", url(1), template="T2")
    node.create("88.900.2/" + "长" * 300)
    node.withhold("88.900.1/b")


@pytest.mark.parametrize("kind", ["sm2_key", "rsa_key"])
def test_full_and_incremental_deposits_restore_the_node_exactly(node, tmp_path, request, kind):
    keys = (request.getfixturevalue(kind), request.getfixturevalue("sm2_key"))
    fill(node)
    first = deposit(node, "20260302", None, keys, tmp_path)
    node.clock.at += timedelta(days=1)
    node.modify("88.900.1/a", url(1, "https://example.com/changed"))
    node.delete("88.900.2/产品")
    node.create("88.900.2/产品", url(9))
    node.create("88.900.3/new", url(1))
    second = deposit(node, "20260303", first.head, keys, tmp_path)
    # Changed, registered anew, and new; the one deleted; three others stay where they are.
    assert (second.head.kind, second.head.previous) == ("DIFF", "20260302")
    assert (second.identifiers_count, second.gone_count) == (3, 1)

    other = Node(tmp_path / "other")
    held = None
    for name in ("20260302", "20260303"):
        manifest, items = open_sealed(tmp_path / name, keys[0], public_key_of(keys[1]))
        held = restore(other.database, manifest.head, items, held=held, tables=())
    assert rows(other.database) == rows(node.database)

    writer = other.open()
    assert writer.head[:2] == node.writer.head[:2]
    with RecordReader(other.folder / "records") as reader:
        assert reader.records_count() == 5
        entry = reader.entry("88.900.1/A")
        with RecordReader(node.folder / "records") as original:
            assert entry == original.entry("88.900.1/a")
        assert reader.answer(b"88.900.1/B") is None  # withheld, and still taken
        assert reader.entry("88.900.1/b").is_withheld
    # Numbers go on where they stopped, so that no old one is used twice.
    before = max(row[0] for row in rows(node.database))
    other.create("88.900.3/after", url(1))
    assert max(row[0] for row in rows(other.database)) == before + 1
    other.close()


def test_an_incremental_deposit_needs_the_one_before(node, tmp_path, sm2_key):
    keys = (sm2_key, sm2_key)
    fill(node)
    first = deposit(node, "1", None, keys, tmp_path)
    node.create("88.900.3/x")
    deposit(node, "2", first.head, keys, tmp_path)
    manifest, items = open_sealed(tmp_path / "2", sm2_key, public_key_of(sm2_key))
    other = Node(tmp_path / "other")
    with pytest.raises(DepositChainBroken) as failure:
        restore(other.database, manifest.head, items, held=None, tables=())
    assert failure.value.code == "NOD-709"
    assert rows(other.database) == []


def test_a_deposit_is_full_when_the_outbox_does_not_reach_back(node, tmp_path, sm2_key):
    keys = (sm2_key, sm2_key)
    fill(node)
    first = deposit(node, "1", None, keys, tmp_path)
    for number in range(3):
        node.create(f"88.900.3/{number}")
    node.writer.trim_outbox({"replica": node.writer.head[0]})
    again = deposit(node, "2", first.head, keys, tmp_path)
    assert (again.head.kind, again.head.previous) == ("FULL", None)
    assert again.identifiers_count == 7


def test_a_full_deposit_is_not_restored_over_a_living_node(node, tmp_path, sm2_key):
    fill(node)
    deposit(node, "1", None, (sm2_key, sm2_key), tmp_path)
    manifest, items = open_sealed(tmp_path / "1", sm2_key, public_key_of(sm2_key))
    before = rows(node.database)
    with pytest.raises(DepositBroken):
        restore(node.database, manifest.head, items, held=None, tables=())
    assert rows(node.database) == before


def test_rows_of_the_business_side_come_back_with_their_kinds(node, tmp_path, sm2_key):
    papers.create(node.database.engine)
    with node.database.begin() as connection:
        connection.execute(
            insert(papers), [{"paper_no": 1, "title": "证照"}, {"paper_no": 2, "title": None}]
        )
    deposit(node, "1", None, (sm2_key, sm2_key), tmp_path, [papers])
    manifest, items = open_sealed(tmp_path / "1", sm2_key, public_key_of(sm2_key))
    assert manifest.rows_count == 2
    other = Node(tmp_path / "other")
    papers.create(other.database.engine)
    restore(other.database, manifest.head, items, held=None, tables=[papers])
    with other.database.read() as connection:
        found = connection.execute(select(papers).order_by(papers.c.paper_no)).all()
    assert [tuple(row) for row in found] == [(1, "证照"), (2, None)]


def test_volumes_are_bounded_and_the_content_is_hidden(node, tmp_path, sm2_key):
    for number in range(200):
        node.create(f"88.900.1/{number}", url(1, f"https://example.com/{number * 7919}"))
    recipient, signer = public_key_of(sm2_key), sm2_key
    with node.database.read() as connection:
        head = read_head(connection, NODE, "1", AT, None)
        items = collect(connection, head, None, ())
        manifest = seal(
            head, items, tmp_path / "1", recipient=recipient, signer=signer, volume_size=1_000
        )
    sizes = [path.stat().st_size for path in sorted((tmp_path / "1").glob("*.volume"))]
    assert len(sizes) > 2
    assert max(sizes) <= 1_000 + 16  # the tag of GCM
    assert not any(b"88.900" in path.read_bytes() for path in (tmp_path / "1").glob("*.volume"))
    _, opened = open_sealed(tmp_path / "1", sm2_key, recipient)
    assert sum(1 for _ in opened) == manifest.identifiers_count == 200


def test_altered_exchanged_or_foreign_deposits_are_refused(node, tmp_path, sm2_key, rsa_key):
    fill(node)
    folder = tmp_path / "1"
    deposit(node, "1", None, (sm2_key, rsa_key), tmp_path)
    signer = public_key_of(rsa_key)
    with pytest.raises(DepositBroken, match="signature"):
        check_sealed(folder, public_key_of(sm2_key))
    with pytest.raises(DepositBroken, match="recipient"):
        open_sealed(folder, rsa_key, signer)
    volume = folder / "000001.volume"
    octets = bytearray(volume.read_bytes())
    octets[10] ^= 1
    volume.write_bytes(octets)
    with pytest.raises(DepositBroken, match="SHA-256"):
        open_sealed(folder, sm2_key, signer)
    manifest = folder / "manifest.json"
    content = json.loads(manifest.read_bytes())
    content["manifest"]["volumes"] = []
    manifest.write_text(json.dumps(content))
    with pytest.raises(DepositBroken, match="signature"):
        open_sealed(folder, sm2_key, signer)


def test_a_document_type_and_a_cut_off_deposit_are_refused():
    whole = b"".join(write_deposit(HEAD, []))
    assert list(read_deposit([whole], "here")) == []
    bomb = whole.replace(b"<rde:deposit", b'<!DOCTYPE x [<!ENTITY a "b">]><rde:deposit', 1)
    for octets in (bomb, whole[:-20], b"", b"<a/>", b"\xff"):
        with pytest.raises(DepositBroken):
            list(read_deposit([octets], "here"))


octets = st.binary(max_size=30)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
numbers = st.integers(0, 2**32 - 1)
value = st.builds(
    HandleValue,
    index=st.integers(1, 2**32 - 1),
    type=names,
    data=octets | names.map(str.encode),
    ttl=numbers,
    is_ttl_absolute=st.booleans(),
    timestamp=numbers,
    permissions=st.integers(0, 255),
    references=st.lists(st.builds(Reference, names, numbers), max_size=2).map(tuple),
)
instants = st.datetimes(timezones=st.just(UTC))
record = st.builds(
    RecordItem,
    record_no=st.integers(1, 2**62),
    handle=names,
    value_octets=st.lists(value, max_size=3).map(encode_values),
    template_code=st.none() | names,
    status=st.integers(0, 9),
    revision=st.integers(1, 99),
    registered_at=instants,
    changed_at=st.none() | instants,
)
cells = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | names
    | octets
    | instants
    | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False)
)
columns = st.from_regex(r"[a-z_]{1,9}", fullmatch=True)
row = st.builds(RowItem, table=st.just("paper"), cells=st.dictionaries(columns, cells, max_size=3))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.builds(GoneItem, st.integers(1, 2**62)), max_size=3),
    st.lists(record | row, max_size=4),
    st.integers(1, 50),
)
def test_what_is_written_is_read_back(gone, others, step):
    whole = b"".join(write_deposit(HEAD, [*gone, *others]))
    pieces = [whole[at : at + step] for at in range(0, len(whole), step)]
    assert list(read_deposit(pieces, "here")) == [*gone, *others]


def test_kinds_of_cells_are_kept():
    told = {"a": Decimal("1.50"), "b": date(2026, 1, 2), "c": True, "d": b"\0", "e": None}
    whole = b"".join(write_deposit(HEAD, [RowItem("t", told)]))
    (found,) = read_deposit([whole], "here")
    assert found.cells == told
    assert [type(each) for each in found.cells.values()] == [Decimal, date, bool, bytes, type(None)]


def test_a_restored_instant_is_in_utc():
    item = RecordItem(1, "88.900.1/a", encode_values([]), None, 1, 1, AT, None)
    (found,) = read_deposit(write_deposit(HEAD, [item]), "here")
    assert found.registered_at == datetime(2026, 3, 2, 4, tzinfo=UTC)
