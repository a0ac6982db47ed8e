"""One chain worked out by hand: waves, bottlenecks, single sources, what comes next, words."""

import json

import pytest

from lingnan.roadmap.chain import (
    BudgetNegative,
    Candidate,
    Link,
    Task,
    Wave,
    WavesUnusable,
    build_network,
    candidates_of,
    check_chain,
    plan_chain,
)

from .conftest import BY_SPEND

CANDIDATES = {
    "A": Candidate("A", 1, False, 100, 0),
    "B": Candidate("B", 1, False, 100, 1),
    "C": Candidate("C", 2, True),
    "D": Candidate("D", 0, False, 40, 0),
}


def task(*waves, **more):
    return Task(2, "claimed", waves, weights=BY_SPEND, **more)


def test_before_and_after(by_hand):
    # shares: A→L 448,598, B→L 299,066, C→A 168,224, D→A 56,075, B→D 28,037; C is above.
    # 140 yuan: A + D = 448,598 + 168,224 + 56,075 = 672,897; B + D = 327,103; so A and D.
    plan, findings = plan_chain(by_hand, CANDIDATES, task(Wave(0, 100), Wave(1, 40)))
    assert findings == []
    assert (plan.share_before_ppm, plan.objective, plan.bound) == (0, 672_897, 672_897)
    assert (plan.status, plan.cost_cny, plan.upgraded_count) == ("optimal", 140, 2)
    # A comes first: 616,822 for 100 yuan beats D, which adds nothing while A is below
    first, second = plan.waves
    assert (first.upgraded, first.share_ppm, first.left_cny) == (("A",), 616_822, 0)
    assert (second.upgraded, second.share_ppm, second.carried_cny) == (("D",), 672_897, 0)


def test_money_carries_over(by_hand):
    # A costs 100: with 60 + 60 it fits into the second wave only, and 20 yuan are left
    plan, _ = plan_chain(by_hand, CANDIDATES, task(Wave(0, 60), Wave(1, 60)))
    assert [wave.upgraded for wave in plan.waves] == [(), ("A",)]
    assert [wave.left_cny for wave in plan.waves] == [60, 20]
    assert plan.waves[1].carried_cny == 60
    # the other way round it could not be paid
    early, _ = plan_chain(by_hand, CANDIDATES, task(Wave(0, 120), Wave(1, 0)))
    assert [wave.upgraded for wave in early.waves] == [("A",), ()]


def test_capacity_and_earliest_period(by_hand):
    # one upgrade a wave; B cannot be ready before period 1
    plan, _ = plan_chain(by_hand, CANDIDATES, task(Wave(0, 240, 1), Wave(1, 0, 1)))
    assert [wave.upgraded for wave in plan.waves] == [("A",), ("B",)]
    assert plan.objective == 448_598 + 168_224 + 299_066
    told = [each.en for each in plan.binding]
    assert "Wave 1 is full: it holds 1 upgrades." in told
    only_now, _ = plan_chain(by_hand, CANDIDATES, task(Wave(0, 240)))
    status = {member.uscc: member.status.value for member in only_now.members}
    assert status == {"A": "planned", "B": "late", "C": "above", "D": "planned"}


def test_bottlenecks_and_single_sources(by_hand):
    plan, _ = plan_chain(by_hand, CANDIDATES, task(Wave(0, 100)))
    found = {each.uscc: each for each in plan.bottlenecks}
    # A: its sales and purchases; through it alone also what D buys (B → D): 28,037
    assert found["A"].lost_ppm == 448_598 + 168_224 + 56_075
    assert found["A"].through_ppm == 448_598 + 168_224 + 56_075 + 28_037
    assert (found["A"].dominated_count, found["A"].wave) == (2, 1)
    assert (found["B"].lost_ppm, found["B"].dominated_count) == (299_066 + 28_037, 0)
    assert found["D"].lost_ppm == 56_075 + 28_037
    assert "C" not in found  # above already
    assert list(found) == ["A", "B", "D"]
    # x of L, y of L, z of D; x of A has two suppliers
    assert [(each.buyer, each.item, each.supplier) for each in plan.single_sources] == [
        ("L", "x", "A"),
        ("L", "y", "B"),
        ("D", "z", "B"),
    ]
    members = {member.uscc: member for member in plan.members}
    assert [members[code].is_single_source for code in "ABCD"] == [True, True, False, False]
    assert sum(member.share_ppm for member in plan.members) == 1_000_000
    high = plan_chain(by_hand, CANDIDATES, task(Wave(0, 100), bottleneck_ppm=400_000))[0]
    assert [each.uscc for each in high.bottlenecks] == ["A"]


