"""Sets of intervals against sets of days."""

import random
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from lingnan.programme.interval import FAR, closed_form, intersect, merge, open_form
from lingnan.store.engine import Engine

START = date(2022, 1, 1)
SCHEMA = pa.schema([("key", pa.int32()), ("from_date", pa.date32()), ("until_date", pa.date32())])

KEYS = 400
"""Every key of a batch is a case of its own, so that one query tries hundreds of them."""


def batch(seed: int) -> list[tuple[int, int, int]]:
    """Up to six intervals for each key, close enough to overlap, touch or repeat."""
    rng = random.Random(seed)
    return [
        (key, rng.randrange(0, 25), rng.randrange(1, 9))
        for key in range(KEYS)
        for _ in range(rng.randrange(0, 7))
    ]


def as_table(rows: list[tuple[int, int, int]]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "key": key,
                "from_date": START + timedelta(begin),
                "until_date": START + timedelta(begin + length),
            }
            for key, begin, length in rows
        ],
        schema=SCHEMA,
    )


def as_days(rows: list[dict[str, Any]]) -> set[tuple[int, int]]:
    return {
        (row["key"], (row["from_date"] - START).days + step)
        for row in rows
        for step in range((row["until_date"] - row["from_date"]).days)
    }


def islands(days: set[tuple[int, int]]) -> int:
    return sum((key, day - 1) not in days for key, day in days)


def test_merging_keeps_the_days_and_leaves_gaps(engine: Engine) -> None:
    table = as_table(batch(1))
    merged = merge(table, ["key"]).to_pylist()
    days = as_days(table.to_pylist())
    assert as_days(merged) == days
    assert len(merged) == islands(days) > KEYS


def test_intersecting_merged_sets_keeps_the_days_of_both(engine: Engine) -> None:
    one, other = as_table(batch(2)), as_table(batch(3))
    sides = (engine.memory(merge(each, ["key"])) for each in (one, other))
    found = engine.arrow(intersect(*sides, ["key"])).to_pylist()
    days = as_days(one.to_pylist()) & as_days(other.to_pylist())
    assert as_days(found) == days
    assert len(found) == islands(days) > KEYS / 2


def test_touching_intervals_become_one_and_twins_do_no_harm(engine: Engine) -> None:
    rows = [(0, 0, 5), (0, 5, 5), (0, 0, 5), (0, 12, 1), (1, 3, 2)]
    found = merge(as_table(rows), ["key"]).to_pylist()
    assert sorted(
        (row["key"], (row["from_date"] - START).days, (row["until_date"] - START).days)
        for row in found
    ) == [(0, 0, 10), (0, 12, 13), (1, 3, 5)]


def test_open_ends_are_far_and_come_back_as_null(engine: Engine) -> None:
    table = pa.table({"from_date": [START], "until_date": pa.array([None], pa.date32())})
    closed = closed_form(engine.memory(table))
    assert engine.arrow(closed).to_pylist() == [{"from_date": START, "until_date": FAR}]
    assert engine.arrow(open_form(closed)).to_pylist() == [{"from_date": START, "until_date": None}]
