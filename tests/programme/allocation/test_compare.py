"""Scenarios compared: what differs, by year and by city, and when roadmaps must be made anew."""

import json

import pytest

from lingnan.packs import PackLookupError
from lingnan.packs.content import Scenario
from lingnan.programme.allocation import compare_scenarios
from lingnan.programme.allocation.compare import altering
from lingnan.programme.allocation.errors import NeedsRoadmaps
from programme.allocation.world import EAST, WEST, Plant, inputs_of, pack_of, upgrades_of

TEXT = {"zh": "情景", "en": "scenario"}


def scenario(name, changes=(), **more):
    return Scenario.model_validate(
        {
            "id": name, "name": {"zh": name, "en": name}, "what": TEXT, "source": "own",
            "is_confirmed": False, "changes": [{"path": p, "to": v} for p, v in changes], **more,
        }
    )  # fmt: skip


RICH = scenario("rich", [("assumptions[allocation.money_cny_year].value", 2000)])
FAIR = scenario("fair", floors=[{"region": WEST, "share": 0.5}])
LATER = scenario("later", [("targets[digital_plants].milestones[2024-12-31].value", 41)])
CHEAP = scenario("cheap", [("models[tiny-maturity].fresh_days", 10)])
PACK = pack_of(goal=30, scenarios=(RICH, FAIR, LATER, CHEAP))
#: 0.3 × 1,000 = 300 each in the east, 360 in the west; 1,000 a year for two years.
PLANTS = [Plant(f"E{n}", 1000) for n in range(8)] + [Plant("W", 1200, city=WEST)]


def compared(engine, first, second, **more):
    return compare_scenarios(engine, PACK, inputs_of(engine, PLANTS), first, second, **more)


def test_more_money_against_the_pack_as_it_is(engine):
    # As it is: 3 × 300 in the first year, then 1,100: 3 more. With 2,000: 6, then 2,200: 2 + W.
    found = compared(engine, "base", "rich")
    assert [(row.on_date.isoformat(), row.first, row.second) for row in found.by_year] == [
        ("2023-12-31", 0, 0),
        ("2024-12-31", 3, 6),
        ("2025-12-31", 6, 9),
    ]
    rows = [(r.city_code, r.first_cny, r.second_cny, r.second_enterprises) for r in found.by_city]
    assert rows == [(EAST, 1800, 2400, 8), (WEST, 0, 360, 1)]
    assert [change.path for change in found.changes] == [
        "assumptions[allocation.money_cny_year].value"
    ]
    assert any("money in all 2,000 → 4,000 yuan" in why.en for why in found.why)
    plain = json.loads(json.dumps(found.to_json()))
    assert [case["id"] for case in plain["cases"]] == ["base", "rich"]
    assert plain["by_year"][1] == {
        "date": "2024-12-31", "first": 3, "second": 6, "difference": 3
    }  # fmt: skip


def test_a_floor_says_what_it_costs(engine):
    # 500 a year kept for the west, which needs 360 once: the east's 500 pay one in the first year.
    found = compared(engine, "base", "fair")
    assert found.second.allocation.objective == 2
    assert found.second.allocation.floors[0].forgone == 1
    assert any("forgoes 1 enterprises" in why.en for why in found.why)
    assert found.changes == ()


def test_a_goal_may_change_without_new_roadmaps(engine):
    found = compared(engine, "base", "later")
    assert found.second.allocation.goal == 41
    assert not found.second.replanned


def test_what_alters_roadmaps_needs_them_anew(engine):
    assert altering(CHEAP) == ["models[tiny-maturity].fresh_days"]
    assert not altering(RICH)
    with pytest.raises(NeedsRoadmaps, match=r"models\[tiny-maturity\]"):
        compared(engine, "base", "cheap")
    asked = []

    def upgrades(pack):
        asked.append(pack.model("tiny-maturity").fresh_days)
        return upgrades_of([Plant(p.code, 500, city=p.city) for p in PLANTS])

    found = compared(engine, "base", "cheap", upgrades_of=upgrades)
    assert asked == [10]
    assert found.second.replanned
    assert found.second.allocation.objective == 6  # 150 each
    assert any("computed anew" in why.en for why in found.why)


def test_an_unknown_scenario_is_refused(engine):
    with pytest.raises(PackLookupError, match="rich"):
        compared(engine, "base", "poor")
