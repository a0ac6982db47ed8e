"""Invariants on random catalogues, enterprises and lists; brute force on tiny cases."""

import math
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.diagnosis import build_model, score
from lingnan.packs import Pack, load_pack
from lingnan.roadmap.assumed import SIZES
from lingnan.roadmap.catalogue import Catalogue, bits_of, build_catalogue
from lingnan.roadmap.industry import Scope, check_industry, plan_industry
from lingnan.roadmap.industry.bit import WORD_BITS, pack_bits
from lingnan.roadmap.industry.bound import bound_of
from lingnan.roadmap.industry.closure import BLOCKED, closures, finishes, rules_of
from lingnan.roadmap.industry.cover import Cover, value_of
from lingnan.roadmap.industry.exact import choose_exactly, relaxation_of
from lingnan.roadmap.industry.greedy import choose_lazily, choose_plainly, floor_share
from lingnan.roadmap.industry.group import group_states
from lingnan.roadmap.industry.package import (
    Packages,
    closure_of,
    finish_of,
    in_place,
    packages_of,
    set_of,
)
from lingnan.roadmap.industry.reach import reach
from lingnan.roadmap.industry.target import levels_fast, needs_of, target_of
from lingnan.roadmap.industry.wave import plan_waves
from lingnan.roadmap.state import Flags, answers_of, levels_of
from roadmap.industry.toys import TOYS, ask, make_inputs

SMALL, MEDIUM = SIZES.index("small"), SIZES.index("medium")
FEW = settings(max_examples=40, deadline=None)


@st.composite
def covers(draw: st.DrawFn) -> Cover:
    """Up to 6 groups, 6 packages, 7 steps and 2 rows."""
    groups, packages = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    steps, rows = draw(st.integers(1, 7)), draw(st.integers(1, 2))

    def table(*shape: int, most: int) -> np.ndarray:
        size = math.prod(shape)
        values = draw(st.lists(st.integers(0, most), min_size=size, max_size=size))
        return np.array(values, dtype=np.int64).reshape(shape)

    return Cover(
        factor=table(groups, most=20) + 1,
        need=table(groups, rows, most=9),
        gained=table(packages, groups, 1, most=(1 << steps) - 1),
        coefficient=table(steps, rows, most=4),
        unit=table(rows, most=5) + 1,
    )


def plain_value(cover: Cover, chosen: tuple[int, ...]) -> int:
    """The objective from its formula."""
    total = 0
    for g, factor in enumerate(cover.factor.tolist()):
        given_steps = 0
        for p in chosen:
            given_steps |= int(cover.gained[p, g, 0])
        for r, unit in enumerate(cover.unit.tolist()):
            closed = sum(int(cover.coefficient[s, r]) for s in bits_of(given_steps))
            total += factor * unit * min(int(cover.need[g, r]), closed)
    return total


@FEW
@given(covers(), st.integers(1, 6))
def test_greedy_floor_bound_and_oracle(cover: Cover, count: int) -> None:
    every = range(cover.packages_count)
    most = min(count, cover.packages_count)
    best = max(plain_value(cover, chosen) for chosen in combinations(every, most))
    lazy, plain = choose_lazily(cover, count), choose_plainly(cover, count)
    assert (lazy.packages, lazy.gains) == (plain.packages, plain.gains)
    assert lazy.objective == value_of(cover, lazy.packages) == plain_value(cover, lazy.packages)
    assert lazy.objective >= floor_share(count) * best - 1e-6
    assert floor_share(count) >= 1 - 1 / math.e
    assert list(lazy.gains) == sorted(lazy.gains, reverse=True)
    exact = choose_exactly(cover, count)
    assert exact.objective == best
    for rounds in (1, 3, 60):
        bound = bound_of(cover, count, [lazy.packages], rounds=rounds)
        assert bound.value >= best
    relaxed = relaxation_of(cover, count)
    assert relaxed >= best - 1e-5
    if bound.is_lp:
        assert bound.value == pytest.approx(math.floor(relaxed + 1e-4), abs=1 + 1e-5 * relaxed)


@FEW
@given(covers())
def test_coverage_is_monotone_in_the_list_and_gains_shrink(cover: Cover) -> None:
    count = cover.packages_count
    values = {
        frozenset(c): plain_value(cover, c)
        for n in range(min(count, 4) + 1)
        for c in combinations(range(min(count, 4)), n)
    }
    for small, low in values.items():
        for large, high in values.items():
            if not small <= large:
                continue
            assert low <= high
            for p in range(min(count, 4)):
                gain_large = values[large | {p}] - high
                assert values[small | {p}] - low >= gain_large


