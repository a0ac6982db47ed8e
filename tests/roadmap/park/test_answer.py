"""The whole answer about a park: figures, JSON, words, and what it refuses."""

import dataclasses
import json
from pathlib import Path

import pytest

from lingnan.packs import load_pack
from lingnan.roadmap.park import plan_of_json, plan_park, verify_answer
from lingnan.roadmap.park.errors import (
    FacilityUnknown,
    MemberUnknown,
    NoFacilities,
    NoMembers,
    ParkBudgetInvalid,
    ParkChoiceContradicts,
    ParkInputInvalid,
    ParkPlanUnreadable,
    TooManyFacilities,
)
from roadmap.park.tiny_park import facility, park, three_members

TINYLAND = Path(__file__).parents[2] / "packs" / "tinyland"


@pytest.fixture(scope="module")
def pack():
    return load_pack(TINYLAND)


def _json(inputs, pack, **options):
    return json.loads(json.dumps(plan_park(inputs, pack, **options).to_json()))


def test_the_answer_of_three_members(pack):
    inputs = three_members(budget_cny=(70, 75))
    told = _json(inputs, pack, period_names=("2025H1", "2025H2"), is_synthetic=True)
    assert told["objective_cny"] == told["bound_cny"] == 1330
    assert (told["gap"], told["gap_added"], told["added_cny"]) == (0, 0, 50)
    hub = told["facilities"][0]
    assert (hub["start_period"], hub["service_period"], hub["members_served"]) == (0, 1, 3)
    assert (hub["cost_low_cny"], hub["cost_expected_cny"], hub["cost_high_cny"]) == (
        60 - 10,
        60,
        90,
    )
    assert hub["saving_cny"] == 110
    assert told["members"][0] == {
        "uscc": "A",
        "connected": ["hub"],
        "measures": [
            {
                "measure": "net",
                "price_cny": 100,
                "paid_cny": 50,
                "facility": "hub",
                "is_possible": False,
            }
        ],
        "price_alone_cny": 100,
        "price_with_cny": 50,
        "saving_cny": 50,
        "gain_cny": 50,
        "alone_gain_cny": 0,
        "reaches_level": None,
        "shares_cny": {"equal": 20, "by_use": 27, "shapley": 27, "least_core": 27},
    }
    assert [row["balance_cny"] for row in told["cash_flow"]] == [10, 15]
    assert told["cash_flow"][0]["building_cny"] == 60
    assert told["is_synthetic"]
    assert {each["id"] for each in told["assumptions"]} >= {"roadmap.park.shown_share"}
    assert told["unconfirmed"][0]["en"] == (
        "prices and factors of the facility 'facility hub' are not confirmed"
    )
    assert verify_answer(told, inputs) == []


def test_an_answer_survives_the_way_through_json(pack):
    answer = plan_park(three_members(), pack)
    assert plan_of_json(json.loads(json.dumps(answer.to_json()))) == answer.plan
    with pytest.raises(ParkPlanUnreadable):
        plan_of_json({"facilities": [{"id": "hub"}], "members": []})


def test_the_level_question_counts_members(pack):
    inputs = three_members(question="level")
    poor = dataclasses.replace(inputs.members[1], budget_cny=10)
    told = _json(dataclasses.replace(inputs, members=(inputs.members[0], poor)), pack)
    # B cannot even pay 40; A alone would save 50 by 60.
    assert (told["reached"], told["reached_bound"]) == (1, 1)
    assert told["objective_cny"] == told["bound_cny"] == 100
    assert [each["reaches_level"] for each in told["members"]] == [True, False]
    assert told["binding"][-1]["en"] == (
        "members that do not reach the level: 1; of them beyond reach even with every facility: 1"
    )


def _sentences(inputs, pack):
    return [each.en for each in plan_park(inputs, pack, period_names=("H1", "H2")).binding]


def test_what_binds_is_said_in_words(pack):
    inputs = three_members()
    full = inputs.facilities[0].model_copy(update={"capacity_members": 2})
    told = _sentences(dataclasses.replace(inputs, facilities=(full,)), pack)
    assert told == ["facility hub is full with 2 members; 1 more would gain from it"]
    alone = dataclasses.replace(inputs, members=inputs.members[:1])
    assert _sentences(alone, pack) == [
        "facility hub stays closed: members would gain 50 yuan by it, less than its 60"
    ]
    assert _sentences(three_members(budget_cny=(30, 60)), pack) == [
        "the park's cash lets facility hub start in H2 only",
        "the park's cash is tightest at the end of H2: 0 yuan are left",
    ]
    assert _sentences(three_members(budget_cny=(30, 59)), pack) == [
        "cash or places keep facility hub closed; it would add up to 50 yuan net"
    ]
    poor = tuple(dataclasses.replace(each, budget_cny=60) for each in inputs.members)
    told = _sentences(dataclasses.replace(inputs, members=poor), pack)
    assert told == []
    poor = tuple(dataclasses.replace(each, budget_cny=45) for each in inputs.members)
    told = _sentences(dataclasses.replace(inputs, members=poor), pack)
    assert told == ["members whose own budget keeps them from measures that would be worth it: 1"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"members": ()}, NoMembers),
        ({"facilities": ()}, NoFacilities),
        ({"budget_cny": (-1, 5)}, ParkBudgetInvalid),
        ({"budget_cny": (5, 4)}, ParkBudgetInvalid),
        ({"budget_cny": (5,)}, ParkBudgetInvalid),
        ({"must": frozenset(["nowhere"])}, FacilityUnknown),
        ({"must": frozenset(["hub"]), "never": frozenset(["hub"])}, ParkChoiceContradicts),
        ({"periods": 0}, ParkInputInvalid),
    ],
)
def test_refuses_what_cannot_be(pack, changes, error):
    with pytest.raises(error) as caught:
        plan_park(dataclasses.replace(three_members(), **changes), pack)
    assert caught.value.code.startswith("PAR-0")
    assert "{" not in caught.value.render("zh") + caught.value.render("en")


def test_refuses_members_that_cannot_be(pack):
    inputs = three_members()
    one = inputs.members[0]
    for wrong, error in (
        (dataclasses.replace(one, budget_cny=-1), ParkBudgetInvalid),
        (dataclasses.replace(one, wants=one.wants * 2), ParkInputInvalid),
        (
            dataclasses.replace(one, wants=(dataclasses.replace(one.wants[0], price_cny=-1),)),
            ParkInputInvalid,
        ),
    ):
        with pytest.raises(error):
            plan_park(dataclasses.replace(inputs, members=(wrong,)), pack)
    with pytest.raises(ParkInputInvalid):
        plan_park(dataclasses.replace(inputs, members=(one, one)), pack)
    with pytest.raises(MemberUnknown):
        inputs.member("Z")
    many = [facility(f"f{number}", {"net": 0.5}) for number in range(13)]
    with pytest.raises(TooManyFacilities):
        plan_park(park(many, inputs.members), pack)


def test_a_closed_park_has_nothing_to_split(pack):
    answer = plan_park(three_members(never=frozenset(["hub"])), pack)
    assert (answer.plan.starts, answer.cost_expected_cny) == ({}, 0)
    assert all(set(each.shares_cny.values()) == {0} for each in answer.members)