def test_what_one_more_is_worth(by_hand):
    plan, _ = plan_chain(by_hand, CANDIDATES, task(Wave(0, 50), Wave(1, 50), budget_step_cny=40))
    assert plan.waves[1].upgraded == ("A",)
    best, other = plan.next_best
    # B: 299,066 for 100 yuan, and 28,037 once D is above; D: 56,075 for 40
    assert (best.uscc, best.gain_ppm, best.gain_ppm_per_100k) == ("B", 299_066, 299_066_000)
    assert (best.waits_for, best.waiting_ppm) == (("D",), 28_037)
    assert (other.uscc, other.gain_ppm, other.waits_for) == ("D", 56_075, ("B",))
    # 40 yuan more buy D
    assert (plan.more_money.gain_ppm, plan.more_money.most_ppm) == (56_075, 56_075)
    assert "40 yuan more would add 5.61%" in plan.binding[0].en
    assert "再加 40 元可提高 5.61%" in plan.binding[0].zh


def test_what_cannot_be_is_told(by_hand):
    candidates = {
        "A": Candidate("A", 1, False, None),
        "B": Candidate("B", 1, False, 500, 0),
        "C": Candidate("C", 1, False, 10, 9),
    }
    plan, findings = plan_chain(by_hand, candidates, task(Wave(0, 100)))
    assert [(each.code, each.subject) for each in findings] == [("CHA-106", "D")]
    status = {member.uscc: member.status.value for member in plan.members}
    assert status == {"A": "cannot", "B": "unaffordable", "C": "late", "D": "unknown"}
    assert (plan.status, plan.objective, plan.bound, plan.gap) == ("nothing", 0, 0, 0.0)
    told = " ".join(each.en for each in plan.binding)
    assert "1 suppliers have no upgrade that reaches level 2; what they supply, 44.86%" in told
    for each in (*plan.binding, *plan.assumptions):
        assert each.zh
        assert "{" not in each.zh + each.en


def test_an_upgrade_that_serves_nobody_is_idle(by_hand):
    # A cannot be upgraded: what C sells to it can never count
    candidates = {**CANDIDATES, "A": Candidate("A", 1, False), "C": Candidate("C", 1, False, 5, 0)}
    plan, _ = plan_chain(by_hand, candidates, task(Wave(0, 1_000)))
    # D sells to A too and buys from B, which is late
    status = {member.uscc: member.status.value for member in plan.members}
    assert status == {"A": "cannot", "B": "late", "C": "idle", "D": "idle"}
    assert plan.cost_cny == 0


def test_all_above():
    network, _ = build_network("c", "L", [Link("A", "L", "x", 5)])
    plan, _ = plan_chain(network, {"A": Candidate("A", 3, True)}, task(Wave(0, 0)))
    assert (plan.share_before_ppm, plan.objective, plan.status) == (1_000_000, 1_000_000, "nothing")
    assert plan.binding[0].en == "Every supplier is at level 2 already."


@pytest.mark.parametrize(
    ("waves", "error", "code"),
    [
        ((), WavesUnusable, "CHA-004"),
        ((Wave(0, -1),), BudgetNegative, "CHA-003"),
        ((Wave(0, 1), Wave(0, 1)), WavesUnusable, "CHA-004"),
        ((Wave(0, 1, -1),), WavesUnusable, "CHA-004"),
    ],
)
def test_waves_that_cannot_be(waves, error, code):
    with pytest.raises(error) as caught:
        task(*waves)
    assert caught.value.code == code
    assert "{" not in caught.value.render("zh") + caught.value.render("en")


