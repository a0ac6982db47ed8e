"""The division of the money as asked: made once a run and question, then kept in this process."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pyarrow.compute as pc

from lingnan.access import Permission
from lingnan.console.pages.allocation.ask import WAN, Ask, ask_of
from lingnan.console.pages.allocation.made import scenarios_of
from lingnan.console.shelf import Kept
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
from lingnan.programme.allocation.by_hand import ByHand, Lots, Part, divide_by_hand, lots_of
from lingnan.programme.allocation.compare import altering
from lingnan.programme.allocation.errors import NeedsRoadmaps
from lingnan.programme.allocation.kept import prepared_for
from lingnan.programme.allocation.soonest import period_by

_COLUMN: Final[Mapping[Part, str]] = {
    "city": "city_code",
    "cluster": "cluster_id",
    "path": "path_id",
}
#: Stages hold every enterprise that can be lifted: few of them are kept.
_STAGES: Final = 6


@dataclass(frozen=True, slots=True)
class Best:
    """The best division without its longest tables.

    Attributes: in_time: by part and key, how many enterprises count by the date aimed at.
    """

    found: Allocation
    in_time: Mapping[Part, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Divided:
    """A question with its answers.

    Attributes:
        pack: under the scenario. hand: as the reader moved the money, else as the best.
        in_time: by key of the part asked for, who counts by the date in the best division.
    """

    ask: Ask
    pack: Pack
    stage: Stage
    best: Allocation
    in_time: Mapping[str, int]
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
    key = (call.run.run_id, "best", *rules, settings, ask.by)
    known: Best = call.desk.kept.of(key, lambda: _best(pack, found, ask))
    best = known.found
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
    lots: Lots = _kept(
        call,
        ("lots", *rules, ask.part, period),
        lambda: lots_of(found, ask.part, period, settings.years_count),
    )
    hand = divide_by_hand(lots, money, by_year, profiles)
    return Divided(ask, pack, found, best, known.in_time[ask.part], hand)


def _best(pack: Pack, stage: Stage, ask: Ask) -> Best:
    best = divide(pack, stage, ask.settings, by=ask.by)
    period = period_by(stage.begins, best.aim_date)
    done = best.starts.filter(pc.less_equal(best.starts["finish_period"], period))
    in_time: dict[Part, dict[str, int]] = {
        part: {
            pair["values"] or "": pair["counts"] * best.expansion
            for pair in pc.value_counts(done[column]).to_pylist()
        }
        for part, column in _COLUMN.items()
    }
    starts, curves = best.starts.schema.empty_table(), best.curves.schema.empty_table()
    return Best(replace(best, starts=starts, curves=curves), in_time)


def best_profiles(best: Allocation, part: Part) -> dict[str, tuple[int, ...]]:
    """What each city, cluster or path gets by year in the best division, in yuan."""
    found: dict[str, list[int]] = {}
    for row in best.allotted:
        key = getattr(row, _COLUMN[part]) or ""
        found.setdefault(key, [0] * len(best.money))[row.year] += row.money_cny
    return {key: tuple(years) for key, years in found.items()}


def _scenario(call: Call, said: str) -> Scenario:
    for each in scenarios_of(call):
        if each.id == said:
            return each
    return call.pack.scenario(said)


def _kept(call: Call, name: Hashable, make: Any) -> Any:
    few: Kept = call.desk.kept.of(("allocation", "stages"), lambda: Kept(_STAGES))
    return few.of((call.run.run_id, name), make)
