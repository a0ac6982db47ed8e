"""Both solvers against enumeration, bounds, monotonicity."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lingnan.roadmap.chain import (
    Candidate,
    Link,
    Task,
    Wave,
    build_network,
    check_chain,
    plan_chain,
)
from lingnan.roadmap.chain.bound import bound_share
from lingnan.roadmap.chain.candidate import stand
from lingnan.roadmap.chain.cut import best_at
from lingnan.roadmap.chain.exact import prove
from lingnan.roadmap.chain.problem import pose
from lingnan.roadmap.chain.search import search
from lingnan.roadmap.chain.share import attribute
from lingnan.roadmap.chain.wave import NO_WAVE, fits, spread

from .conftest import random_case

SEEDS = st.integers(0, 1_000_000)


def enumerate_best(network, candidates, task):
    """The best share over every assignment of suppliers to waves; shares nothing with the room."""
    link_ppm = attribute(network, task.weights).link_ppm
    able = [
        code
        for code in network.codes
        if code in candidates
        and network.tier[network.place[code]] > 0
        and not candidates[code].is_above
        and candidates[code].cost_cny is not None
    ]
    links = [
        (network.codes[s], network.codes[b], int(ppm))
        for s, b, ppm in zip(network.supplier, network.buyer, link_ppm, strict=True)
    ]
    before = {code for code in network.codes if code in candidates and candidates[code].is_above}
    before.add(network.codes[network.leader])
    best = 0
    for waves in product(range(-1, len(task.waves)), repeat=len(able)):
        spent = money = 0
        is_good = all(
            w < 0 or (candidates[code].finish_period or 0) <= task.waves[w].period
            for code, w in zip(able, waves, strict=True)
        )
        for number, wave in enumerate(task.waves):
            here = [code for code, w in zip(able, waves, strict=True) if w == number]
            spent += sum(candidates[code].cost_cny for code in here)
            money += wave.budget_cny
            room = 99 if wave.capacity is None else wave.capacity
            is_good &= spent <= money and len(here) <= room
        if is_good:
            above = before | {code for code, w in zip(able, waves, strict=True) if w >= 0}
            best = max(best, sum(ppm for s, b, ppm in links if s in above and b in above))
    return best


@given(SEEDS)
@settings(max_examples=120, deadline=None)
def test_the_exact_answer_is_that_of_enumeration(seed):
    network, candidates, task = random_case(seed, most=6)
    best = enumerate_best(network, candidates, task)
    answer, _ = plan_chain(network, candidates, task)
    assert (answer.objective, answer.bound) == (best, best)
    assert answer.gap == 0
    assert check_chain(answer, network, candidates) == []
    assert answer.more_money.gain_ppm >= 0


@given(SEEDS)
@settings(max_examples=120, deadline=None)
def test_the_bound_holds_and_the_search_is_feasible(seed):
    network, candidates, task = random_case(seed, most=6)
    best = enumerate_best(network, candidates, task)
    answer, _ = plan_chain(network, candidates, replace(task, method="bounded"))
    assert answer.objective <= best <= answer.bound
    assert check_chain(answer, network, candidates) == []


@given(SEEDS, st.integers(1, 40))
@settings(max_examples=120, deadline=None)
def test_more_money_is_never_worse(seed, more):
    network, candidates, task = random_case(seed, most=7)
    assume(task.waves)
    first = task.waves[0]
    richer = replace(
        task, waves=(replace(first, budget_cny=first.budget_cny + more), *task.waves[1:])
    )
    poor, _ = plan_chain(network, candidates, task)
    rich, _ = plan_chain(network, candidates, richer)
    assert poor.objective <= rich.objective


@given(SEEDS)
@settings(max_examples=120, deadline=None)
def test_fitting_is_decided_as_by_trying_every_spread(seed):
    network, candidates, task = random_case(seed, most=5)
    standing, _ = stand(network, candidates)
    problem = pose(network, attribute(network, task.weights).link_ppm, standing, task)
    for chosen in product([False, True], repeat=problem.count):
        mask = np.array(chosen, dtype=bool)
        assert fits(problem, mask) == _fits_by_trying(problem, mask)


def _fits_by_trying(problem, mask):
    places = np.flatnonzero(mask)
    for waves in product(range(len(problem.budget)), repeat=len(places)):
        given_to = np.array(waves, dtype=int)
        is_good = all(given_to >= problem.release[places])
        for t in range(len(problem.budget)):
            is_good &= problem.cost[places[given_to <= t]].sum() <= problem.budget[t]
            is_good &= (given_to == t).sum() <= problem.capacity[t]
        if is_good:
            return True
    return False


@given(SEEDS)
@settings(max_examples=120, deadline=None)
def test_a_cut_is_the_best_set_at_its_prices(seed):
    network, candidates, task = random_case(seed, most=7)
    standing, _ = stand(network, candidates)
    problem = pose(network, attribute(network, task.weights).link_ppm, standing, task)
    prices = np.random.default_rng(seed).uniform(0, 400_000, problem.count)
    best = (
        max(
            problem.objective(np.array(chosen, dtype=bool)) - float(prices[list(chosen)].sum())
            for chosen in product([False, True], repeat=problem.count)
        )
        if problem.count
        else float(problem.start)
    )
    cut = best_at(problem, prices)
    # prices are rounded down to 1/800 ppm each
    assert 0 <= problem.start + cut.worth - best <= problem.count / 800 + 1e-6


def heavy_chain(count, seed):
    """A larger chain: tiers, heavy tails, cycles."""
    rng = np.random.default_rng(seed)
    tier = np.sort(rng.choice([1, 2, 3, 4], count, p=[0.2, 0.4, 0.25, 0.15]))
    tier[0] = 1
    size = np.exp(rng.normal(16, 1.6, count))
    links = []
    for n in range(count):
        near = np.flatnonzero(tier == tier[tier < tier[n]].max()) if tier[n] > 1 else []
        buyers = ["L"] if tier[n] == 1 else [f"S{b:05d}" for b in rng.choice(near, 2)]
        if rng.random() < 0.05:
            buyers.append(f"S{rng.integers(count):05d}")
        links += [
            Link(f"S{n:05d}", b, "x", int(size[n] / 3) + 1)
            for b in dict.fromkeys(buyers)
            if b != f"S{n:05d}"
        ]
    network, _ = build_network("heavy", "L", links)
    candidates = {
        code: Candidate(
            code,
            1,
            bool(rng.random() < 0.2),
            int(np.exp(rng.normal(13, 0.7))),
            int(rng.integers(4)),
        )
        for code in network.codes
    }
    return network, candidates


@pytest.mark.parametrize("capacity", [None, 12])
def test_a_larger_chain_is_proven_and_the_search_is_close(capacity):
    network, candidates = heavy_chain(300, 4)
    task = Task(2, "claimed", tuple(Wave(n, 4_000_000, capacity) for n in range(4)))
    exact, _ = plan_chain(network, candidates, task)
    near, _ = plan_chain(network, candidates, replace(task, method="bounded"))
    assert exact.gap == 0
    assert exact.objective <= near.bound
    assert near.gain_gap <= 0.01
    assert check_chain(exact, network, candidates) == []


@example(0)
@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_every_chosen_upgrade_has_a_wave(seed):
    network, candidates, task = random_case(seed)
    standing, _ = stand(network, candidates)
    problem = pose(network, attribute(network, task.weights).link_ppm, standing, task)
    bound = bound_share(problem)
    chosen = search(problem, bound.sets)
    assert fits(problem, chosen)
    assert ((spread(problem, chosen) != NO_WAVE) == chosen).all()
    proof = prove(problem, chosen, ceiling=bound.ppm, seconds=5.0)
    assert proof.bound >= problem.objective(chosen)


def test_a_plan_is_the_same_every_time(make_case):
    network, candidates = heavy_chain(150, 9)
    task = Task(2, "claimed", (Wave(0, 2_000_000), Wave(1, 3_000_000, 5)))
    first, second = (plan_chain(network, candidates, task)[0].to_json() for _ in range(2))
    assert first == second
