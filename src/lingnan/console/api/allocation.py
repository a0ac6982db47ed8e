"""Routes of allocation and scenarios: money divided anew for a question; nothing is kept.

They speak of the whole region, so they are for who reaches all of it.
"""

from fractions import Fraction
from typing import Any, Final

from lingnan.access import Permission, Target
from lingnan.console.api.errors import NotPossible, TooMuchWork
from lingnan.console.api.roadmap import ensure_day
from lingnan.console.api.route import ApiRoute, Ask, Reply
from lingnan.console.api.shape import allocation as shape
from lingnan.console.i18n import N_
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.route import Row
from lingnan.kernel import Text
from lingnan.packs import Pack, apply_scenario, diff_packs
from lingnan.packs.content import Scenario
from lingnan.packs.content.scenario import AS_IT_IS
from lingnan.pipeline.upgrades import upgrades_of
from lingnan.programme.allocation import (
    Floor,
    UpgradesOf,
    allocate,
    compare_scenarios,
    read_inputs,
    settings_of,
)
from lingnan.programme.allocation.compare import altering, inputs_under

_READ: Final = Permission.PROGRAMME_READ
_ALLOCATE: Final = Permission.PROGRAMME_ALLOCATE
#: So many enterprises are planned anew within a request; more are for the command line.
MOST_PLANNED: Final = 20_000


def _allocate(ask: Ask[None, shape.AllocationAsked]) -> Reply:
    call, asked = ask.call, ask.body
    _ensure_whole(call)
    ensure_day("by", asked.by)
    scenario = None if asked.scenario is None else call.pack.scenario(asked.scenario)
    changed = call.pack if scenario is None else apply_scenario(call.pack, scenario)
    floors = _floors(asked.floors)
    with call.desk.engine() as engine:
        inputs = read_inputs(call.store, engine)
        if scenario is not None:
            inputs = inputs_under(changed, inputs, scenario, _upgrades(call, scenario))
        found = allocate(
            engine,
            changed,
            inputs,
            settings_of(
                changed, scenario, money_cny=asked.money_cny, years=asked.years, floors=floors
            ),
            target_id=asked.target,
            definition_id=asked.definition,
            by=asked.by,
        )
    return Reply(found.to_json())


def _floors(asked: list[shape.FloorAsked] | None) -> tuple[Floor, ...] | None:
    if asked is None:
        return None
    twice = Text("重复", "it is named twice")
    found: dict[str, Floor] = {}
    for each in asked:
        if each.region in found:
            raise NotPossible(field="floors.region", value=each.region, reason=twice)
        share = None if each.share is None else Fraction(str(each.share))
        found[each.region] = Floor(each.region, share, each.least_count)
    return tuple(found.values())


def _list(ask: Ask[None, None]) -> Reply:
    return Reply(
        {
            "items": [
                {
                    "id": each.id,
                    "name": each.name,
                    "what": each.what,
                    "roadmaps": bool(altering(each)),
                }
                for each in ask.call.pack.scenarios
            ]
        }
    )


def _show(ask: Ask[None, None]) -> Reply:
    pack, wanted = ask.call.pack, ask.call.parameters["scenario_id"]
    found = next((each for each in pack.scenarios if each.id == wanted), None)
    if found is None:
        raise NothingThere
    return Reply(scenario_record(pack, found))


def scenario_record(pack: Pack, scenario: Scenario) -> dict[str, Any]:
    """Answer what a scenario changes, values in both languages."""
    names = {city.code: city.name for city in pack.cities}
    names |= {group.id: group.name for group in pack.city_groups}
    return {
        "id": scenario.id,
        "name": scenario.name,
        "what": scenario.what,
        "changes": [
            {"path": each.path, "kind": each.kind, "old": each.old, "new": each.new}
            for each in diff_packs(pack, apply_scenario(pack, scenario))
        ],
        "money_cny_by_year": list(scenario.money_cny_by_year),
        "floors": [
            {
                "name": names.get(floor.region, Text(floor.region, floor.region)),
                "share": None if floor.share is None else float(floor.share),
                "least_count": floor.least_count,
            }
            for floor in scenario.floors
        ],
    }


def _compare(ask: Ask[shape.ComparisonQuery, None]) -> Reply:
    call, query = ask.call, ask.query
    _ensure_whole(call)
    ensure_day("by", query.by)
    with call.desk.engine() as engine:
        found = compare_scenarios(
            engine,
            call.pack,
            read_inputs(call.store, engine),
            query.first,
            query.second,
            target_id=query.target,
            definition_id=query.definition,
            by=query.by,
            upgrades_of=_upgrades_of_all(call, (query.first, query.second)),
        )
    return Reply(found.to_json())


def _upgrades_of_all(call: Call, cases: tuple[str, ...]) -> UpgradesOf:
    for case in cases:
        if case != AS_IT_IS:
            _upgrades(call, call.pack.scenario(case))
    return upgrades_of(call.store, workers=1)


def _upgrades(call: Call, scenario: Scenario) -> UpgradesOf:
    """What computes upgrades anew, where the scenario needs it. Raises: TooMuchWork."""
    if altering(scenario):
        count = call.desk.registry.count()
        if count > MOST_PLANNED:
            raise TooMuchWork(count=f"{count:,}", most=f"{MOST_PLANNED:,}")
    return upgrades_of(call.store, workers=1)


def _ensure_whole(call: Call) -> None:
    call.ensure(_ALLOCATE, Target.region(call.pack.region_code))


ROUTES: Final = (
    ApiRoute(
        "POST",
        "/allocations",
        _ALLOCATE,
        _allocate,
        N_("Divide money over cities, clusters and paths; nothing of it is kept"),
        shape.Allocation,
        body=shape.AllocationAsked,
        is_heavy=True,
    ),
    ApiRoute(
        "GET", "/scenarios", _READ, _list, N_("The scenarios of the pack"), shape.ScenarioList
    ),
    ApiRoute(
        "GET",
        "/scenarios/{scenario_id}",
        _READ,
        _show,
        N_("What a scenario changes"),
        shape.Scenario,
        rows={"scenario_id": Row.CONTENT},
    ),
    ApiRoute(
        "GET",
        "/comparisons",
        _ALLOCATE,
        _compare,
        N_("Compare two scenarios: the target by year, the money by city, and why"),
        shape.Comparison,
        query=shape.ComparisonQuery,
        is_heavy=True,
    ),
)
