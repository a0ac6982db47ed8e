"""Small chains by hand and random ones, for every test of the room."""

import random
from collections.abc import Callable

import pytest

from lingnan.roadmap.chain import Candidate, Link, Network, Task, Wave, Weights, build_network

#: Spend alone, half of it passed on: shares that can be worked out by hand.
BY_SPEND = Weights(spend_ppm=1_000_000, orders_ppm=0, quality_ppm=0, pass_on_ppm=500_000)

Case = tuple[Network, dict[str, Candidate], Task]


@pytest.fixture
def by_hand() -> Network:
    """L buys 600 from A and 400 from B; A buys 300 from C and 100 from D; D buys 50 from B.

    Of one whole: A→L 0.6, B→L 0.4. A passes on 0.3: C→A 0.225, D→A 0.075; D passes on 0.0375:
    B→D 0.0375; B buys nothing. In all 1.3375.
    """
    links = [
        Link("A", "L", "x", 600),
        Link("B", "L", "y", 400),
        Link("C", "A", "x", 300),
        Link("D", "A", "x", 100),
        Link("B", "D", "z", 50),
    ]
    network, findings = build_network("chain-1", "L", links)
    assert findings == []
    return network


def random_case(seed: int, *, most: int = 7, waves: int = 3) -> Case:
    """A chain of at most so many suppliers with cycles, unknown figures, and tight waves."""
    rng = random.Random(seed)
    count = rng.randint(1, most)
    names = [f"S{n}" for n in range(count)]
    links = [Link(names[0], "L", "a", rng.randint(1, 500), rng.choice([None, 3, 9]))]
    for name in names:
        links += [
            Link(
                name,
                buyer,
                rng.choice("abc"),
                rng.choice([1, 7, 50, 900]),
                rng.choice([None, 0, 5, 40]),
                rng.choice([None, 0, 300_000, 1_000_000]),
            )
            for buyer in rng.sample([*names, "L"], rng.randint(1, min(3, count + 1)))
            if buyer != name
        ]
    network, _ = build_network("random", "L", links)
    candidates = {
        name: Candidate(
            uscc=name,
            level_now=rng.choice([None, 1, 2]),
            is_above=rng.random() < 0.2,
            cost_cny=rng.choice([None, 0, 3, 10, 11, 25]),
            finish_period=rng.choice([None, 0, 1, 2, 3]),
        )
        for name in names
        if rng.random() < 0.95
    }
    rounds = rng.randint(1, waves)
    has_room = rng.random() < 0.6
    task = Task(
        level=2,
        side="claimed",
        waves=tuple(
            Wave(n, rng.choice([0, 5, 12, 30]), rng.choice([0, 1, 2, 3]) if has_room else None)
            for n in range(rounds)
        ),
        budget_step_cny=5,
    )
    return network, candidates, task


@pytest.fixture(scope="session")
def make_case() -> Callable[..., Case]:
    return random_case
