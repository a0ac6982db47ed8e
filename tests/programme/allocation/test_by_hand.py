"""Divisions by hand: each part spends its own money, the cheapest in time first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.programme.allocation import aim_of, prepare, stage_of
from lingnan.programme.allocation.by_hand import divide_by_hand, lots_of, most_in_time
from programme.allocation.plain import moore_hodgson
from programme.allocation.world import EAST, WEST, Plant, inputs_of, money, pack_of

_ITEMS = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 30)), max_size=12)


@given(_ITEMS, st.tuples(*[st.integers(0, 60)] * 3))
def test_nobody_lifts_more_in_time(items, by_year):
    due = [
        np.array(sorted(cost for year, cost in items if year == wanted), np.int64)
        for wanted in range(3)
    ]
    taken = most_in_time(due, np.cumsum(by_year).tolist())
    assert len(taken) == moore_hodgson(by_year, items)
    assert sorted(taken.tolist()) == taken.tolist()


@pytest.fixture
def stage(engine):
    plants = [
        Plant("E1", 100),
        Plant("E2", 200),
        Plant("E3", 400, finish=4),
        Plant("W1", 300, city=WEST),
        Plant("W2", 500, city=WEST, status="infeasible", finish=None),
    ]
    pack = pack_of()
    aim = aim_of(pack)
    return stage_of(pack, aim, prepare(engine, pack, aim, inputs_of(engine, plants)), money(0, 0))


def test_each_city_spends_its_own_money(stage):
    lots = lots_of(stage, "city", 4, 2)
    assert lots.keys == (EAST, WEST)
    found = divide_by_hand(lots, {EAST: 350, WEST: 299}, (1, 0))
    east, west = found.rows
    # 100 + 200 fit into 350; the third costs 400. Nobody of the west costs less than 300.
    assert (east.spent_cny, east.enterprises, east.able, east.next_cny) == (300, 2, 3, 400)
    assert (west.spent_cny, west.enterprises, west.able, west.next_cny) == (0, 0, 1, 300)
    assert found.funded == 2


def test_money_that_comes_late_lifts_nobody_who_had_to_start_early(stage):
    # By the second half-year only a start in the first year counts; half of the money is there.
    found = divide_by_hand(lots_of(stage, "city", 2, 2), {EAST: 200}, (1, 1))
    assert [row.enterprises for row in found.rows] == [1, 0]
    assert found.rows[0].able == 2


def test_all_that_can_be_lifted_are_when_there_is_enough(stage):
    lots = lots_of(stage, "path", 4, 2)
    found = divide_by_hand(lots, dict.fromkeys(lots.keys, 10**9), (1, 0))
    assert found.funded == 4
    assert all(row.next_cny is None for row in found.rows)
