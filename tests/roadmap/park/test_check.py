"""The checker names every constraint that an edited plan breaks."""

import dataclasses

import pytest

from lingnan.packs.content import Facility
from lingnan.roadmap.park import MemberPlan, ParkPlan, check_park, verify_answer
from lingnan.roadmap.park.check import cash_of
from roadmap.park.tiny_park import facility, park, three_members, want

BY_HUB = MemberPlan(frozenset(["hub"]), {"net": "hub"})
GOOD = ParkPlan({"hub": 0}, dict.fromkeys("ABC", BY_HUB))


def _codes(plan, inputs):
    return [each.code for each in check_park(plan, inputs)]


def test_a_good_plan_has_no_findings():
    assert check_park(GOOD, three_members()) == []


@pytest.mark.parametrize(
    ("starts", "changes", "codes"),
    [
        ({"hub": 0, "moon": 0}, {}, ["PAR-101"]),
        ({"hub": 2}, {}, ["PAR-102"]),
        ({"hub": -1}, {}, ["PAR-102"]),
        ({}, {}, ["PAR-103", "PAR-103"] * 3),
        ({"hub": 0}, {"never": frozenset(["hub"])}, ["PAR-110"]),
        ({"hub": 0}, {"budget_cny": (59, 100)}, ["PAR-108"]),
        ({"hub": 0}, {"budget_cny": (50, 59)}, ["PAR-108", "PAR-108"]),
    ],
)
def test_openings_and_cash(starts, changes, codes):
    assert _codes(dataclasses.replace(GOOD, starts=starts), three_members(**changes)) == codes


def test_what_must_open_does():
    nobody = {name: MemberPlan(taken={"net": None}) for name in "ABC"}
    assert _codes(ParkPlan({}, nobody), three_members(must=frozenset(["hub"]))) == ["PAR-109"]


def _with(own, who="C"):
    return ParkPlan({"hub": 0}, {**GOOD.members, who: own})


def test_members():
    inputs = three_members()
    assert _codes(_with(BY_HUB, who="Z"), inputs) == ["PAR-101"]
    assert _codes(_with(MemberPlan(frozenset(["hub"]), {"dance": None})), inputs) == ["PAR-101"]
    assert _codes(_with(MemberPlan(frozenset(), {"net": "hub"})), inputs) == ["PAR-105"]
    assert _codes(_with(MemberPlan(frozenset(["hub"]), {"net": "moon"})), inputs) == ["PAR-101"]


def _changed(**changes):
    inputs = three_members()
    last = dataclasses.replace(inputs.members[2], **changes)
    return dataclasses.replace(inputs, members=(*inputs.members[:2], last))


def test_wants_budgets_and_worth():
    assert _codes(GOOD, _changed(wants=(want("net", 40, 500, latest=0),))) == ["PAR-105"]
    assert _codes(GOOD, _changed(wants=(want("net", 40, 19),))) == ["PAR-106"]
    assert _codes(GOOD, _changed(budget_cny=19)) == ["PAR-107"]
    needs = (want("net", 40, 500, is_needed=True), want("mes", 10, 0, is_needed=True))
    half = dataclasses.replace(_changed(wants=needs), question="level")
    assert _codes(GOOD, half) == ["PAR-111"]


def test_a_facility_that_offers_nothing_for_the_measure():
    inputs = three_members()
    other = facility("hub", {"mes": 0.5})
    assert _codes(GOOD, dataclasses.replace(inputs, facilities=(other,))) == ["PAR-105"] * 3


def test_capacity():
    full: Facility = three_members().facilities[0].model_copy(update={"capacity_members": 2})
    inputs = dataclasses.replace(three_members(), facilities=(full,))
    found = check_park(GOOD, inputs)
    assert [each.code for each in found] == ["PAR-104"]
    assert found[0].what.en == "hub serves 3 members, its capacity is 2"
    assert found[0].what.zh == "hub 接入 3 家，容量 2 家"


def test_cash_flow_by_hand():
    # 65 over two half-years: 33 (with the remainder) and 32; then 5 a half-year and 3 connections.
    hub = facility(
        "hub",
        {"net": 0.5},
        fixed_expected_cny=65,
        duration_half_years=2,
        running_cny_year=9,
        per_member_cny=7,
    )
    inputs = park([hub], three_members().members, periods=4, budget_cny=(40, 80, 120, 160))
    cash = cash_of(GOOD, inputs)
    assert cash.building_cny == (33, 32, 0, 0)
    assert cash.running_cny == (0, 0, 5, 5)
    assert cash.connection_cny == (0, 0, 21, 0)
    assert cash.balance_cny == (7, 15, 29, 64)


def test_stated_figures_are_recomputed():
    inputs = three_members()
    answer = {
        "facilities": [{"id": "hub", "is_open": True, "start_period": 0}],
        "members": [
            {
                "uscc": name,
                "connected": ["hub"],
                "measures": [{"measure": "net", "facility": "hub"}],
                "shares_cny": {"equal": 20},
            }
            for name in "ABC"
        ],
        "splits": [{"rule": "equal"}],
        "objective_cny": 1330,
        "cost_expected_cny": 60,
    }
    assert verify_answer(answer, inputs) == []
    answer["objective_cny"] = 1400
    answer["members"][0]["shares_cny"]["equal"] = 19
    found = verify_answer(answer, inputs)
    assert [each.code for each in found] == ["PAR-112", "PAR-113"]
    assert found[0].what.en == "the file states the objective 1400, recomputed 1330"
