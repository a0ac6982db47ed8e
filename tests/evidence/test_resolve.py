from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingnan.evidence import resolve
from lingnan.store import Engine

AS_OF = date(2023, 9, 30)
FRESHNESS = pa.table(
    {
        "indicator_code": ["a", "b"],
        "fresh_days": pa.array([365, 30], pa.int32()),
        "expires_days": pa.array([None, 90], pa.int32()),
    }
)


@pytest.fixture(scope="module")
def engine():
    with Engine() as engine:
        yield engine


def best(engine, rows):
    table = pa.table(
        {
            "evidence_no": pa.array([r[0] for r in rows], pa.int64()),
            "subject_code": [r[1] for r in rows],
            "indicator_code": [r[2] for r in rows],
            "value_code": [None if r[0] % 2 else str(r[0]) for r in rows],
            "grade": pa.array([r[3] for r in rows], pa.int8()),
            "fact_date": pa.array([r[4] for r in rows], pa.date32()),
            "as_of_date": pa.array([AS_OF] * len(rows), pa.date32()),
        }
    )
    answer = resolve(engine.memory(table), engine.memory(FRESHNESS), carry=("value_code",))
    return {
        (row["subject_code"], row["indicator_code"]): row
        for row in engine.arrow(answer).to_pylist()
    }


def test_grade_beats_time_and_freshness(engine):
    # 5 is declared yesterday; 4 was observed three years ago, stale (1097 > 365 days): 4 wins.
    rows = [(4, "s", "a", 3, date(2020, 9, 28)), (5, "s", "a", 1, date(2023, 9, 29))]
    row = best(engine, rows)["s", "a"]
    assert (row["evidence_no"], row["grade"], row["is_fresh"]) == (4, 3, False)
    assert row["fact_date"] == date(2020, 9, 28)
    assert row["value_code"] == "4"


def test_a_null_value_is_carried_not_skipped(engine):
    rows = [(2, "s", "a", 1, date(2023, 5, 1)), (3, "s", "a", 3, date(2023, 5, 1))]
    row = best(engine, rows)["s", "a"]
    assert (row["evidence_no"], row["value_code"]) == (3, None)


def test_within_a_grade_the_fresh_and_then_the_latest_wins(engine):
    rows = [
        (1, "s", "b", 2, date(2023, 8, 1)),  # 60 days: stale, not yet expired
        (2, "s", "b", 2, date(2023, 9, 1)),  # 29 days: fresh
        (3, "s", "b", 2, date(2023, 9, 1)),  # same day, higher number
    ]
    row = best(engine, rows)["s", "b"]
    assert (row["evidence_no"], row["is_fresh"]) == (3, True)


def test_the_expired_and_the_future_do_not_count(engine):
    rows = [(1, "s", "b", 3, date(2023, 7, 1)), (2, "t", "a", 3, date(2023, 10, 1))]
    assert best(engine, rows) == {}
    # 90 days before 2023-09-30 is 2023-07-02: the last day that counts.
    assert ("s", "b") in best(engine, [(1, "s", "b", 3, date(2023, 7, 2))])


ROW = st.tuples(
    st.sampled_from(["s", "t"]),
    st.sampled_from(["a", "b"]),
    st.integers(1, 3),
    st.integers(-400, 5).map(lambda d: AS_OF + timedelta(days=d)),
)


def expected(rows):
    limits = {"a": (365, None), "b": (30, 90)}
    chosen = {}
    for no, subject, indicator, grade, day in rows:
        fresh_days, expires = limits[indicator]
        age = (AS_OF - day).days
        if age < 0 or (expires is not None and age > expires):
            continue
        rank = (grade, age <= fresh_days, day, no)
        key = (subject, indicator)
        if key not in chosen or rank > chosen[key]:
            chosen[key] = rank
    return {key: rank[3] for key, rank in chosen.items()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, min_size=1, max_size=12))
def test_the_expression_equals_the_rule_in_plain_python(cells):
    rows = [(number, *cell) for number, cell in enumerate(cells, start=1)]
    with Engine() as engine:
        found = {key: row["evidence_no"] for key, row in best(engine, rows).items()}
    assert found == expected(rows)
