"""Reading and scoring everyone: what the expressions do beside the property tests."""

from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from lingnan.diagnosis import (
    Model,
    add_up,
    answer_table,
    answered,
    build_model,
    read_off,
    score_all,
)
from lingnan.diagnosis.compile import compile_model
from lingnan.diagnosis.packing import WORD_BITS, lay_out
from lingnan.evidence import EVIDENCE_SCHEMA
from lingnan.packs import Pack


def _row(evidence_no: int, indicator: str, **more: Any) -> dict[str, Any]:
    from datetime import UTC, datetime

    return {
        "evidence_no": evidence_no,
        "segment_no": 1,
        "subject_code": "S1",
        "indicator_code": indicator,
        "value_code": None,
        "value_number": None,
        "unit": None,
        "period_start": date(2023, 6, 1),
        "period_end": date(2023, 6, 2),
        "fact_date": date(2023, 6, 1),
        "grade": 1,
        "source": "declared",
        "document": None,
        "action": 0,
        "amends_no": None,
        "recorded_at": datetime(2023, 6, 2, tzinfo=UTC),
    } | more


def _score(bench: Any, model: Model, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bench.score(
        model, pa.Table.from_pylist(list(rows), schema=EVIDENCE_SCHEMA)
    )
    return found


def test_a_measured_share_answers_the_question(bench: Any, miit: Model) -> None:
    """0.4 is still band C (20-40 %): 3000; the declared E is outranked."""
    (row,) = _score(
        bench,
        miit,
        _row(1, "miit-sme-2024:Q02", value_code="E"),
        _row(2, "equipment_digital_share", value_number=Decimal("0.4"), grade=3),
    )
    assert (row["claimed_millipoints"], row["proven_millipoints"]) == (3000, 3000)
    assert row["answered_count"] == 1


def test_values_that_answer_nothing_are_passed_over(bench: Any, miit: Model) -> None:
    (row,) = _score(
        bench,
        miit,
        _row(1, "miit-sme-2024:Q02", value_code="B"),
        _row(2, "equipment_digital_share", value_number=Decimal("1.2"), grade=3),
        _row(3, "equipment_digital_share", value_number=Decimal("-0.1"), grade=3),
        _row(4, "miit-sme-2024:Q01", value_code="A,B", grade=3),
        _row(5, "miit-sme-2024:S01", value_number=Decimal("2.5"), grade=3),
        _row(6, "unknown_indicator", value_code="B", grade=3),
    )
    assert (row["claimed_millipoints"], row["proven_millipoints"]) == (1500, 0)
    assert (row["answered_count"], row["attested_count"]) == (1, 0)
    assert (row["top_missing_item"], row["top_missing_lift_millipoints"]) == ("Q02", 1500)


def test_nothing_in_nothing_out(bench: Any, miit: Model) -> None:
    assert _score(bench, miit) == []


def test_spelling_does_not_matter(bench: Any, miit: Model) -> None:
    (row,) = _score(bench, miit, _row(1, "miit-sme-2024:Q01", value_code="c, b"))
    assert row["claimed_millipoints"] == 4000


def test_top_missing_prefers_the_larger_lift_then_the_earlier_item(bench: Any, miit: Model) -> None:
    (row,) = _score(
        bench,
        miit,
        _row(1, "miit-sme-2024:Q03", value_code="E"),
        _row(2, "miit-sme-2024:Q02", value_code="E"),
        _row(3, "miit-sme-2024:Q01", value_code="B"),
    )
    assert (row["top_missing_item"], row["top_missing_lift_millipoints"]) == ("Q02", 6000)


def test_several_dates_are_scored_at_once(bench: Any, miit: Model) -> None:
    distinct = pa.table({"indicator_code": ["miit-sme-2024:Q05"] * 2, "answer_code": ["B", "E"]})
    table = answer_table(distinct, miit)
    assert table["answer_code"].to_pylist() == ["B", "E"]
    best = pa.table(
        {
            "subject_code": ["S1", "S1"],
            "as_of_date": [date(2022, 12, 31), date(2023, 12, 31)],
            "item_no": pa.array([4, 4], pa.int16()),
            "answer_no": pa.array([0, 1], pa.int32()),
            "grade": pa.array([1, 2], pa.int8()),
        }
    )
    answers = ibis.memtable(table)
    whole = bench.connection.to_pyarrow(score_all(ibis.memtable(best), answers, miit))
    rows = sorted(whole.to_pylist(), key=lambda row: row["as_of_date"])
    assert [row["claimed_millipoints"] for row in rows] == [2500, 10000]
    assert [row["proven_millipoints"] for row in rows] == [0, 10000]

    added = bench.connection.to_pyarrow(add_up(ibis.memtable(best), answers, miit))
    apart = bench.connection.to_pyarrow(read_off(ibis.memtable(added), miit)).to_pylist()
    assert sorted(apart, key=lambda row: row["as_of_date"]) == rows


def test_one_indicator_may_answer_two_items(pack: Pack, miit: Model, bench: Any) -> None:
    content = pack.model("miit-sme-2024")
    items = tuple(
        item.model_copy(update={"measured_by": ("equipment_digital_share",)})
        if item.id in ("Q02", "Q03")
        else item
        for item in content.items
    )
    model = build_model(content.model_copy(update={"items": items}))
    rows = pa.Table.from_pylist(
        [_row(1, "equipment_digital_share", value_number=Decimal("0.5"))], schema=EVIDENCE_SCHEMA
    )
    distinct = pa.table({"indicator_code": ["equipment_digital_share"], "answer_code": ["D"]})
    found = answered(ibis.memtable(rows), ibis.memtable(answer_table(distinct, model)), model)
    assert sorted(bench.connection.to_pyarrow(found)["item_no"].to_pylist()) == [1, 2]


def test_sums_share_few_words(miit: Model, discrete: Model) -> None:
    """All sums of a model fit the words, and no field overlaps another."""
    for model, most_words in ((miit, 2), (discrete, 4)):
        layout = lay_out(model, compile_model(model))
        assert layout.words_count <= most_words
        slots = [*layout.sums, *(s for pair in layout.counts for s in pair), layout.answered]
        taken = [0] * layout.words_count
        for slot in slots:
            bits = slot.mask << slot.shift
            assert taken[slot.word] & bits == 0
            taken[slot.word] |= bits
        assert all(word < 1 << WORD_BITS for word in taken)