@FEW
@given(covers())
def test_longer_lists_close_more(cover: Cover) -> None:
    found = [choose_lazily(cover, count) for count in range(1, cover.packages_count + 1)]
    for shorter, longer in pairwise(found):
        assert longer.packages[: len(shorter.packages)] == shorter.packages
        assert longer.objective >= shorter.objective


@pytest.fixture(scope="module")
def official() -> Pack:
    return load_pack("guangdong")


@pytest.fixture(scope="module")
def large(official: Pack) -> Catalogue:
    model = next(m for m in official.models if m.level_rule == "gates")
    return build_catalogue(official, build_model(model))


def random_states(catalogue: Catalogue, seed: int, count: int) -> Flags:
    """States that answer sheets can have: lower steps of a single choice come first."""
    rng = np.random.default_rng(seed)
    found = np.zeros((count, len(catalogue.steps.steps)), dtype=np.uint8)
    ability = rng.beta(2, 2, size=count)
    for item, own in zip(catalogue.model.items, catalogue.steps.of_item, strict=True):
        if item.kind == "multi":
            for step in own:
                found[:, step.number] = rng.random(count) < ability
        else:
            top = rng.binomial(len(own), ability)
            for step in own:
                found[:, step.number] = top > step.rank
    return found


@pytest.mark.parametrize("seed", range(3))
def test_kernel_of_closures_equals_the_reference(large: Catalogue, seed: int) -> None:
    packages = packages_of(large)
    reached = random_states(large, seed, 40)[:, packages.relevant]
    size = np.array([seed % 4] * 20 + [SMALL] * 20, dtype=np.int64)
    masks, gained = closures(packages, size, pack_bits(reached))
    for g in range(len(size)):
        have = set_of(reached[g])
        done = in_place(packages, have)
        for p in range(len(packages)):
            word = closure_of(packages, p, int(size[g]), have)
            assert masks[p, g] == (BLOCKED if word is None else word)
            new = sum(int(word) << WORD_BITS * w for w, word in enumerate(gained[p, g]))
            steps = 0
            for j in bits_of(word or 0):
                steps |= packages.sets[j]
            assert new == steps & ~have
            if word:
                finish = finish_of(packages, word, done, int(size[g]), have)
                one = slice(g, g + 1)
                bought = np.array([word], dtype=np.int64)
                words = pack_bits(reached[one])
                assert finishes(rules_of(packages), size[one], words, bought)[0] == finish


def test_levels_by_matrix_equal_levels_of_the_state(large: Catalogue) -> None:
    reached = random_states(large, 7, 500)
    assert (levels_fast(large.steps, reached) == levels_of(large.steps, reached)).all()


def cheapest(
    packages: Packages,
    catalogue: Catalogue,
    level: int,
    size: int,
    reached: Flags,
    chosen: list[int],
) -> int | None:
    """The cheapest subset by trying all, scored by the reference scorer on answers."""
    have = set_of(reached[packages.relevant])
    best: int | None = None
    for number in range(1, 1 << len(chosen)):
        words = [closure_of(packages, chosen[k], size, have) for k in bits_of(number)]
        if any(word is None for word in words):
            continue
        union = 0
        for word in words:
            union |= word or 0
        state = reached.copy()
        for j in bits_of(union):
            state[packages.relevant] |= packages.provider[j]
        price = sum(int(packages.price[size, j, 1]) for j in bits_of(union))
        answers = answers_of(catalogue.steps, state, {})
        does = score(catalogue.model, answers).level >= level
        if does and (best is None or price < best):
            best = price
    return best


@pytest.mark.parametrize(("seed", "level"), [(1, 1), (2, 2), (3, 3)])
def test_who_reaches_equals_brute_force_by_the_scorer(
    large: Catalogue, seed: int, level: int
) -> None:
    packages, target = packages_of(large), target_of(large.steps, level)
    every = random_states(large, seed, 120)
    below = np.flatnonzero(levels_of(large.steps, every) < level)[:25]
    reached = every[below]
    size = np.where(np.arange(len(below)) % 3 == 0, MEDIUM, SMALL).astype(np.int64)
    groups = group_states(packages, target, size, reached, 10)
    chosen = list(choose_lazily(groups.cover, 4).packages)
    found = reach(packages, groups.cover, groups.size, groups.masks, chosen)
    some = 0
    for i, g in enumerate(groups.of_member.tolist()):
        best = cheapest(packages, large, level, int(size[i]), reached[i], chosen)
        assert (found.subset[g] < 0) == (best is None)
        if best is not None:
            some += 1
            assert found.price[g, 1] == best
    assert some or level == 3


