"""Two scenarios side by side: the target by year, the money by city, and why they differ.

Scenarios that change only how money is divided are divided anew; those that change what
enterprises plan by need their upgrades computed anew, which the caller supplies.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa

from lingnan.kernel import Text
from lingnan.packs import Change, Pack, apply_scenario, diff_packs
from lingnan.packs.content import Scenario
from lingnan.packs.content.scenario import AS_IT_IS
from lingnan.programme.allocation.answer import Allocation, FloorKept
from lingnan.programme.allocation.content import settings_of
from lingnan.programme.allocation.divide import Inputs, allocate
from lingnan.programme.allocation.errors import NeedsRoadmaps
from lingnan.store.engine import Engine

#: Computes out_upgrade under a pack.
UpgradesOf = Callable[[Pack], pa.Table]
_LIGHT = (
    "assumptions[allocation.",
    "assumptions[forecast.",
    "assumptions[programme.",
    "assumptions[sample.",
    "published[",
    "denominators[",
    "companion_targets[",
    "gaps[",
    "paths[",
)
_NAMES = (".name", ".note", ".what", ".why", ".title")
_DECEMBER = 12
_BASE = Text("内容包现状", "the pack as it is")


@dataclass(frozen=True, slots=True)
class Case:
    """One scenario with its pack and its allocation.

    Attributes:
        replanned: whether the enterprises' upgrades were computed anew for it.
    """

    id: str
    name: Text
    what: Text | None
    pack: Pack
    allocation: Allocation
    replanned: bool


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The expected proven count at a year's end in both cases."""

    on_date: date
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class CityMoney:
    """Money of all years and the enterprises it lifts, for one city in both cases."""

    city_code: str
    city: Text
    first_cny: int
    second_cny: int
    first_enterprises: int
    second_enterprises: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two cases, with what differs and why."""

    first: Case
    second: Case
    changes: tuple[Change, ...]
    by_year: tuple[YearEnd, ...]
    by_city: tuple[CityMoney, ...]
    why: tuple[Text, ...]

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain values, both allocations in full."""
        return {
            "cases": [_case(self.first), _case(self.second)],
            "by_year": [
                {
                    "date": row.on_date.isoformat(),
                    "first": row.first,
                    "second": row.second,
                    "difference": row.second - row.first,
                }
                for row in self.by_year
            ],
            "money_by_city": [
                {
                    "city_code": row.city_code,
                    "city": {"zh": row.city.zh, "en": row.city.en},
                    "first_cny": row.first_cny,
                    "second_cny": row.second_cny,
                    "difference_cny": row.second_cny - row.first_cny,
                    "first_enterprises": row.first_enterprises,
                    "second_enterprises": row.second_enterprises,
                }
                for row in self.by_city
            ],
            "changes": [
                {
                    "path": change.path,
                    "kind": change.kind,
                    "old": None if change.old is None else _text(change.old),
                    "new": None if change.new is None else _text(change.new),
                }
                for change in self.changes
            ],
            "why": [_text(each) for each in self.why],
        }


def compare_scenarios(
    engine: Engine,
    pack: Pack,
    inputs: Inputs,
    first_id: str,
    second_id: str,
    *,
    target_id: str | None = None,
    definition_id: str | None = None,
    by: date | None = None,
    upgrades_of: UpgradesOf | None = None,
) -> Comparison:
    """Divide the money under both scenarios; `base` is the pack as it is.

    Raises: PackLookupError, ScenarioPathError, ScenarioValueError; NeedsRoadmaps when a scenario
        alters roadmaps and `upgrades_of` is null; what `allocate` raises.
    """

    def case(scenario_id: str) -> Case:
        return case_of(
            engine,
            pack,
            inputs,
            scenario_id,
            target_id=target_id,
            definition_id=definition_id,
            by=by,
            upgrades_of=upgrades_of,
        )

    first, second = case(first_id), case(second_id)
    changes = tuple(diff_packs(first.pack, second.pack))
    return Comparison(
        first,
        second,
        changes,
        _by_year(first.allocation, second.allocation),
        _by_city(first.allocation, second.allocation),
        _why(first, second, changes),
    )


def case_of(
    engine: Engine,
    pack: Pack,
    inputs: Inputs,
    scenario_id: str,
    *,
    target_id: str | None = None,
    definition_id: str | None = None,
    by: date | None = None,
    upgrades_of: UpgradesOf | None = None,
) -> Case:
    """The allocation under one scenario. Raises: see `compare_scenarios`."""
    scenario = None if scenario_id == AS_IT_IS else pack.scenario(scenario_id)
    changed = pack if scenario is None else apply_scenario(pack, scenario)
    if scenario is not None:
        inputs = inputs_under(changed, inputs, scenario, upgrades_of)
    allocation = allocate(
        engine,
        changed,
        inputs,
        settings_of(changed, scenario),
        target_id=target_id,
        definition_id=definition_id,
        by=by,
    )
    name = _BASE if scenario is None else scenario.name
    what = None if scenario is None else scenario.what
    return Case(scenario_id, name, what, changed, allocation, bool(scenario and altering(scenario)))


