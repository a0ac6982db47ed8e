"""Money divided in worlds small enough to work out by hand."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pyarrow as pa
import pytest

from lingnan.programme.allocation import Floor, allocate, region_of, settings_of
from lingnan.programme.allocation.errors import (
    BadDay,
    BadFloor,
    BadMoney,
    BrokenUpgrade,
    FloorOutOfReach,
    LevelDiffers,
    NoMoneyStated,
    NoUpgrades,
    UnknownRegion,
    UnknownTarget,
)
from programme.allocation.world import (
    EAST,
    WEST,
    Plant,
    inputs_of,
    money,
    pack_of,
    progress_of,
)


def given_to(found):
    """(year, city) to (enterprises, money)."""
    rows = {}
    for row in found.allotted:
        count, amount = rows.get((row.year, row.city_code), (0, 0))
        rows[row.year, row.city_code] = (count + row.enterprises, amount + row.money_cny)
    return rows


def started(found):
    return dict(zip(*(found.starts[n].to_pylist() for n in ("subject_code", "start_year")),
                    strict=True))  # fmt: skip


def test_the_cheapest_first_within_the_money_of_the_year(engine):
    # 250 a year. Costs 90, 100, 110, 200: year 0 pays 90 + 100, 60 are carried; year 1 has 310:
    # 110 + 200. All need one year, so those of the first year count by 2024-12-31: the goal of 2.
    plants = [Plant("A", 100), Plant("B", 90), Plant("C", 200, city=WEST), Plant("D", 110)]
    found = allocate(engine, pack_of(goal=2), inputs_of(engine, plants), money(250, 250))
    assert started(found) == {"A": 0, "B": 0, "C": 1, "D": 1}
    assert given_to(found) == {(0, EAST): (2, 190), (1, EAST): (1, 110), (1, WEST): (1, 200)}
    assert [(y.arriving_cny, y.spent_cny, y.carried_cny) for y in found.money] == [
        (250, 190, 60),
        (250, 310, 0),
    ]
    assert [(r.by_date, r.funded) for r in found.reached_by] == [
        (date(2023, 12, 31), 0),
        (date(2024, 6, 30), 0),
        (date(2024, 12, 31), 2),
        (date(2025, 6, 30), 2),
        (date(2025, 12, 31), 4),
    ]
    assert (found.objective, found.bound, found.gap) == (2, 2, 0.0)
    assert found.aim_date == found.reached_date == date(2024, 12, 31)
    assert found.cost.least_money_cny == 190
    # the price of money between 190 and 300 for the third, who costs 110
    assert found.marginal[0] == pytest.approx(1_000_000 / 110)
    assert found.marginal[1] == 0


def test_who_needs_longer_is_paid_first_where_that_lifts_more_by_the_deadline(engine):
    # By 2024-12-31 (half-year 2) only those who need at most 2 half-years count: B with 60 and
    # C with 50. 100 pay one of them: C. The money left, 50, is carried: A and B cost 60.
    plants = [Plant("A", 60, 4), Plant("B", 60, 2), Plant("C", 50, 2)]
    found = allocate(engine, pack_of(goal=3), inputs_of(engine, plants), money(100, 0, 0))
    assert started(found) == {"C": 0}
    assert found.reached_date is None
    assert found.aim_date == date(2024, 12, 31)
    assert (found.cost.most, found.cost.short, found.cost.too_late) == (2, 1, 1)
    assert not found.cost.is_reachable
    assert "1 finish too late" in found.notes[0].en


def test_public_money_is_the_share_rounded_up_and_at_least_the_plans_subsidy(engine):
    plants = [Plant("A", 101), Plant("B", 100, subsidy=45)]
    settings = settings_of(pack_of(goal=2), money_cny=100)
    found = allocate(engine, pack_of(goal=2), inputs_of(engine, plants), settings)
    # 0.3 × 101 = 30.3 → 31; 0.3 × 100 = 30 < 45
    assert {row["subject_code"]: row["cost_cny"] for row in found.starts.to_pylist()} == {
        "A": 31,
        "B": 45,
    }


def test_the_path_of_an_enterprise(engine):
    plants = [
        Plant("A", employees=2000),
        Plant("B", chain="leader", park="member"),
        Plant("C", chain="链主企业"),
        Plant("D", chain="member", park="member"),
        Plant("E", park="member"),
        Plant("F"),
    ]
    found = allocate(engine, pack_of(goal=2), inputs_of(engine, plants), money(10_000))
    paths = {row["subject_code"]: row["path_id"] for row in found.starts.to_pylist()}
    assert paths == {
        "A": "one-enterprise",
        "B": "one-enterprise",
        "C": "one-enterprise",
        "D": "one-chain",
        "E": "one-park",
        "F": "one-industry",
    }


def test_a_reserve_moves_money_and_says_what_it_forgoes(engine):
    # 300 for one year. East: four at 60. West: one at 100, one at 120. Free: 4 × 60 = 240, and
    # nobody for the last 60: 4. With 40 % = 120 kept for the west: 180 pay three, the west one
    # of 100, its 20 left over plus nothing: 4. With 80 % = 240 kept: 60 pay one, west two: 3.
    east = [Plant(f"E{n}", 60) for n in range(4)]
    west = [Plant("W1", 100, city=WEST), Plant("W2", 120, city=WEST)]
    inputs = inputs_of(engine, [*east, *west])
    pack = pack_of(goal=30)

    def with_floor(*floors):
        return allocate(engine, pack, inputs, money(300, floors=floors))

    assert (with_floor().objective, given_to(with_floor())) == (4, {(0, EAST): (4, 240)})
    found = with_floor(Floor(WEST, Fraction(2, 5)))
    assert given_to(found) == {(0, EAST): (3, 180), (0, WEST): (1, 100)}
    assert (found.floors[0].reserved_cny, found.floors[0].spent_cny) == (120, 100)
    assert found.floors[0].forgone == 0
    found = with_floor(Floor("hills", Fraction(4, 5)))
    assert given_to(found) == {(0, EAST): (1, 60), (0, WEST): (2, 220)}
    assert (found.objective, found.bound, found.floors[0].forgone) == (3, 3, 1)
    # A promised count: two of the west cost 220, 80 are left for one of the east.
    found = with_floor(Floor(WEST, None, 2))
    assert given_to(found) == {(0, EAST): (1, 60), (0, WEST): (2, 220)}
    assert (found.floors[0].enterprises, found.floors[0].forgone) == (2, 1)


def test_what_a_region_cannot_use_stays_unspent_and_is_told(engine):
    plants = [Plant("E", 50), Plant("W", 10, city=WEST)]
    found = allocate(
        engine, pack_of(goal=2), inputs_of(engine, plants),
        money(100, floors=[Floor(WEST, Fraction(3, 5))]),
    )  # fmt: skip
    # 60 kept for the west, which uses 10; the 40 left do not pay the 50 of the east.
    assert given_to(found) == {(0, WEST): (1, 10)}
    assert any("cannot use 50 yuan" in note.en for note in found.notes)
    # The least money: of 123 yuan 73 are reserved (73.8, rounded down), 50 are left for the east.
    assert found.cost.least_money_cny == 123


def test_one_of_a_sample_stands_for_many(engine):
    plants = [Plant("A", 10), Plant("B", 20), Plant("R", status="reached")]
    inputs = inputs_of(engine, plants, expansion=60)
    found = allocate(engine, pack_of(goal=120), inputs, money(700))
    # R is 60 already; A costs 600 for its 60. B would cost 1,200 more.
    assert (found.proven_now, found.population, found.objective) == (60, 180, 60)
    assert given_to(found) == {(0, EAST): (60, 600)}
    assert found.reached_date == date(2024, 12, 31)
    assert found.cost.least_money_cny == 600
    assert found.curves.to_pylist()[1] == {
        "city_code": EAST, "cluster_id": None, "path_id": "one-industry",
        "enterprises": 120, "money_cny": 1800, "next_cny": 20,
    }  # fmt: skip
    # 30 yuan of 60 enterprises each: the promise of 61 means two of the sample.
    with pytest.raises(FloorOutOfReach, match="money does not suffice"):
        allocate(engine, pack_of(goal=120), inputs, money(700, floors=[Floor(EAST, None, 61)]))


def test_who_would_have_come_by_himself_is_counted_once(engine):
    # The run counted 10 in each month up to 19 in September 2023: growth without money. A fifth
    # of the funded would have come anyway, but never more than come.
    months = [(date(2022 + (n // 12), n % 12 + 1, 1), 10 + n) for n in range(21)]
    plants = [Plant(f"P{n:03}", 10) for n in range(40)]
    inputs = inputs_of(engine, [*plants, Plant("R", status="reached")],
                       progress=progress_of(months))  # fmt: skip
    by_fifth = replace(money(400), deadweight_share=Fraction(1, 5))
    found = allocate(engine, pack_of(goal=40), inputs, by_fifth)
    last = found.reached_by[2]
    growth = last.without_money - 1
    assert growth > 0
    assert last.funded == 40
    assert last.expected == min(1 + growth + 40 - min(8, growth), 41)
    assert found.cost.least_money_cny < found.cost.alone_cny == 39 * 10


def test_a_goal_that_is_reached_anyway_leaves_the_deadline_to_aim_at(engine):
    plants = [Plant("A"), Plant("R", status="reached")]
    found = allocate(engine, pack_of(goal=1), inputs_of(engine, plants), money(100))
    assert (found.aim_date, found.objective) == (date(2024, 12, 31), 1)
    assert "without this money" in found.aim_why.en
    assert found.without_money_date == found.reached_date == date(2023, 12, 31)
    assert found.cost.least_money_cny == 0


def test_after_the_deadline_money_still_moves_what_comes_later(engine):
    pack = pack_of(goal=9)
    inputs = replace(inputs_of(engine, [Plant("A")]), as_of=date(2025, 3, 31))
    found = allocate(engine, pack, inputs, money(100))
    assert (found.start, found.objective) == (date(2025, 7, 1), 1)
    assert found.aim_date == date(2026, 6, 30)
    assert "has passed" in found.notes[0].en
    assert (found.cost.most, found.cost.least_money_cny) == (0, None)


def test_enterprises_that_cost_the_same_are_taken_by_their_codes(engine):
    plants = [Plant(code) for code in ("9B", "9A", "9C")]
    inputs = inputs_of(engine, plants)
    found = allocate(engine, pack_of(goal=9), inputs, money(200))
    assert started(found) == {"9A": 0, "9B": 0}
    longer = inputs_of(engine, [*plants, Plant("9AA")])
    assert started(allocate(engine, pack_of(goal=9), longer, money(200))) == {"9A": 0, "9AA": 0}
    twice = replace(inputs, upgrades=pa.concat_tables([inputs.upgrades, inputs.upgrades]))
    with pytest.raises(BrokenUpgrade, match="several rows"):
        allocate(engine, pack_of(goal=9), twice, money(200))


@pytest.mark.parametrize("status", ["infeasible", "open", "unplanned"])
def test_those_without_a_plan_get_nothing_and_are_counted(engine, status):
    plants = [Plant("A"), Plant("B", status=status), Plant("C", is_above_scale=False)]
    found = allocate(engine, pack_of(goal=2), inputs_of(engine, plants), money(1000))
    assert set(started(found)) == {"A"}
    assert found.population == 2
    cost = found.cost
    assert (cost.infeasible, cost.still_open, cost.unplanned) == tuple(
        int(status == name) for name in ("infeasible", "open", "unplanned")
    )
    assert (cost.most, cost.short, cost.is_reachable) == (1, 1, False)


def test_the_answer_is_plain_and_whole(engine):
    plants = [Plant("A"), Plant("B", city=WEST)]
    found = allocate(
        engine, pack_of(), inputs_of(engine, plants), money(150, floors=[Floor(WEST, None, 1)])
    )
    answer = json.loads(json.dumps(found.to_json()))
    assert list(answer) == [
        "target", "as_of", "start", "run_id", "is_synthetic", "expansion", "goal", "deadline",
        "population", "proven_now", "money", "allocated", "reached_by", "aim", "reached_date",
        "reached_date_without_money", "objective", "bound", "gap", "floors", "marginal", "cost",
        "assumptions", "unconfirmed", "notes",
    ]  # fmt: skip
    assert [row["city_code"] for row in answer["allocated"]] == [WEST]
    # the money and the years were given, so that what the pack assumes of them is not used
    assert {item["id"] for item in answer["assumptions"]} == {
        "allocation.public_share",
        "allocation.deadweight_share",
    }
    assert answer["unconfirmed"]


def test_wrong_questions_are_refused(engine):
    pack = pack_of()
    inputs = inputs_of(engine, [Plant("A")])

    def ask(settings=None, **more):
        return allocate(engine, pack, inputs, settings or money(100), **more)

    with pytest.raises(UnknownTarget, match=r"Possible: digital_plants\."):
        ask(target_id="windmills")
    with pytest.raises(UnknownTarget, match="no definition that counts by level"):
        ask(target_id="harbour_platforms")
    with pytest.raises(UnknownTarget, match="does not count by level"):
        ask(definition_id="digital_plants.networked")
    with pytest.raises(UnknownRegion):
        ask(money(100, floors=[Floor("999999", Fraction(1, 2))]))
    with pytest.raises(BadFloor, match="150%"):
        ask(money(100, floors=[Floor(EAST, Fraction(3, 2))]))
    with pytest.raises(BadFloor, match="above 100 %"):
        ask(money(100, floors=[Floor(EAST, Fraction(3, 5)), Floor(WEST, Fraction(1, 2))]))
    with pytest.raises(BadFloor, match="twice"):
        ask(money(100, floors=[Floor(EAST, Fraction(1, 5)), Floor(EAST, None, 1)]))
    with pytest.raises(FloorOutOfReach, match="has 1 enterprises"):
        ask(money(100, floors=[Floor(EAST, None, 2)]))
    with pytest.raises(BadDay):
        ask(by=date(2024, 5, 1))
    with pytest.raises(BadMoney, match="-1"):
        settings_of(pack, money_cny=-1)
    with pytest.raises(BadMoney, match="between 1 and 10"):
        settings_of(pack, years=0)
    assert region_of(pack, "西山") == WEST
    with pytest.raises(UnknownRegion):
        region_of(pack, "Atlantis")


def test_a_pack_without_assumed_money_asks_for_it():
    pack = pack_of()
    with pytest.raises(NoMoneyStated):
        settings_of(replace(pack, assumptions=()))
    assert settings_of(replace(pack, assumptions=()), money_cny=5).money_cny_by_year == (5,)


@pytest.mark.parametrize(
    ("plants", "level", "failure"),
    [
        ([], 1, NoUpgrades),
        ([Plant("A", status="unplanned")], 1, NoUpgrades),
        ([Plant("A")], 2, LevelDiffers),
        ([Plant("A", price=None)], 1, BrokenUpgrade),
        ([Plant("A", price=-5)], 1, BrokenUpgrade),
        ([Plant("A", finish=None)], 1, BrokenUpgrade),
    ],
)
def test_upgrades_that_cannot_be_used_are_refused(engine, plants, level, failure):
    with pytest.raises(failure) as told:
        allocate(engine, pack_of(), inputs_of(engine, plants, level=level), money(100))
    assert told.value.message.zh != told.value.message.en


def test_no_money_lifts_nobody_and_the_next_million_is_told(engine):
    plants = [Plant("A", 600_000), Plant("B", 900_000)]
    found = allocate(engine, pack_of(goal=2), inputs_of(engine, plants), money(0))
    assert (found.objective, found.allotted) == (0, ())
    assert found.marginal == (1.0,)
