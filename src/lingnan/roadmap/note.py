"""What a roadmap rests on: assumptions used, content nobody confirmed, sources. Not for content."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lingnan.kernel import Text
from lingnan.packs.content import Assumption, Measure, Record, SubsidyRule
from lingnan.packs.errors import PackLookupError
from lingnan.roadmap.asked import Asked
from lingnan.roadmap.assumed import PREFIX, SIZES
from lingnan.roadmap.kernel.given import RUNNING
from lingnan.roadmap.model import Planned
from lingnan.roadmap.phrase import listing

_SHOWN = 5
_VALUE_ONLY = ("discount_rate_year", "evaluation_years", "point_value_cny", "graded_step_points",
               "level_value_cny", "focus_factor", "audit_likelihood", "base_share",
               "grade_weight")  # fmt: skip
_ALWAYS = ("gate_likelihood", "horizon_half_years", "sme_pilot_rate")


def assumptions_of(asked: Asked, schedule: Iterable[Planned]) -> tuple[Mapping[str, Any], ...]:
    """The assumptions that entered an answer, with value, range and reason."""
    used = list(schedule)
    return tuple(
        {
            "id": each.id,
            "name": {"zh": each.name.zh, "en": each.name.en},
            "value": float(each.value),
            "low": float(each.low),
            "high": float(each.high),
            "unit": each.unit,
            "why": {"zh": each.why.zh, "en": each.why.en},
            "is_confirmed": each.is_confirmed,
        }
        for each in asked.planner.pack.assumptions
        if each.id.startswith(PREFIX) and _is_used(asked, each, used)
    )


def _is_used(asked: Asked, each: Assumption, schedule: list[Planned]) -> bool:
    request, name = asked.request, each.id.removeprefix(PREFIX)
    family, _, member = name.partition(".")
    if family == "parallel_limit":
        return request.parallel is None and member == SIZES[asked.given.size]
    if family == "budget_share_year":
        return request.budget_cny is None
    if family in ("staff_share", "staff_floor_fte"):
        return request.staff_fte is None
    if family == "horizon_half_years":
        return request.level is None and request.horizon is None
    if family == "running_years":
        return request.level is not None
    if family == "focus_factor":
        return request.level is None and asked.given.cluster < len(asked.setting.cluster_number)
    if family == "audit_likelihood":
        return request.side == "proven"
    if family in _VALUE_ONLY:
        return request.level is None
    if family == "gate_likelihood":
        return True
    return any(name in rates for rates in _rates(asked, schedule))


def _rates(asked: Asked, schedule: list[Planned]) -> Iterator[tuple[str, ...]]:
    """The assumptions that the subsidy rules of a plan take their rates from."""
    for rule in rules_of(asked, schedule):
        yield tuple((rate.assumption or "").removeprefix(PREFIX) for rate in rule.rates)


def rules_of(asked: Asked, schedule: Iterable[Planned]) -> list[SubsidyRule]:
    """The subsidy rules that pay something in a plan."""
    named = {each.subsidy_rule for each in schedule}
    return [rule for rule in asked.setting.rules if rule.name in named]


def unconfirmed_of(asked: Asked, schedule: Iterable[Planned]) -> tuple[Text, ...]:
    """What of the model, of the measures and of the rules of a plan nobody has confirmed."""
    used = list(schedule)
    found = list(asked.setting.catalogue.model.unconfirmed)
    open_ = [m for m in _measures(asked, used) if not m.is_confirmed]
    if open_:
        names = listing(measure.name for measure in open_[:_SHOWN])
        is_cut = len(open_) > _SHOWN
        found.append(
            Text(
                f"{len(open_)}个项目的价格、工期和效果未经核实：{names.zh}{'等' if is_cut else ''}",
                f"price, duration and effects of {len(open_)} measures are not confirmed: "
                f"{names.en}{', …' if is_cut else ''}",
            )
        )
    for rule in rules_of(asked, used):
        if not rule.is_confirmed:
            note = rule.note or Text("以申报通知为准", "the call for applications decides")
            found.append(
                Text(
                    f"补助规则“{rule.name.zh}”未经核实：{note.zh}",
                    f"the subsidy rule '{rule.name.en}' is not confirmed: {note.en}",
                )
            )
    return tuple(dict.fromkeys(found))


def sources_of(asked: Asked, schedule: Iterable[Planned]) -> tuple[Mapping[str, Any], ...]:
    """The documents that the measures, rules and the model of a plan rest on, each once."""
    pack, size = asked.planner.pack, SIZES[asked.given.size]
    used = list(schedule)
    ids: list[str] = list(pack.model(asked.request.model_id).source)
    for measure in _measures(asked, used):
        ids += measure.source
        for band in measure.prices:
            if size in band.size_classes:
                ids += band.source
        for outcome in measure.outcomes:
            if size in outcome.size_classes and outcome.grade != "D":
                ids += outcome.source
    for rule in rules_of(asked, used):
        record: Record = rule
        ids += record.source
    return tuple(_source(asked, each) for each in dict.fromkeys(ids))


def _source(asked: Asked, name: str) -> Mapping[str, Any]:
    try:
        source = asked.planner.pack.source(name)
    except PackLookupError:  # sources may be addresses
        return {"id": name, "title": {"zh": name, "en": name}, "url": name}
    title = {"zh": source.title.zh, "en": source.title.en}
    return {"id": source.id, "title": title, "url": source.url}


def _measures(asked: Asked, schedule: Iterable[Planned]) -> list[Measure]:
    catalogue = asked.setting.catalogue
    numbers = [catalogue.number_of[each.measure] for each in schedule]
    return [catalogue.measures[j] for j in numbers if asked.given.fixed[j] != RUNNING]
