"""The solver against trying everything, against Moore and Hodgson's rule, and against itself."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.programme.allocation.model import Tree
from lingnan.programme.allocation.relaxation import Prices, bound_at
from lingnan.programme.allocation.solve import keeps_counts, solve, spending_of
from lingnan.programme.allocation.tree import is_payable
from programme.allocation.plain import can_pay, classes_of, moore_hodgson, most

#: The whole region, one group with a floor, one city with a floor below it.
PARENTS = (-1, 0, 1)


@st.composite
def cases(draw):
    years = draw(st.integers(1, 3))
    amounts = st.integers(0, 12)
    arrivals = tuple(tuple(draw(amounts) for _ in range(years)) for _ in PARENTS)
    least = (0, draw(st.integers(0, 2)), draw(st.integers(0, 1)))
    tree = Tree((None, "group", "city"), PARENTS, arrivals, least)
    items = draw(
        st.lists(
            st.tuples(st.integers(0, 2), st.integers(0, years - 1), st.integers(0, 9)), max_size=8
        )
    )
    return tree, items


@given(cases())
@settings(max_examples=200, deadline=None)
def test_it_finds_what_trying_everything_finds(case):
    tree, items = case
    classes = classes_of(items)
    found = solve(classes, tree)
    expected = most(tree, items)
    assert (None if found is None else found.value) == expected
    if found is not None:
        assert found.bound == found.value
        assert is_payable(tree, spending_of(classes, tree, found.counts))
        assert keeps_counts(classes, tree, found.counts)


@given(cases())
@settings(max_examples=150, deadline=None)
def test_own_reserve_first_pays_exactly_what_can_be_paid(case):
    tree, items = case
    due = [[0] * tree.years_count for _ in tree.parents]
    for node, year, cost in items:
        due[node][year] += cost
    assert is_payable(tree, due) == can_pay(tree, items)


@given(cases(), st.lists(st.floats(0, 2), min_size=9, max_size=9), st.floats(0, 3))
@settings(max_examples=80, deadline=None)
def test_the_bound_holds_at_any_prices(case, drawn, promised):
    tree, items = case
    expected = most(tree, items)
    money = np.array(drawn).reshape(3, 3)[:, : tree.years_count]
    prices = Prices(money, np.array([0.0, promised, promised]))
    if expected is not None:
        assert bound_at(classes_of(items), tree, prices) >= expected - 1e-9


@given(st.integers(0, 10_000), st.integers(1, 4))
@settings(max_examples=8, deadline=None)
def test_one_purse_gives_what_moore_and_hodgson_give(seed, years):
    rng = np.random.default_rng(seed)
    n = 3_000
    costs = rng.lognormal(12, 1, n).astype(np.int64)
    latest = rng.integers(0, years, n)
    money = rng.integers(0, 60_000_000, years).tolist()
    tree = Tree((None,), (-1,), (tuple(money),), (0,))
    items = list(zip(np.zeros(n, int).tolist(), latest.tolist(), costs.tolist(), strict=True))
    found = solve(classes_of(items), tree)
    expected = moore_hodgson(money, [item[1:] for item in items])
    assert found.value <= expected <= found.bound
    assert expected - found.value <= 1


def test_a_case_by_hand():
    # 10 yuan now, 5 a year later. Due now: 4, 7. Due later: 3, 3, 6.
    # By the rule: 4 fits in 10; with 7 it would be 11, so 7 goes. 4 + 3 + 3 = 10, + 6 = 16 > 15.
    tree = Tree((None,), (-1,), ((10, 5),), (0,))
    items = [(0, 0, 4), (0, 0, 7), (0, 1, 3), (0, 1, 3), (0, 1, 6)]
    found = solve(classes_of(items), tree)
    assert (found.value, found.bound, found.counts) == (3, 3, (1, 2))
    # Six yuan of the ten reserved for a city whose only enterprise costs 8: the other four pay 4,
    # and next year 3. The city's 8 would need two of what is free: then 4 + 3 + 8 = 15 is all.
    kept = Tree((None, "city"), (-1, 0), ((4, 5), (6, 0)), (0, 0))
    found = solve(classes_of([*items, (1, 1, 8)]), kept)
    assert found.value == 3


def test_more_money_is_never_worse_and_a_floor_never_better():
    rng = np.random.default_rng(5)
    items = [
        (int(rng.integers(0, 2)), int(rng.integers(0, 2)), int(c))
        for c in rng.integers(1, 1000, 400)
    ]
    classes = classes_of(items)
    last = -1
    for money in range(0, 60_000, 6_000):
        free = solve(classes, Tree((None, "c"), (-1, 0), ((money, money), (0, 0)), (0, 0)))
        third = money // 3
        rest = money - third
        bound = solve(classes, Tree((None, "c"), (-1, 0), ((rest, rest), (third, third)), (0, 0)))
        assert free.value >= last
        assert bound.value <= free.bound
        last = free.value
