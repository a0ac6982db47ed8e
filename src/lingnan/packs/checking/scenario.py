"""Checks on scenarios: that they apply, and that their floors name places of the pack."""

from __future__ import annotations

from lingnan.packs.checking.inspection import Inspection
from lingnan.packs.checking.rule import SCENARIO_UNFIT
from lingnan.packs.errors import PackLookupError, ScenarioPathError, ScenarioValueError
from lingnan.packs.scenario import apply_scenario


def check_scenarios(at: Inspection) -> None:
    """Paths and values of every scenario, and the regions of its floors."""
    places = [city.code for city in at.pack.cities] + [group.id for group in at.pack.city_groups]
    for index, scenario in enumerate(at.pack.scenarios):
        try:
            apply_scenario(at.pack, scenario)
        except (ScenarioPathError, ScenarioValueError) as failure:
            at.report(
                SCENARIO_UNFIT,
                "scenarios",
                index,
                value=failure.values["path"],
                problem=failure.message,
            )
        for floor in scenario.floors:
            if floor.region not in places:
                missing = PackLookupError(
                    pack=at.pack.id, kind="region", id=floor.region, known=", ".join(places)
                )
                at.report(
                    SCENARIO_UNFIT,
                    "scenarios",
                    index,
                    value=floor.region,
                    problem=missing.message,
                )
