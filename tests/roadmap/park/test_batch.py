"""Demand from members' own roadmaps, and the tables of all parks, on Tinyland's catalogue."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from lingnan.diagnosis import build_model
from lingnan.packs import load_pack
from lingnan.roadmap.assumed import SIZES
from lingnan.roadmap.catalogue import build_catalogue
from lingnan.roadmap.park import (
    Region,
    default_budget,
    demand_of,
    members_of,
    park_inputs,
    park_tables,
    plan_park,
)
from lingnan.roadmap.park.batch import BATCH_PERMUTATIONS
from lingnan.roadmap.park.demand import has_measures
from lingnan.roadmap.park.store import FACILITY_SCHEMA, PARK_SCHEMA, SHARE_SCHEMA

SMALL = SIZES.index("small")
COUNT, PERIODS = 6, 4
USCCS = [f"U{number}" for number in range(COUNT)]


@pytest.fixture(scope="module")
def pack():
    return load_pack(Path(__file__).parents[2] / "packs" / "tinyland")


@pytest.fixture(scope="module")
def catalogue(pack):
    return build_catalogue(pack, build_model(pack.model("tiny-maturity")))


def _reached(catalogue, *names):
    """The steps that these measures surely raise to."""
    rows = [catalogue.number_of[name] for name in names]
    return catalogue.gate_provider[rows].any(axis=0).astype(np.uint8)


def _demand(pack, catalogue, planned=1, value=30_000):
    """Six small enterprises that all plan the network (20,000 yuan) in the same period."""
    shape = (COUNT, len(catalogue))
    network = catalogue.number_of["network"]
    starts = np.full(shape, -1, dtype=np.int64)
    starts[:, network] = planned
    worth = np.zeros(shape, dtype=np.int64)
    worth[:, network] = value
    return demand_of(
        catalogue,
        pack.facilities,
        size=np.full(COUNT, SMALL),
        planned=starts,
        value=worth,
        needed=np.zeros(shape, dtype=np.bool_),
        budget=np.full(COUNT, 100_000, dtype=np.int64),
        reached=np.zeros((COUNT, len(catalogue.steps.steps)), dtype=np.uint8),
        periods=PERIODS,
        wait=1,
    )


def _region(pack, catalogue):
    return Region(catalogue, pack.facilities, 4, PERIODS, Decimal("0.5"))


def test_what_is_there_already(catalogue):
    reached = np.stack([_reached(catalogue, "network", "orders"), _reached(catalogue)])
    has = has_measures(catalogue, reached)
    names = [measure.id for measure in catalogue.measures]
    assert [name for name, there in zip(names, has[0], strict=True) if there] == [
        "network",
        "orders",
    ]
    assert not has[1].any()


def test_planned_measures_wait_and_possible_ones_must_pay(pack, catalogue):
    demand = _demand(pack, catalogue)
    assert np.diff(demand.start).tolist() == [1] * COUNT
    assert set(demand.price.tolist()) == {20_000}
    assert set(demand.latest.tolist()) == {2}
    assert not demand.possible.any()
    # At 40 % it costs 8,000: possible from a value of 8,000 on, to the end of the horizon.
    for value, wants in ((8_000, 1), (7_999, 0)):
        possible = _demand(pack, catalogue, planned=-1, value=value)
        assert np.diff(possible.start).tolist() == [wants] * COUNT
        assert possible.possible.all()
        assert set(possible.latest.tolist()) <= {PERIODS - 1}


def test_default_budget(pack):
    # (40,000 + 6 * 1,000) a year.
    assert default_budget(pack, 6, 3) == (23_000, 46_000, 69_000)


def test_tables_by_hand(pack, catalogue):
    # Six members save 12,000 each by a hall of 30,000, 1,000 a half-year for four, 500 a member.
    demand = _demand(pack, catalogue)
    parks = {"west": np.arange(COUNT), "east": np.array([0, 1]), "moon": np.array([], np.int64)}
    tables = park_tables(_region(pack, catalogue), demand, parks, USCCS, {})
    assert tables.park.schema == PARK_SCHEMA
    assert tables.facility.schema == FACILITY_SCHEMA
    assert tables.share.schema == SHARE_SCHEMA
    east, moon, west = tables.park.to_pylist()
    assert (east["status"], moon["status"], west["status"]) == (
        "nothing_pays",
        "no_members",
        "planned",
    )
    assert west["saving_cny"] == 72_000
    assert west["cost_expected_cny"] == 30_000 + 4_000 + 3_000
    assert west["added_cny"] == 35_000
    assert west["objective_cny"] == west["bound_cny"] == 6 * 10_000 + 35_000
    rows = tables.facility.to_pylist()
    assert [(row["park_id"], row["is_open"]) for row in rows] == [("east", False), ("west", True)]
    assert (rows[1]["start_period"], rows[1]["service_period"], rows[1]["sequence"]) == (0, 1, 1)
    shares = tables.share.to_pylist()
    assert [row["uscc"] for row in shares] == USCCS
    for rule in ("equal", "by_use", "shapley", "least_core"):
        assert sum(row[f"{rule}_cny"] for row in shares) == 37_000
    assert shares[0]["price_alone_cny"] == 20_000
    assert shares[0]["price_with_cny"] == 8_000


def test_cash_that_comes_too_late(pack, catalogue):
    # Service is needed by period 2 (planned in 1, waits for 1): 30,000 must be there in period 1.
    demand = _demand(pack, catalogue)
    parks = {"west": np.arange(COUNT)}
    for budget, status in (
        ((0, 30_000, 34_000, 35_000), "planned"),
        ((0, 29_999, 99_000, 99_000), "nothing_pays"),
    ):
        tables = park_tables(_region(pack, catalogue), demand, parks, USCCS, {"west": budget})
        assert tables.park.to_pylist()[0]["status"] == status


def test_a_batch_agrees_with_one_park(pack, catalogue):
    demand = _demand(pack, catalogue)
    budget = default_budget(pack, COUNT, PERIODS)
    parks = {"west": np.arange(COUNT)}
    tables = park_tables(_region(pack, catalogue), demand, parks, USCCS, {"west": budget})
    members = members_of(catalogue, demand, USCCS, range(COUNT))
    inputs = park_inputs(pack, "west", members, periods=PERIODS, budget_cny=budget)
    answer = plan_park(inputs, pack, permutations=BATCH_PERMUTATIONS)
    row = tables.park.to_pylist()[0]
    assert row["objective_cny"] == answer.objective_cny == answer.bound_cny
    assert row["cost_high_cny"] == answer.cost_high_cny
    shares = {each.uscc: each.shares_cny["shapley"] for each in answer.members}
    assert {row["uscc"]: row["shapley_cny"] for row in tables.share.to_pylist()} == shares


def test_the_same_rows_every_time(pack, catalogue):
    demand = _demand(pack, catalogue)
    parks = {"west": np.arange(COUNT)}
    first, again = (
        park_tables(_region(pack, catalogue), demand, parks, USCCS, {}) for _ in range(2)
    )
    assert all(a.equals(b) for a, b in zip(first, again, strict=True))
