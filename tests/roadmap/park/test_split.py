"""Who pays what: a game worked out by hand, sums, and who would rather leave."""

import itertools
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.roadmap.park.errors import ParkChoiceImpossible
from lingnan.roadmap.park.plan import best_plan
from lingnan.roadmap.park.split import game_of, split_costs
from lingnan.roadmap.park.split.shapley import shapley
from lingnan.roadmap.park.split.whole import in_ratio, whole_shares
from roadmap.park.tiny_park import small_parks, three_members


def _game():
    return game_of(*best_plan(three_members()))


def test_the_game_of_three():
    # v(A) = v(B) = v(C) = v(BC) = 0, v(AB) = 30, v(AC) = 10, v(ABC) = 50; bits C B A.
    values = _game().group_values(np.arange(3))
    assert values.tolist() == [0, 0, 0, 30, 0, 10, 0, 50]


def test_shapley_of_three_by_hand():
    # A adds 0, 0, 30, 50, 10, 50 over the six orders; B 30, 40, 0, 0, 40, 0; C 20, 10, 20, 0, 0, 0.
    gains, error, is_exact = shapley(_game(), permutations=1, seed=0)
    assert gains == [Fraction(140, 6), Fraction(110, 6), Fraction(50, 6)]
    assert (error, is_exact) == (0.0, True)


def test_the_four_rules_of_three():
    splits = {each.rule: each for each in split_costs(_game(), permutations=10, seed=0)}
    assert splits["equal"].shares == (20, 20, 20)
    # 60 in the ratio 50 : 40 : 20 is 27.27, 21.82, 10.91.
    assert splits["by_use"].shares == (27, 22, 11)
    # 50 - 140/6, 40 - 110/6, 20 - 50/6: each ends in two thirds; the earlier two are rounded up.
    assert splits["shapley"].shares == (27, 22, 11)
    assert all(each.is_in_core and not each.unfair for each in splits.values())


def test_equal_shares_can_drive_members_out():
    # At 60 for three, C pays 20 for a gain of 20; with gains 50, 40 and 15 it would stay out.
    inputs = three_members()
    cheap = inputs.members[2].wants[0].__class__("net", 30, 500, 5)
    members = (*inputs.members[:2], inputs.members[2].__class__("C", 10**6, (cheap,)))
    game = game_of(*best_plan(inputs.__class__("P", inputs.facilities, members, 2, 2)))
    equal = split_costs(game, permutations=10, seed=0)[0]
    assert equal.shares == (20, 20, 20)
    assert not equal.is_in_core
    assert (equal.worst_group, equal.worst_excess_cny, equal.unfair) == ((2,), 5, (2,))


@settings(max_examples=60, deadline=None)
@given(small_parks())
def test_shares_add_up_and_the_worst_group_is_the_worst(inputs):
    try:
        game = game_of(*best_plan(inputs))
    except ParkChoiceImpossible:
        return
    members = np.arange(len(game.gross))
    values = game.group_values(members)
    for split in split_costs(game, permutations=5, seed=1):
        assert split.total == game.total_cost
        gain = game.gross - np.array(split.shares)
        excess = [
            int(values[sum(1 << i for i in group)] - sum(gain[i] for i in group))
            for size in range(len(members) + 1)
            for group in itertools.combinations(members.tolist(), size)
        ]
        assert split.worst_excess_cny == max(excess)
        assert split.is_in_core == (max(excess) <= len(split.worst_group))


@settings(max_examples=60, deadline=None)
@given(small_parks(budgets=False))
def test_the_least_core_is_no_worse_than_any_other_rule(inputs):
    try:
        game = game_of(*best_plan(inputs))
    except ParkChoiceImpossible:
        return
    splits = {each.rule: each for each in split_costs(game, permutations=5, seed=1)}
    slack = len(inputs.members)
    least = splits["least_core"]
    assert least.is_proven
    for other in splits.values():
        assert least.worst_excess_cny <= other.worst_excess_cny + slack


def test_sampled_shapley_is_near_and_says_how_near(monkeypatch):
    game = _game()
    exact, _, _ = shapley(game, permutations=1, seed=0)
    monkeypatch.setattr("lingnan.roadmap.park.split.shapley.MOST_EXACT", 2)
    sampled, error, is_exact = shapley(game, permutations=4000, seed=7)
    assert not is_exact
    assert sum(sampled) == 50
    # The largest deviation of one order from the mean is 26.7 (C: 20 - 8.3 and A: 50 - 23.3).
    assert 0 < error < 26.7 / 60
    assert all(abs(a - b) < 5 * error for a, b in zip(exact, sampled, strict=True))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=9), st.integers(-100, 1000))
def test_whole_shares_add_up(weights, total):
    exact = in_ratio(weights, total)
    shares = whole_shares(exact, total)
    assert sum(shares) == total
    assert all(abs(a - b) < 1 for a, b in zip(shares, exact, strict=True))
