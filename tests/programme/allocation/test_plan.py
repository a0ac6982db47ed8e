"""Plans keep to the money of every year, start as early as it allows, and gain from more of it."""

from fractions import Fraction

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.programme.allocation.at_once import least_money, most_at_once
from lingnan.programme.allocation.candidate import Candidates, Group, Standing
from lingnan.programme.allocation.curve import marginal_curves
from lingnan.programme.allocation.model import Floor
from lingnan.programme.allocation.plan import Field, plan_for
from lingnan.programme.allocation.schedule import NOT_STARTED
from lingnan.programme.allocation.solve import solve
from lingnan.programme.allocation.tree import build_tree, is_payable
from programme.allocation.plain import classes_of
from programme.allocation.world import EAST, WEST, money, pack_of

GROUPS = (Group(EAST, None, "one-industry"), Group(WEST, "toys", "one-chain"))
PACK = pack_of()

drawn_plants = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 5), st.integers(0, 1)), min_size=1, max_size=12
)


def candidates_of(drawn, expansion=1):
    """Candidates from (cost, half-years, group)."""
    ordered = sorted(drawn, key=lambda each: each[0])
    columns = [np.array(column, np.int64) for column in zip(*ordered, strict=True)]
    names = pa.array([f"P{n:03}" for n in range(len(ordered))])
    standing = Standing(len(ordered), 0, len(ordered), 0, 0, 0)
    costs, finish, group = columns
    return Candidates(names, GROUPS, group.astype(np.int32), costs, finish, standing, expansion)


@given(
    drawn_plants,
    st.lists(st.integers(0, 120), min_size=1, max_size=3),
    st.integers(0, 10),
    st.integers(0, 30),
    st.sampled_from([1, 3]),
)
@settings(max_examples=60, deadline=None)
def test_money_is_never_overdrawn_and_more_is_never_worse(drawn, by_year, tenths, more, expansion):
    share = Fraction(tenths, 10)
    found = candidates_of(drawn, expansion)

    def planned(amounts, *floors):
        field = Field.of(PACK, found, money(*amounts, floors=floors))
        return plan_for(field, 3)

    plan = planned(by_year, Floor(WEST, share))
    west = found.group == 1
    started = plan.starts != NOT_STARTED
    spent = np.array([
        [(found.costs * expansion)[(plan.starts == year) & who].sum() for who in (west, ~west)]
        for year in range(len(by_year))
    ])  # fmt: skip
    kept = np.array([int(share * amount) for amount in by_year])
    assert (np.cumsum(spent.sum(axis=1)) <= np.cumsum(by_year)).all()
    assert (np.cumsum(spent[:, 1]) <= np.cumsum(np.array(by_year) - kept)).all()
    counted = started & (2 * plan.starts + found.finish <= 3)
    assert counted.sum() >= plan.solution.value == plan.solution.bound
    assert planned(by_year).solution.value >= plan.solution.value
    richer = planned([by_year[0] + more, *by_year[1:]])
    assert richer.solution.value >= planned(by_year).solution.value
    # Nobody who could still be paid in the last year is left without.
    field = Field.of(PACK, found, money(*by_year, floors=[Floor(WEST, share)]))
    for left in np.flatnonzero(~started).tolist():
        due = [[int(field.costs[(field.node == node) & (plan.starts == year)].sum())
                for year in range(len(by_year))] for node in range(2)]  # fmt: skip
        due[field.node[left]][-1] += int(field.costs[left])
        assert not is_payable(field.tree, due)


@given(drawn_plants, st.integers(0, 300), st.integers(0, 10), st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_all_at_once_agrees_with_the_solver(drawn, amount, tenths, least):
    tree = build_tree(PACK, money(amount, floors=[Floor(WEST, Fraction(tenths, 10), least)]))
    items = [(group, 0, cost) for cost, _, group in drawn]
    costs = [np.sort(np.array([c for n, _, c in items if n == node], np.int64)) for node in (0, 1)]
    found = solve(classes_of(items), tree)
    assert most_at_once(costs, tree) == (None if found is None else found.value)


@given(drawn_plants, st.integers(0, 9), st.integers(0, 3), st.integers(0, 12))
@settings(max_examples=60, deadline=None)
def test_the_least_money_suffices_and_less_does_not(drawn, tenths, least, wanted):
    asked = money(0, floors=[Floor(WEST, Fraction(tenths, 10), least)])
    costs = [np.sort(np.array([c for c, _, g in drawn if g == node], np.int64)) for node in (0, 1)]

    def lifts(amount):
        tree = build_tree(PACK, money(amount, floors=asked.floors))
        found = most_at_once(costs, tree)
        return found is not None and found >= wanted

    found = least_money(PACK, asked, costs, wanted)
    if found is None:
        assert wanted > len(drawn) or least > len(costs[1])
    else:
        assert lifts(found)
        assert not any(lifts(amount) for amount in range(max(0, found - 30), found - 1))


def test_curves_by_hand():
    # East: 10, 20, 40. West: 5.
    found = candidates_of([(20, 1, 0), (10, 1, 0), (5, 1, 1), (40, 1, 0)], expansion=2)
    rows = [tuple(row.values()) for row in marginal_curves(found).to_pylist()]
    assert rows == [
        (EAST, None, "one-industry", 2, 20, 10),
        (EAST, None, "one-industry", 4, 60, 20),
        (EAST, None, "one-industry", 6, 140, 40),
        (WEST, "toys", "one-chain", 2, 10, 5),
    ]
    thin = marginal_curves(found, points=2).to_pylist()
    assert [row["enterprises"] for row in thin] == [2, 6, 2]
    assert [row["money_cny"] for row in thin] == [20, 140, 10]
