"""What plans come to: subsidies under caps, prices by band, levels, by hand and by a plain loop."""

from datetime import date

import numpy as np
import pytest

from lingnan.diagnosis import build_model
from lingnan.packs import load_pack
from lingnan.roadmap.catalogue import build_catalogue
from lingnan.roadmap.outcome import _under_cap, exact_levels, money_of, states_after
from lingnan.roadmap.state import States, levels_of
from lingnan.roadmap.tables import set_up

PERIODS = 6


@pytest.fixture(scope="module")
def setting():
    pack = load_pack("guangdong")
    catalogue = build_catalogue(pack, build_model(pack.model("miit-sme-2024")))
    return set_up(pack, catalogue, date(2021, 3, 31), PERIODS)


@pytest.fixture(scope="module")
def random_plans(setting):
    rng = np.random.default_rng(3)
    count, measures = 200, len(setting.catalogue)
    start = np.where(
        rng.random((count, measures)) < 0.15, rng.integers(0, PERIODS, (count, measures)), -1
    )
    size = rng.integers(0, 4, count)
    place = rng.integers(0, len(setting.city_number), count) * 4 + size
    return size, place, start


def test_grants_are_paid_in_order_until_the_cap_is_used_up():
    # 50 in period 1, then 30 in period 2 use up 80; the last 40 get nothing.
    due = np.array([[30, 50, 40], [10, 0, 20]])
    paid = np.array([[2, 1, 2], [0, 0, 0]])
    assert _under_cap(due, paid, 80).tolist() == [[30, 50, 0], [10, 0, 20]]
    assert _under_cap(due, paid, 70).tolist() == [[20, 50, 0], [10, 0, 20]]
    assert _under_cap(due, paid, 0).tolist() == [[0, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize("cap", [0, 90_000, 10**12])
def test_money_is_that_of_a_plain_loop(setting, random_plans, cap):
    size, place, start = random_plans
    tables = setting.tables._replace(rule_cap=np.full_like(setting.tables.rule_cap, cap))
    catalogue = setting.catalogue
    money = money_of(catalogue, tables, size, place, start)
    granted = np.zeros_like(start)
    granted[start >= 0] = money.granted
    assert granted.sum(axis=1).tolist() == money.subsidy.tolist()
    for row in range(len(size)):
        chosen = np.flatnonzero(start[row] >= 0).tolist()
        bands = [catalogue.price[size[row], j] for j in chosen]
        assert money.price[row].tolist() == [sum(int(b[k]) for b in bands) for k in range(3)]
        left = dict.fromkeys(range(len(tables.rule_cap)), cap)
        ends = {j: start[row, j] + int(tables.duration[size[row], j]) for j in chosen}
        for j in sorted(chosen, key=lambda j: (ends[j], j)):
            rule, t = int(tables.sub_rule[place[row], j]), int(start[row, j])
            window = tables.sub_from[place[row], j] <= t < tables.sub_until[place[row], j]
            due = 0
            if rule >= 0 and window:
                rate = int(tables.sub_rate[place[row], j])
                price = int(catalogue.price[size[row], j, 1])
                due = min(price * rate // 1_000_000, int(tables.sub_cap[place[row], j]), cap)
            paid = min(due, left[rule]) if rule >= 0 else 0
            if rule >= 0:
                left[rule] -= paid
            assert granted[row, j] == paid
    assert (money.subsidy > 0).any() == (cap > 0)


def test_finished_measures_give_their_sure_steps_and_audits_prove_claims(setting):
    catalogue = setting.catalogue
    steps = len(catalogue.steps.steps)
    states = States(
        np.zeros((2, steps), dtype=np.uint8),
        np.zeros((2, steps), dtype=np.uint8),
        np.ones(2, dtype=np.bool_),
    )
    states.claimed[1, :5] = 1
    measure = int(np.flatnonzero(catalogue.gate_provider.any(axis=1))[0])
    audit = int(np.flatnonzero(catalogue.proves)[0])
    start = np.full((2, len(catalogue)), -1)
    start[0, measure], start[1, audit] = 0, 1
    after = states_after(catalogue, states, start)
    sure = catalogue.gate_provider[measure]
    assert after.claimed[0].astype(bool).tolist() == sure.tolist()
    assert after.proven[0].astype(bool).tolist() == sure.tolist()
    assert after.claimed[1].sum() == after.proven[1].sum() == 5
    assert states.claimed[0].sum() == states.proven[1].sum() == 0


def test_levels_are_those_of_the_plain_function(setting):
    rng = np.random.default_rng(5)
    catalogue = setting.catalogue
    reached = (rng.random((300, len(catalogue.steps.steps))) < rng.random((300, 1))).astype(
        np.uint8
    )
    found = exact_levels(catalogue, reached)
    assert found.tolist() == levels_of(catalogue.steps, reached).tolist()
    assert len(set(found.tolist())) > 2
