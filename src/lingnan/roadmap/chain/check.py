"""Check a chain roadmap, also one edited by hand: everything is recomputed from the plan alone.

Read from the document: the weights of the share, waves with their money and capacity, who is in
which wave, and the figures stated. The network and the candidates come from the register and the
enterprise roadmaps. No solver code. Not for whether a better plan exists.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lingnan.kernel import Finding
from lingnan.roadmap.chain import rule
from lingnan.roadmap.chain.answer import ChainRoadmap
from lingnan.roadmap.chain.candidate import Candidate
from lingnan.roadmap.chain.errors import PlanUnreadable
from lingnan.roadmap.chain.network import Network
from lingnan.roadmap.chain.share import Weights, attribute, counted_ppm
from lingnan.roadmap.chain.task import Wave, check_waves


@dataclass(frozen=True, slots=True)
class _Document:
    """What a document says, as read."""

    waves: tuple[Wave, ...]
    upgraded: tuple[tuple[str, ...], ...]
    weights: Weights
    stated: Mapping[str, Any]


def check_chain(
    plan: ChainRoadmap | Mapping[str, Any], network: Network, candidates: Mapping[str, Candidate]
) -> list[Finding]:
    """Every constraint that a plan breaks and every figure in it that is wrong; empty if sound.

    Shapes: plan: a roadmap, or the document that `to_json` made of one.
    Raises: PlanUnreadable when it is none; BudgetNegative, WavesUnusable, WeightsUnusable for
        settings that cannot be.
    """
    document = _read(plan.to_json() if isinstance(plan, ChainRoadmap) else plan)
    return [
        *_broken(document, network, candidates),
        *_check_figures(document, network, candidates),
    ]


def _broken(
    document: _Document, network: Network, candidates: Mapping[str, Candidate]
) -> Iterator[Finding]:
    yield from _check_who(document, network, candidates)
    yield from _check_money(document, candidates)
    yield from _check_room(document)


def _check_who(
    document: _Document, network: Network, candidates: Mapping[str, Candidate]
) -> Iterator[Finding]:
    place, seen = network.place, set()
    for number, (wave, codes) in enumerate(
        zip(document.waves, document.upgraded, strict=True), start=1
    ):
        for code in codes:
            where: dict[str, Any] = {"field": "upgraded", "subject": code, "wave": number}
            candidate = candidates.get(code)
            if code in seen:
                yield rule.TWICE.finding(**where)
            seen.add(code)
            if code not in place or place[code] == network.leader:
                yield rule.SUPPLIER_UNKNOWN.finding(**where)
            elif candidate is not None and candidate.is_above:
                yield rule.ALREADY_ABOVE.finding(**where)
            elif candidate is None or candidate.cost_cny is None:
                yield rule.CANNOT_REACH.finding(**where)
            elif (candidate.finish_period or 0) > wave.period:
                yield rule.TOO_EARLY.finding(
                    value=candidate.finish_period, period=wave.period, **where
                )


def _check_money(document: _Document, candidates: Mapping[str, Candidate]) -> Iterator[Finding]:
    spent = money = 0
    for number, (wave, cost) in enumerate(
        zip(document.waves, _costs(document, candidates), strict=True), start=1
    ):
        spent += cost
        money += wave.budget_cny
        if spent > money:
            yield rule.BUDGET_BROKEN.finding(
                field="budget_cny", value=spent, limit=money, wave=number
            )


def _check_room(document: _Document) -> Iterator[Finding]:
    for number, (wave, codes) in enumerate(
        zip(document.waves, document.upgraded, strict=True), start=1
    ):
        if wave.capacity is not None and len(codes) > wave.capacity:
            yield rule.CAPACITY_BROKEN.finding(
                field="capacity", value=len(codes), limit=wave.capacity, wave=number
            )


def _check_figures(
    document: _Document, network: Network, candidates: Mapping[str, Candidate]
) -> Iterator[Finding]:
    link_ppm = attribute(network, document.weights).link_ppm
    above = np.array(
        [code in candidates and candidates[code].is_above for code in network.codes], dtype=np.bool_
    )
    costs = _costs(document, candidates)
    stated = document.stated
    computed: dict[str, Any] = {
        "leader": network.codes[network.leader],
        "budget": sum(wave.budget_cny for wave in document.waves),
        "cost": sum(costs),
        "share_before": counted_ppm(network, link_ppm, above),
    }
    place = network.place
    carried = 0
    for number, codes in enumerate(document.upgraded):
        for code in codes:
            candidate = candidates.get(code)
            if code in place and candidate is not None and candidate.cost_cny is not None:
                above[place[code]] = True
        told = stated["waves"][number]
        after = counted_ppm(network, link_ppm, above)
        left = carried + document.waves[number].budget_cny - costs[number]
        for name, value in (
            ("carried_cny", carried),
            ("cost_cny", costs[number]),
            ("left_cny", left),
            ("share_ppm", after),
        ):
            if name in told and told[name] != value:
                yield rule.STATED_WRONG.finding(
                    field=f"waves[{number + 1}].{name}", value=told[name], computed=value
                )
        carried = left
    computed["objective"] = counted_ppm(network, link_ppm, above)
    for name, value in computed.items():
        if name in stated and stated[name] != value:
            yield rule.STATED_WRONG.finding(field=name, value=stated[name], computed=value)
    # A plan that breaks a constraint may well reach more than any sound one.
    bound, is_sound = stated.get("bound"), not any(_broken(document, network, candidates))
    if is_sound and bound is not None and bound < computed["objective"]:
        yield rule.BOUND_BELOW.finding(field="bound", value=bound, computed=computed["objective"])


def _costs(document: _Document, candidates: Mapping[str, Candidate]) -> list[int]:
    """What each wave costs, each enterprise once; who has no upgrade costs nothing known."""
    seen: set[str] = set()
    costs = []
    for codes in document.upgraded:
        fresh = [code for code in dict.fromkeys(codes) if code not in seen]
        seen.update(fresh)
        known = [candidates[code] for code in fresh if code in candidates]
        costs.append(sum(each.cost_cny or 0 for each in known))
    return costs


def _read(document: Mapping[str, Any]) -> _Document:
    waves = _field(document, "waves", lambda value: isinstance(value, list) and bool(value))
    read: list[Wave] = []
    upgraded: list[tuple[str, ...]] = []
    for number, told in enumerate(waves, start=1):
        name = f"waves[{number}]"
        if not isinstance(told, Mapping):
            raise PlanUnreadable(field=name)
        period, budget = (_field(told, key, _is_whole, name) for key in ("period", "budget_cny"))
        capacity = told.get("capacity")
        if capacity is not None and not _is_whole(capacity):
            raise PlanUnreadable(field=f"{name}.capacity")
        codes = _field(told, "upgraded", _is_codes, name)
        read.append(Wave(period, budget, capacity))
        upgraded.append(tuple(codes))
    check_waves(read)
    told = _field(document, "weights", lambda value: isinstance(value, Mapping))
    names = ("spend_ppm", "orders_ppm", "quality_ppm", "pass_on_ppm")
    weights = Weights(*(_field(told, name, _is_whole, "weights") for name in names))
    for name in ("budget", "cost", "share_before", "objective", "bound"):
        if name in document and not _is_whole(document[name]):
            raise PlanUnreadable(field=name)
    return _Document(tuple(read), tuple(upgraded), weights, document)


def _field(
    told: Mapping[str, Any], name: str, is_fit: Callable[[Any], bool], inside: str = ""
) -> Any:
    if name not in told or not is_fit(told[name]):
        raise PlanUnreadable(field=f"{inside}.{name}" if inside else name)
    return told[name]


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_codes(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
