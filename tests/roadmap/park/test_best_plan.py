"""The best plan of a park: against everything tried, and as more money or members come."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.roadmap.park.check import check_park
from lingnan.roadmap.park.errors import ParkChoiceImpossible
from lingnan.roadmap.park.extract import named_plan
from lingnan.roadmap.park.gain import reward_of
from lingnan.roadmap.park.plan import best_plan
from lingnan.roadmap.park.verify import plan_objective
from roadmap.park.tiny_park import (
    facility,
    member,
    park,
    small_parks,
    three_members,
    try_everything,
    want,
)


def _best(inputs, **options):
    case, found = best_plan(inputs, **options)
    return case, found, named_plan(inputs, case, found)


def _lexical(case, total):
    """Members at the level, and value or minus cost, out of the coded total."""
    reward = reward_of(case)
    if not reward:
        return 0, total
    reached = -(-total // reward)
    return reached, total - reached * reward


@settings(max_examples=150, deadline=None)
@given(small_parks())
def test_agrees_with_trying_everything(inputs):
    expected = try_everything(inputs)
    if expected is None:
        with pytest.raises(ParkChoiceImpossible):
            best_plan(inputs)
        return
    case, found, plan = _best(inputs)
    assert _lexical(case, found.total) == expected
    assert found.bound == found.total
    assert check_park(plan, inputs) == []
    assert plan_objective(plan, inputs) == abs(expected[1]) or inputs.question == "value"


@settings(max_examples=100, deadline=None)
@given(small_parks())
def test_search_alone_never_claims_too_much(inputs):
    expected = try_everything(inputs)
    if expected is None:
        return
    case, found, plan = _best(inputs, is_exact=False)
    assert _lexical(case, found.total) <= expected <= _lexical(case, found.bound)
    assert check_park(plan, inputs) == []


@settings(max_examples=60, deadline=None)
@given(small_parks(), st.integers(0, 60))
def test_more_money_is_never_worse(inputs, extra):
    if inputs.budget_cny is None or inputs.must:
        return
    richer = dataclasses.replace(inputs, budget_cny=tuple(b + extra for b in inputs.budget_cny))
    poor, rich = best_plan(inputs), best_plan(richer)
    assert _lexical(*_total(poor)) <= _lexical(*_total(rich))


def _total(pair):
    return pair[0], pair[1].total


def test_three_members_share_one_facility():
    # Gains 50 + 40 + 20 = 110 against 60: it opens. Net: 3*500 - (50+40+20) - 60 = 1330.
    inputs = three_members()
    _, found, plan = _best(inputs)
    assert found.total == found.bound == 1330
    assert plan.starts == {"hub": 0}
    assert plan.members["A"].taken == {"net": "hub"}


def test_a_facility_that_saves_too_little_stays_closed():
    # A alone gains 50 < 60.
    inputs = three_members()
    inputs = dataclasses.replace(inputs, members=inputs.members[:1])
    _, found, plan = _best(inputs)
    assert (plan.starts, found.total) == ({}, 400)
    assert plan.members["A"].taken == {"net": None}


def test_places_go_to_those_who_gain_most():
    inputs = three_members()
    small = inputs.facilities[0].model_copy(update={"capacity_members": 2})
    _, found, plan = _best(dataclasses.replace(inputs, facilities=(small,)))
    assert [name for name, own in plan.members.items() if own.connected] == ["A", "B"]
    assert found.total == found.bound == 1500 - (50 + 40 + 40) - 60


def test_cash_delays_what_it_does_not_keep_closed():
    # 30 yuan a half-year: 60 are there at the end of period 1.
    inputs = three_members(budget_cny=(30, 60))
    _, _, plan = _best(inputs)
    assert plan.starts == {"hub": 1}
    _, _, none = _best(three_members(budget_cny=(30, 59)))
    assert none.starts == {}


def test_a_want_that_cannot_wait_pays_the_full_price():
    # Service begins in period 1 at the earliest; C's want waits until 0 only.
    inputs = three_members()
    late = dataclasses.replace(inputs.members[2], wants=(want("net", 40, 500, latest=0),))
    inputs = dataclasses.replace(inputs, members=(*inputs.members[:2], late))
    _, found, plan = _best(inputs)
    assert plan.members["C"].taken == {"net": None}
    assert found.total == 1500 - (50 + 40 + 40) - 60


def test_a_measure_becomes_possible_by_its_lower_price():
    # Worth 70 at a price of 100: not alone, but at 50.
    one = member("A", [want("net", 100, 70, is_possible=True)])
    _, found, plan = _best(park([facility("hub", {"net": 0.5}, fixed_expected_cny=19)], [one]))
    assert found.total == 1
    assert plan.members["A"].taken == {"net": "hub"}


def test_reduced_prices_are_rounded_up():
    one = member("A", [want("net", 101, 500)])
    _, found, _ = _best(park([facility("hub", {"net": 0.5}, fixed_expected_cny=0)], [one]))
    assert found.total == 500 - 51


def test_level_puts_members_before_money():
    # B needs 80 and has 50: only with the facility (40). Cost: 50 + 40 + 60 instead of 100.
    inputs = three_members(question="level")
    poor = dataclasses.replace(inputs.members[1], budget_cny=50)
    inputs = dataclasses.replace(inputs, members=(inputs.members[0], poor))
    case, found, plan = _best(inputs)
    assert _lexical(case, found.total) == (2, -150)
    assert found.bound == found.total
    assert plan_objective(plan, inputs) == 150


def test_what_is_in_place_costs_only_connections():
    inputs = three_members(in_place=frozenset(["hub"]))
    dear = inputs.facilities[0].model_copy(update={"per_member_cny": 25})
    _, found, plan = _best(dataclasses.replace(inputs, facilities=(dear,)))
    # A gains 50 - 25, B 40 - 25; C's 20 are less than 25.
    assert found.total == 1500 - 220 + 25 + 15
    assert plan.members["C"].connected == frozenset()


def test_facilities_that_must_open_and_cannot():
    with pytest.raises(ParkChoiceImpossible) as caught:
        best_plan(three_members(must=frozenset(["hub"]), budget_cny=(0, 59)))
    assert caught.value.code == "PAR-009"