@FEW
@given(st.data())
def test_waves_keep_budget_and_capacity_and_serve_the_most(data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 9))
    draw = lambda most, least=0: np.array(  # noqa: E731
        data.draw(st.lists(st.integers(least, most), min_size=count, max_size=count)),
        dtype=np.int64,
    )
    subsidy, subset, distance, ready = draw(9), draw(7, 1), draw(5), draw(1).astype(np.bool_)
    capacity = np.array(
        data.draw(st.lists(st.integers(0, 3), min_size=3, max_size=3)), dtype=np.int64
    )
    horizon = data.draw(st.integers(1, 3))
    budgets = sorted(data.draw(st.lists(st.integers(0, 30), min_size=2, max_size=2)))
    served = []
    for budget in budgets:
        waves = plan_waves(subsidy, subset, distance, ready, capacity, budget, horizon)
        assert int(subsidy[waves.served].sum()) <= budget
        for t in range(horizon):
            for k in range(3):
                assert (subset[waves.wave == t] >> k & 1).sum() <= capacity[k]
        most = max(
            n
            for n in range(count + 1)
            if any(sum(subsidy[list(c)]) <= budget for c in combinations(range(count), n))
        )
        assert waves.most == most
        assert len(waves.served) <= most
        free = plan_waves(subsidy, subset, distance, ready, np.full(3, count), budget, horizon)
        assert len(free.served) == most
        served.append(len(waves.served))
        for mask in set(subset[waves.served].tolist()):
            own = [i for i in waves.served.tolist() if subset[i] == mask]
            own.sort(key=lambda i: (waves.wave[i], not ready[i], distance[i], i))
            ranks = [(not ready[i], distance[i]) for i in own]
            assert ranks == sorted(ranks)
    assert served[0] <= served[1]


ANSWERS = {"Q1": "AB", "Q2": "AB", "Q3": ["A", "B", "C", "B,C"], "S1": "012", "S2": "012"}
sheets = st.lists(
    st.fixed_dictionaries({}, optional={k: st.sampled_from(list(v)) for k, v in ANSWERS.items()}),
    min_size=1,
    max_size=7,
)


@settings(max_examples=40, deadline=None)
@given(
    sheets=sheets, level=st.integers(1, 2), count=st.integers(1, 5), budget=st.integers(0, 60_000)
)
def test_answers_pass_the_checker_and_grow(
    catalogue: Catalogue, sheets: list[dict[str, str]], level: int, count: int, budget: int
) -> None:
    inputs = make_inputs(catalogue, sheets)
    answer = plan_industry(inputs, TOYS, ask(level, packages_count=count, budget_cny=budget))
    assert check_industry(answer.to_json(), inputs) == []
    assert answer.objective <= answer.bound
    levels = [score(catalogue.model, sheet).level for sheet in sheets]
    assert answer.members.reached_before == sum(each >= level for each in levels)
    assert sum(answer.levels[-1].claimed[level:]) == answer.reached_after
    richer = plan_industry(
        inputs, TOYS, ask(level, packages_count=count, budget_cny=budget + 10_000)
    )
    assert richer.reached_after >= answer.reached_after
    longer = plan_industry(inputs, TOYS, ask(level, packages_count=count + 1, budget_cny=None))
    shorter = plan_industry(inputs, TOYS, ask(level, packages_count=count, budget_cny=None))
    assert longer.objective >= shorter.objective
    assert longer.reached_after >= shorter.reached_after


@pytest.mark.parametrize("side", ["claimed", "proven"])
def test_official_content_is_plannable_on_every_model(official: Pack, side: str) -> None:
    for content in official.models:
        catalogue = build_catalogue(official, build_model(content))
        reached = random_states(catalogue, 3, 60)
        inputs = make_inputs(catalogue, [{}] * 60, cluster=official.clusters[0].id)
        inputs.states.claimed[:] = reached
        inputs.states.proven[:] = reached
        scope = Scope(cluster_id=official.clusters[0].id)
        answer = plan_industry(inputs, scope, ask(1, side=side))
        assert check_industry(answer.to_json(), inputs) == []
        assert 0 <= answer.gap <= 1 - answer.floor + 1e-9
        assert needs_of(target_of(catalogue.steps, 1), reached).shape[0] == 60
