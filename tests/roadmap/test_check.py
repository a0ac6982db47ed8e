"""The checker on a plan small enough to check by hand."""

from lingnan.roadmap.case import NO_CAP, empty_case
from lingnan.roadmap.check import breaks, effort_of, flow_of, level_after, value_of


def two_measures():
    """B (two periods, 101 yuan, subsidy 30 a period after it is finished) requires A (40 yuan)."""
    case = empty_case()
    case.count, case.periods, case.slot_limit, case.staff_limit = 2, 4, 1, 50
    case.price[:2], case.running[:2], case.duration[:2] = (40, 101), (1, 2), (1, 2)
    case.staff[:2], case.latest[:2], case.effort[:2] = (50, 50), (3, 2), (44, 109)
    case.group_start[:3], case.group_mask[0] = (0, 0, 1), 0b01
    case.value[0, :5], case.value[1, :5] = (0, 9, 8, 7, 6), (0, 0, 50, 40, 30)
    case.rule[:2], case.rules = (-1, 0), 1
    case.rule_lag[0], case.rule_cap[0] = 1, NO_CAP
    case.subsidy[1, :4] = 30
    case.budget[:4] = (50, 100, 150, 200)
    case.levels, case.level[0], case.bonus[0], case.level_now = 1, 2, 1_000, 1
    case.row_start[1], case.row_need[0], case.row_gain[0, 1] = 1, 5, 5
    return case


def kinds(case, starts):
    return {found.kind for found in breaks(case, starts)}


def test_cash_flow_value_and_level_by_hand():
    case, starts = two_measures(), {0: 0, 1: 1}
    assert breaks(case, starts) == []
    flow = flow_of(case, starts)
    # 101 in two instalments: the first takes the odd yuan.
    assert flow.payment == (40, 51, 50, 0)
    # A runs from period 1 on, B from period 3 on.
    assert flow.running == (0, 1, 1, 3)
    # B is finished at the end of period 2; its subsidy comes one period later.
    assert flow.subsidy == (0, 0, 0, 30)
    # 50-40, 100-92, 150-143, 200-146+30
    assert flow.balance == (10, 8, 7, 84)
    # A counts from 1, B from 3, and level 2 is held at the end.
    assert value_of(case, starts) == 9 + 40 + 1_000
    assert level_after(case, starts) == 2
    assert level_after(case, {0: 0}) == 1
    assert effort_of(case, starts) == 44 + 109


def test_every_constraint_is_named_when_broken():
    case = two_measures()
    assert kinds(case, {1: 1}) == {"requirement"}
    assert kinds(case, {0: 0, 1: 0}) == {"requirement", "parallel", "staff", "cash"}
    assert kinds(case, {0: 0, 1: 3}) == {"horizon"}
    case.budget[:4] = (39, 100, 150, 200)
    assert kinds(case, {0: 0, 1: 1}) == {"cash"}
    case.budget[:4] = (50, 100, 150, 200)
    case.must[1] = 1
    assert kinds(case, {0: 0}) == {"must"}


def test_a_cap_limits_what_a_rule_pays_in_all():
    case = two_measures()
    case.rule[0], case.subsidy[0, :4], case.rule_cap[0] = 0, 20, 35
    # A: 20 due in period 1; B: 30 due in period 3, of which 15 are left under the cap.
    assert flow_of(case, {0: 0, 1: 1}).subsidy == (0, 20, 0, 15)


def test_offers_of_one_step_do_not_add_up():
    case = two_measures()
    case.shared, case.offer_start[1] = 1, 2
    case.offer_measure[:2], case.offer_weight[:2] = (0, 1), (600, 1_000)
    case.discount[:5], case.divisor = (10, 8, 6, 4, 2), 10
    # A offers 600*8//10 = 480 from period 1, B 1000*4//10 = 400 from period 3: the better counts.
    assert value_of(case, {0: 0, 1: 1}) == 9 + 40 + 1_000 + 480