def test_candidates_from_the_columns_of_out_upgrade():
    found = candidates_of(
        ["A", "A", "B", "C", "D"],
        ["claimed", "proven", "claimed", "claimed", "claimed"],
        [2, 2, 2, 3, 2],
        [1, 0, 2, 1, None],
        [100, 200, None, 70, None],
        [1, 2, None, 0, None],
        for_side="claimed",
        level=2,
    )
    assert found == {
        "A": Candidate("A", 1, False, 100, 1),
        "B": Candidate("B", 2, True),
        "C": Candidate("C", 1, False),  # its upgrade is to another level
        "D": Candidate("D", None, False),
    }


def edited(by_hand, edit):
    plan, _ = plan_chain(by_hand, CANDIDATES, task(Wave(0, 100, 1), Wave(1, 40)))
    document = json.loads(json.dumps(plan.to_json(), ensure_ascii=False))
    edit(document["waves"], document)
    found = check_chain(document, by_hand, CANDIDATES)
    assert all("{" not in each.what.zh + each.what.en + each.remedy.zh for each in found)
    return [(each.code, each.subject) for each in found if each.code != "CHA-118"], found


def test_an_edited_plan_is_checked(by_hand):
    assert edited(by_hand, lambda waves, _: None) == ([], [])

    def swap(waves, _):
        waves[0]["upgraded"], waves[1]["upgraded"] = ["D"], ["A"]

    broken, found = edited(by_hand, swap)
    assert broken == []  # allowed, only later value: 0 after the first wave
    assert [(each.field, each.value) for each in found] == [
        ("waves[1].cost_cny", "100"),
        ("waves[1].left_cny", "0"),
        ("waves[1].share_ppm", "616822"),
        ("waves[2].carried_cny", "0"),
        ("waves[2].cost_cny", "40"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "broken"),
    [
        (["A"], ["D", "B"], [("CHA-116", None)]),
        (["A", "D"], [], [("CHA-116", None), ("CHA-117", None)]),
        (["A"], ["X"], [("CHA-111", "X")]),
        (["A"], ["L"], [("CHA-111", "L")]),
        (["A"], ["A"], [("CHA-112", "A")]),
        (["A"], ["C"], [("CHA-113", "C")]),
        (["B"], [], [("CHA-115", "B")]),
    ],
)
def test_every_constraint_is_named(by_hand, first, second, broken):
    def edit(waves, _):
        waves[0]["upgraded"], waves[1]["upgraded"] = first, second

    assert edited(by_hand, edit)[0] == broken


def test_who_has_no_upgrade_cannot_be_planned(by_hand):
    plan, _ = plan_chain(by_hand, CANDIDATES, task(Wave(0, 100)))
    without = {**CANDIDATES, "A": Candidate("A", 1, False)}
    assert next(each.code for each in check_chain(plan, by_hand, without)) == "CHA-114"


def test_a_bound_below_the_plan_is_told(by_hand):
    def edit(_, document):
        document["bound"] = document["objective"] - 1

    assert edited(by_hand, edit)[0] == [("CHA-119", None)]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("waves",), []),
        (("waves",), None),
        (("waves", 0), 3),
        (("waves", 0, "upgraded"), "A"),
        (("waves", 0, "budget_cny"), 1.5),
        (("waves", 0, "capacity"), "many"),
        (("weights",), None),
        (("objective",), "high"),
    ],
)
def test_documents_that_are_none(by_hand, path, value):
    from lingnan.roadmap.chain import PlanUnreadable

    plan, _ = plan_chain(by_hand, CANDIDATES, task(Wave(0, 100)))
    document = plan.to_json()
    inside = document
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    with pytest.raises(PlanUnreadable, match="CHA-006"):
        check_chain(document, by_hand, CANDIDATES)
