"""Validation of networks and the share that links stand for, worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.roadmap.chain import LeaderMissing, Link, NetworkEmpty, Weights, build_network
from lingnan.roadmap.chain.errors import WeightsUnusable
from lingnan.roadmap.chain.share import attribute, counted_ppm
from lingnan.roadmap.chain.tier import UNREACHED, distances, dominators

from .conftest import BY_SPEND, random_case


def shares_of(network, weights=BY_SPEND):
    found = attribute(network, weights).link_ppm
    return {
        (network.codes[s], network.codes[b]): int(ppm)
        for s, b, ppm in zip(network.supplier, network.buyer, found, strict=True)
    }


def test_spend_is_attributed_tier_by_tier(by_hand):
    # whole 1.3375: 0.6 is 448,598.13 ppm, 0.4 is 299,065.42, 0.225 is 168,224.30, 0.075 is
    # 56,074.77 and 0.0375 is 28,037.38; rounded down they make 999,998, and the two largest
    # remainders, .77 and .42, get one more
    assert shares_of(by_hand) == {
        ("A", "L"): 448_598,
        ("B", "L"): 299_066,
        ("C", "A"): 168_224,
        ("D", "A"): 56_075,
        ("B", "D"): 28_037,
    }
    assert dict(zip(by_hand.codes, by_hand.tier.tolist(), strict=True)) == {
        "L": 0, "A": 1, "B": 1, "C": 2, "D": 2
    }  # fmt: skip


def test_a_link_counts_when_both_ends_are_above(by_hand):
    shares = attribute(by_hand, BY_SPEND).link_ppm
    above = np.array([code in ("C", "D") for code in by_hand.codes])
    # C and D are above, A is not: nothing counts
    assert counted_ppm(by_hand, shares, above) == 0
    above |= np.array([code == "A" for code in by_hand.codes])
    assert counted_ppm(by_hand, shares, above) == 448_598 + 168_224 + 56_075


def test_what_goes_round_a_cycle_dies_out():
    # A sells all to L and B, B all to A: A receives 1 + x/2·…; flow A→L 1, B→A f, A→B g with
    # f = (1 + g) / 2, g = f / 2: f = 2/3, g = 1/3; whole 2
    links = [Link("A", "L", "x", 10), Link("B", "A", "x", 10), Link("A", "B", "x", 10)]
    network, _ = build_network("c", "L", links)
    assert shares_of(network) == {
        ("A", "L"): 500_000,
        ("B", "A"): pytest.approx(333_333, abs=1),
        ("A", "B"): pytest.approx(166_667, abs=1),
    }


def test_orders_and_quality_have_their_weights():
    # spend 3:1, orders 1:3, quality data only known of A: weights 50, 30 and 20 %
    links = [
        Link("A", "L", "x", 300, orders_count=10, quality_data_ppm=500_000),
        Link("B", "L", "y", 100, orders_count=30),
    ]
    network, _ = build_network("c", "L", links)
    shares = attribute(network, Weights())
    # A: 0.5 × 0.75 + 0.3 × 0.25 + 0.2 × 1 = 0.65
    assert shares.link_ppm.tolist() == [650_000, 350_000]
    assert (shares.unknown_orders, shares.unknown_quality) == (0, 1)


def test_unknown_orders_follow_spend_and_unknown_quality_gives_its_weight_away():
    links = [Link("A", "L", "x", 300, orders_count=10), Link("B", "L", "y", 100)]
    network, _ = build_network("c", "L", links)
    shares = attribute(network, Weights())
    # orders of L fall back on spend; quality is unknown: 50 and 30 become 62.5 and 37.5 %
    assert shares.weights_ppm == (625_000, 375_000, 0)
    assert shares.link_ppm.tolist() == [750_000, 250_000]
    assert (shares.unknown_orders, shares.unknown_quality) == (1, 2)


def test_bad_links_are_told_and_left_out():
    links = [
        Link("A", "L", "x", 100),
        Link("A", "A", "x", 5),
        Link("B", "L", "x", 0),
        Link("C", "L", "x", -7),
        Link("L", "A", "x", 7),
        Link("D", "E", "x", 7),
        Link("F", "L", "x", 100, orders_count=-1, quality_data_ppm=1_000_001),
    ]
    network, findings = build_network("c", "L", links)
    assert [(each.code, each.subject) for each in findings] == [
        ("CHA-101", "A"),
        ("CHA-102", "B"),
        ("CHA-102", "C"),
        ("CHA-104", "L"),
        ("CHA-105", "F"),
        ("CHA-105", "F"),
        ("CHA-103", "D"),
    ]
    assert all("{" not in each.what.zh + each.what.en for each in findings)
    assert network.codes == ("A", "D", "E", "F", "L")
    assert network.tier[1] == UNREACHED
    assert shares_of(network) == {("A", "L"): 500_000, ("F", "L"): 500_000, ("D", "E"): 0}


def test_rows_of_one_supply_are_added_up():
    links = [Link("A", "L", "x", 100, 3, 200_000), Link("A", "L", "x", 300, 4, 600_000)]
    network, _ = build_network("c", "L", links)
    # quality: (0.2 × 100 + 0.6 × 300) / 400 = 0.5
    assert (network.spend.tolist(), network.orders.tolist()) == ([400], [7])
    assert network.quality.tolist() == [500_000]


def test_chains_without_links_or_leader():
    with pytest.raises(NetworkEmpty) as caught:
        build_network("C-9", "L", [])
    assert caught.value.code == "CHA-001"
    assert "C-9" in caught.value.render("zh")
    with pytest.raises(NetworkEmpty):
        build_network("C-9", "L", [Link("A", "L", "x", 0)])
    for leader in (None, "X", "A"):
        with pytest.raises(LeaderMissing) as caught_leader:
            build_network("C-9", leader, [Link("A", "L", "x", 1)])
        assert caught_leader.value.code == "CHA-002"


@pytest.mark.parametrize(
    "parts", [(500_000, 300_000, 100_000, 0), (1_000_001, 0, -1, 0), (1_000_000, 0, 0, 900_001)]
)
def test_weights_that_cannot_be(parts):
    with pytest.raises(WeightsUnusable, match="CHA-005"):
        Weights(*parts)


def test_dominators_by_hand(by_hand):
    found = dominators(len(by_hand.codes), by_hand.leader, by_hand.supplier, by_hand.buyer)
    name = {code: by_hand.codes[found[place]] for code, place in by_hand.place.items()}
    # B reaches L directly; C and D only through A
    assert name == {"L": "L", "A": "L", "B": "L", "C": "A", "D": "A"}


@given(st.integers(0, 10_000))
@settings(max_examples=150, deadline=None)
def test_shares_make_a_whole_and_nothing_comes_from_the_unreached(seed):
    network, _, task = random_case(seed)
    shares = attribute(network, task.weights).link_ppm
    assert int(shares.sum()) == 1_000_000
    assert (shares >= 0).all()
    assert (shares[network.tier[network.buyer] < 0] == 0).all()


@given(st.integers(0, 10_000))
@settings(max_examples=150, deadline=None)
def test_dominators_are_what_cuts_a_supplier_off(seed):
    network, _, _ = random_case(seed)
    count, leader = len(network.codes), network.leader
    found = dominators(count, leader, network.supplier, network.buyer)
    for cut in range(count):
        if cut == leader or network.tier[cut] < 0:
            continue
        kept = (network.supplier != cut) & (network.buyer != cut)
        without = distances(count, leader, network.supplier[kept], network.buyer[kept])
        for node in range(count):
            if node in (cut, leader) or network.tier[node] < 0:
                continue
            chain, over = set(), node
            while over != leader:
                over = int(found[over])
                chain.add(over)
            assert (cut in chain) == (without[node] == UNREACHED)