def inputs_under(
    changed: Pack, inputs: Inputs, scenario: Scenario, upgrades_of: UpgradesOf | None
) -> Inputs:
    """The inputs for the pack that a scenario made: with new upgrades if it alters roadmaps.

    Raises: NeedsRoadmaps.
    """
    heavy = altering(scenario)
    if not heavy:
        return inputs
    if upgrades_of is None:
        raise NeedsRoadmaps(scenario=scenario.id, paths=", ".join(heavy))
    return replace(inputs, upgrades=upgrades_of(changed))


def altering(scenario: Scenario) -> list[str]:
    """The paths of a scenario that enterprises plan by; any that is not known to be harmless."""
    return [
        change.path
        for change in scenario.changes
        if not change.path.startswith(_LIGHT)
        and not change.path.endswith(_NAMES)
        and not (change.path.startswith("targets[") and "].milestones[" in change.path)
    ]


def _by_year(first: Allocation, second: Allocation) -> tuple[YearEnd, ...]:
    days = sorted({row.by_date for each in (first, second) for row in each.reached_by})
    chosen = [day for day in days if day.month == _DECEMBER or day == days[-1]]
    return tuple(YearEnd(day, _at(first, day), _at(second, day)) for day in chosen)


def _at(allocation: Allocation, day: date) -> int:
    known = [row.expected for row in allocation.reached_by if row.by_date <= day]
    return known[-1] if known else allocation.proven_now


def _by_city(first: Allocation, second: Allocation) -> tuple[CityMoney, ...]:
    one, two = first.money_by_city(), second.money_by_city()
    rows = []
    for code in sorted({*one, *two}):
        name = (one.get(code) or two[code])[0]
        _, money, count = one.get(code, (name, 0, 0))
        _, other_money, other_count = two.get(code, (name, 0, 0))
        rows.append(CityMoney(code, name, money, other_money, count, other_count))
    return tuple(rows)


def _why(first: Case, second: Case, changes: tuple[Change, ...]) -> tuple[Text, ...]:
    one, two = first.allocation, second.allocation
    found = []
    for change in changes:
        old, new = change.old or Text("–", "–"), change.new or Text("–", "–")
        found.append(
            Text(f"{change.path}：{old.zh} → {new.zh}", f"{change.path}: {old.en} → {new.en}")
        )
    money = [sum(year.arriving_cny for year in each.money) for each in (one, two)]
    if money[0] != money[1]:
        found.append(
            Text(
                f"资金合计 {money[0]:,} → {money[1]:,} 元",
                f"money in all {money[0]:,} → {money[1]:,} yuan",
            )
        )
    for case in (first, second):
        found += [
            Text(
                f"情景“{case.name.zh}”为{floor.name.zh}保底 {_promise(floor).zh}，"
                f"少推动 {floor.forgone:,} 家",
                f"'{case.name.en}': the floor of {_promise(floor).en} for {floor.name.en} "
                f"forgoes {floor.forgone:,} enterprises",
            )
            for floor in case.allocation.floors
        ]
        if case.replanned:
            found.append(
                Text(
                    f"情景“{case.name.zh}”改变了路线图，企业升级方案已重新计算",
                    f"'{case.name.en}' alters roadmaps; the upgrade plans were computed anew",
                )
            )
    if one.aim_date != two.aim_date:
        found.append(
            Text(
                f"所求日期 {one.aim_date} → {two.aim_date}",
                f"the date aimed at {one.aim_date} → {two.aim_date}",
            )
        )
    found.append(
        Text(
            f"多一百万元（首年）可多推动 {one.marginal[0]:.2f} → {two.marginal[0]:.2f} 家",
            "one more million yuan in the first year lifts "
            f"{one.marginal[0]:.2f} → {two.marginal[0]:.2f} enterprises",
        )
    )
    return tuple(found)


def _promise(floor: FloorKept) -> Text:
    parts = []
    if floor.share is not None:
        parts.append(Text(f"{floor.share:.0%}", f"{floor.share:.0%}"))
    if floor.least_count is not None:
        parts.append(Text(f"{floor.least_count:,} 家", f"{floor.least_count:,} enterprises"))
    return Text("、".join(p.zh for p in parts), " and ".join(p.en for p in parts))


def _case(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "name": _text(case.name),
        "what": None if case.what is None else _text(case.what),
        "replanned": case.replanned,
        "allocation": case.allocation.to_json(),
    }


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
