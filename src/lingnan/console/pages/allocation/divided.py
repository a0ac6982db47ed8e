"""The division of the money as asked: made once a run and question, then kept in this process."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from lingnan.access import Permission
from lingnan.console.pages.allocation.ask import WAN, Ask, ask_of
from lingnan.console.pages.allocation.made import scenarios_of
from lingnan.console.web.call import Call
from lingnan.console.web.extent import extent_of
from lingnan.console.work.errors import WholeRegionNeeded
from lingnan.packs import Pack, apply_scenario
from lingnan.packs.content import Scenario
from lingnan.packs.content.scenario import AS_IT_IS
from lingnan.programme.allocation import (
    Allocation,
    Stage,
    aim_of,
    divide,
    settings_of,
    stage_of,
)
from lingnan.programme.allocation.by_hand import ByHand, Part, divide_by_hand
from lingnan.programme.allocation.compare import altering
from lingnan.programme.allocation.errors import NeedsRoadmaps
from lingnan.programme.allocation.kept import prepared_for
from lingnan.programme.allocation.soonest import period_by


@dataclass(frozen=True, slots=True)
class Divided:
    """A question with its answers.

    Attributes: pack: under the scenario. hand: as the reader moved the money, else as the best.
    """

    ask: Ask
    pack: Pack
    stage: Stage
    best: Allocation
    hand: ByHand


def ensure_whole(call: Call) -> None:
    """Refuse a reader of a part of the region. Raises: WholeRegionNeeded."""
    if not extent_of(call, Permission.PROGRAMME_ALLOCATE).is_whole:
        raise WholeRegionNeeded


def asked(call: Call) -> tuple[Ask, Pack]:
    """Answer what is asked, and the pack under its scenario.

    Raises: WholeRegionNeeded, PackLookupError, NeedsRoadmaps, FormUnreadable, BadMoney.
    """
    ensure_whole(call)
    said = call.asked("scenario")
    scenario = None
    if said and said != AS_IT_IS:
        scenario = _scenario(call, said)
        heavy = altering(scenario)
        if heavy:
            raise NeedsRoadmaps(scenario=scenario.name, paths=", ".join(heavy))
    pack = call.pack if scenario is None else apply_scenario(call.pack, scenario)
    base = settings_of(pack, scenario)
    return ask_of(call, pack, said, base), pack


def divided(call: Call, ask: Ask, pack: Pack) -> Divided:
    """Divide the money as asked. Raises: what programme.allocation raises."""
    aim = aim_of(pack, ask.target or None)
    settings = ask.settings
    rules = (pack.content_hash, aim.definition.id, settings.years_count)

    def stage() -> Stage:
        prepared = prepared_for(call.store, pack, aim)
        return stage_of(pack, aim, prepared, settings)

    found: Stage = _kept(call, ("stage", *rules), stage)
    key = ("best", *rules, settings, ask.by)
    best: Allocation = _kept(call, key, lambda: divide(pack, found, settings, by=ask.by))
    period = period_by(found.begins, best.aim_date)
    profiles = best_profiles(best, ask.part)
    own = {key: sum(profile) for key, profile in profiles.items()}
    # What is typed in ten thousand yuan as the best stands is the best to the yuan.
    moved = {
        key: own[key] if key in own and money // WAN == own[key] // WAN else money
        for key, money in ask.hand.items()
    }
    money = moved or own
    by_year = settings.money_cny_by_year
    hand = divide_by_hand(found, ask.part, money, by_year, period, profiles)
    return Divided(ask, pack, found, best, hand)


def best_profiles(best: Allocation, part: Part) -> dict[str, tuple[int, ...]]:
    """What each city, cluster or path gets by year in the best division, in yuan."""
    found: dict[str, list[int]] = {}
    for row in best.allotted:
        key = {"city": row.city_code, "cluster": row.cluster_id, "path": row.path_id}[part] or ""
        found.setdefault(key, [0] * len(best.money))[row.year] += row.money_cny
    return {key: tuple(years) for key, years in found.items()}


def best_count(found: Divided) -> dict[str, int]:
    """How many enterprises of each count by the date aimed at in the best division."""
    best = found.best
    column = {"city": "city_code", "cluster": "cluster_id", "path": "path_id"}[found.ask.part]
    period = period_by(found.stage.begins, best.aim_date)
    in_time = best.starts.filter(pc.less_equal(best.starts["finish_period"], period))
    return {
        pair["values"] or "": pair["counts"] * best.expansion
        for pair in pc.value_counts(in_time[column]).to_pylist()
    }


def _scenario(call: Call, said: str) -> Scenario:
    for each in scenarios_of(call):
        if each.id == said:
            return each
    return call.pack.scenario(said)


def _kept(call: Call, name: Hashable, make: Any) -> Any:
    return call.desk.kept.of((call.run.run_id, "allocation", name), make)
