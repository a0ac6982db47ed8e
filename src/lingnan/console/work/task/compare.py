"""Compare two scenarios as a job: those that alter roadmaps need the upgrades planned anew."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lingnan.console.work.errand import Errand
from lingnan.packs.content import Scenario
from lingnan.pipeline.upgrades import upgrades_of
from lingnan.programme.allocation import compare_scenarios, read_inputs


def compare(errand: Errand) -> Mapping[str, Any]:
    """Divide the money under both scenarios. Raises: see compare_scenarios."""
    argument = errand.job.argument
    made = tuple(Scenario.model_validate(each) for each in argument["made"])
    pack = replace(errand.pack, scenarios=(*errand.pack.scenarios, *made))
    errand.advance(0.1)
    with errand.store.engine() as engine:
        found = compare_scenarios(
            engine,
            pack,
            read_inputs(errand.store, engine),
            str(argument["first"]),
            str(argument["second"]),
            upgrades_of=upgrades_of(errand.store, advance=errand.part(0.1, 0.9)),
        )
    told = found.to_json()
    for case in told["cases"]:
        # The page shows what differs; who gets what is answered by the allocation itself.
        case["allocation"] = {
            name: case["allocation"][name] for name in ("reached_date", "objective", "bound")
        }
    return {"comparison": told}
