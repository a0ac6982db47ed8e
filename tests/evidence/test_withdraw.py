"""Undoing an import of evidence: its rows are withdrawn by amendments, and may come again."""

from datetime import timedelta

from evidence.facts import AT, fact
from lingnan.evidence import Ledger, proposals
from lingnan.evidence.withdraw import landed, withdraw_landed

LATER = AT + timedelta(hours=1)


def _numbers(store, ledger):
    with store.engine() as engine:
        return sorted(engine.arrow(ledger.rows(engine))["evidence_no"].to_pylist())


def test_rows_of_one_import_are_withdrawn_and_no_others(store, ledger):
    ledger.append([fact(number="9")], actor="t", at=AT)
    mine = [proposals([fact(number=str(n)) for n in range(1, 4)])]
    ledger.append_bulk(mine, batch_id="a", at=LATER)
    assert [each.rows_count for each in landed(store, LATER)] == [3]
    done = withdraw_landed(store, LATER, at=LATER, actor="t", reason="wrong file")
    assert (done.withdrawn, done.amended_before) == (3, 0)
    assert _numbers(store, ledger) == [1]
    assert ledger.verify().holds
    again = withdraw_landed(store, LATER, at=LATER, actor="t", reason="wrong file")
    assert (again.withdrawn, again.amended_before) == (3, 0)


def test_a_row_that_somebody_amended_since_is_left(store, ledger):
    rows = [proposals([fact(number="1"), fact(number="2")])]
    ledger.append_bulk(rows, batch_id="a", at=AT)
    ledger.correct(1, fact(number="5"), actor="t", at=LATER, reason="typed wrongly")
    done = withdraw_landed(store, AT, at=LATER, actor="t", reason="wrong file")
    assert (done.withdrawn, done.amended_before) == (1, 1)
    assert _numbers(store, ledger) == [3]


def test_what_was_withdrawn_with_its_import_may_come_again(store, ledger):
    def bring(batch):
        return ledger.append_bulk([proposals([fact(number="1")])], batch_id=batch, at=AT)

    bring("a")
    withdraw_landed(store, AT, at=LATER, actor="t", reason="too early")
    assert bring("b").added == 1
    assert bring("c").unchanged == 1
    assert len(_numbers(store, ledger)) == 1


def test_a_single_withdrawal_is_not_undone_by_a_second_import(store, ledger):
    ledger.append_bulk([proposals([fact(number="1")])], batch_id="a", at=AT)
    ledger.withdraw(1, actor="t", at=LATER, reason="wrong")
    assert ledger.append_bulk([proposals([fact(number="1")])], batch_id="b", at=LATER).added == 0
    assert Ledger(store).verify().holds
