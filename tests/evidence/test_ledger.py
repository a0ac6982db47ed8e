from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from evidence.facts import AT, fact
from lingnan.evidence import Grade, Ledger, proposals
from lingnan.evidence.errors import AlreadyAmended, BadFact, UnknownEvidence, WrongSchema
from lingnan.kernel import Period


def numbers(ledger, engine):
    return sorted(engine.arrow(ledger.rows(engine))["evidence_no"].to_pylist())


def test_numbers_ascend_and_rows_survive_the_seal(store, ledger):
    first = ledger.append([fact(), fact(number="2.5")], actor="t", at=AT)
    assert first == [1, 2]
    segment = ledger.seal()
    assert (segment.segment_no, segment.rows_count) == (1, 2)
    assert (segment.first_no, segment.last_no) == (1, 2)
    assert ledger.append([fact()], actor="t", at=AT) == [3]
    with store.engine() as engine:
        assert numbers(ledger, engine) == [1, 2, 3]
        rows = ledger.of_subject("91440101MA00000001", engine=engine)
    assert [row.segment_no for row in rows] == [1, 1, None]
    assert rows[1].fact.value_number == Decimal("2.5")
    assert rows[1].recorded_at == AT


def test_sealing_an_empty_inbox_does_nothing(ledger):
    assert ledger.seal() is None
    assert ledger.version() is None


def test_a_seal_that_died_before_clearing_the_inbox_duplicates_nothing(store, ledger, monkeypatch):
    ledger.append([fact(), fact(number="2")], actor="t", at=AT)
    monkeypatch.setattr("lingnan.evidence.inbox.clear_inbox", _die)
    with pytest.raises(KeyboardInterrupt):
        ledger.seal()
    monkeypatch.undo()
    with store.engine() as engine:
        assert numbers(ledger, engine) == [1, 2]
        assert len(ledger.of_subject("91440101MA00000001", engine=engine)) == 2
    assert ledger.seal() is None
    ledger.append([fact(number="3")], actor="t", at=AT)
    assert ledger.seal().rows_count == 1
    with store.engine() as engine:
        assert numbers(ledger, engine) == [1, 2, 3]
    assert ledger.verify().holds


def _die(*_):
    raise KeyboardInterrupt


def test_withdrawal_and_correction_are_new_rows(store, ledger):
    ledger.append([fact(), fact(number="7"), fact(number="8")], actor="t", at=AT)
    ledger.seal()
    gone = ledger.withdraw(1, actor="t", at=AT, reason="entered twice")
    better = ledger.correct(2, fact(number="9"), actor="t", at=AT, reason="typing error")
    with store.engine() as engine:
        assert numbers(ledger, engine) == [3, better]
        ledger.seal()
        assert numbers(ledger, engine) == [3, better]
        every = ledger.history("91440101MA00000001", engine=engine)
        assert sorted(row.evidence_no for row in every) == [1, 2, 3, gone, better]
        assert numbers_at(ledger, engine, version=1) == [1, 2, 3]
    with pytest.raises(AlreadyAmended) as caught:
        ledger.withdraw(2, actor="t", at=AT, reason="again")
    assert str(better) in caught.value.render("en")


def numbers_at(ledger, engine, version):
    return sorted(engine.arrow(ledger.rows(engine, version=version))["evidence_no"].to_pylist())


def test_unknown_numbers_are_refused(ledger):
    with pytest.raises(UnknownEvidence):
        ledger.withdraw(99, actor="t", at=AT, reason="none")


@pytest.mark.parametrize(
    "bad",
    [
        replace(fact(), value_number=None),
        replace(fact(), value_code="B"),
        replace(fact(), period=Period(date(2023, 5, 10), date(2023, 5, 11)), subject_code=""),
        fact(number="0.0000001"),
        fact(number="1000000000000"),
    ],
)
def test_a_malformed_fact_writes_nothing(ledger, bad):
    with pytest.raises(BadFact):
        ledger.append([fact(), bad], actor="t", at=AT)
    assert ledger.append([fact()], actor="t", at=AT) == [1]


def test_bulk_is_sorted_by_subject_and_idempotent(store, ledger):
    table = proposals(
        [fact(subject="91440101MA0000000B"), fact(subject="91440101MA0000000A", number="4")]
    )
    receipt = ledger.append_bulk([table], batch_id="file-1", at=AT)
    assert (receipt.added, receipt.unchanged, receipt.segments) == (2, 0, (1,))
    again = ledger.append_bulk([table], batch_id="file-1", at=AT)
    assert (again.added, again.unchanged) == (0, 2)
    with store.engine() as engine:
        rows = engine.arrow(ledger.rows(engine).order_by("evidence_no"))
    assert rows["subject_code"].to_pylist() == ["91440101MA0000000A", "91440101MA0000000B"]


def test_rows_another_batch_of_the_source_brought_are_unchanged(ledger):
    ledger.append_bulk([proposals([fact(), fact(number="2")])], batch_id="a", at=AT)
    more = proposals([fact(number="2"), fact(number="3"), fact(source="cloud:x")])
    receipt = ledger.append_bulk([more], batch_id="b", at=AT)
    assert (receipt.added, receipt.unchanged) == (2, 1)


def test_equal_rows_within_one_batch_stay(ledger):
    ledger.append_bulk([proposals([fact(number="5")])], batch_id="a", at=AT)
    receipt = ledger.append_bulk([proposals([fact(), fact()])], batch_id="b", at=AT)
    assert (receipt.added, receipt.unchanged) == (2, 0)


def test_a_killed_batch_is_resumed_without_loss_or_duplicate(store, ledger, monkeypatch):
    monkeypatch.setattr("lingnan.evidence.bulk.SEGMENT_ROWS", 2)
    table = proposals([fact(number=str(n)) for n in range(5)])
    monkeypatch.setattr("lingnan.evidence.bulk.write_segment", _die_at_second())
    with pytest.raises(KeyboardInterrupt):
        ledger.append_bulk([table], batch_id="big", at=AT)
    monkeypatch.setattr("lingnan.evidence.bulk.write_segment", _real())
    receipt = ledger.append_bulk([table], batch_id="big", at=AT)
    assert (receipt.added, receipt.unchanged) == (3, 2)
    with store.engine() as engine:
        rows = engine.arrow(ledger.rows(engine))
    assert sorted(rows["value_number"].to_pylist()) == [Decimal(n) for n in range(5)]
    assert ledger.verify().rows_count == 5


def _real():
    from lingnan.evidence.segment import write_segment

    return write_segment


def _die_at_second():
    calls = []

    def write(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return _real()(*args, **kwargs)

    return write


def test_a_table_of_other_columns_is_refused(ledger):
    table = proposals([fact()]).drop_columns(["unit"])
    with pytest.raises(WrongSchema) as caught:
        ledger.append_bulk([table], batch_id="x", at=AT)
    assert "-unit" in caught.value.render("en")


def test_find_tells_where_a_row_lies(store):
    ledger = Ledger(store)
    ledger.append([fact(grade=Grade.ATTESTED, document="invoice-7")], actor="t", at=AT)
    assert ledger.find(1).segment_no is None
    ledger.seal()
    found = ledger.find(1)
    assert (found.segment_no, found.fact.document) == (1, "invoice-7")
    assert ledger.segment(1).rows_count == 1
