"""Checks of the catalogue of measures: every name exists, every answer means something.

Not for the order in which measures can be done: see requirement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from lingnan.kernel import industry
from lingnan.kernel.text import Text
from lingnan.packs.checking.inspection import Inspection
from lingnan.packs.checking.requirement import check_requirements
from lingnan.packs.checking.rule import (
    BAD_ANSWER,
    BAD_DATE,
    DANGLING,
    NO_EFFECT,
    SIZE_TWICE,
    WEAK_AUDIT,
)
from lingnan.packs.content import Measure, SubsidyRule
from lingnan.packs.content.model import ModelContent

_KINDS: Final = {
    "measure": Text("转型项目", "measure"),
    "foundation": Text("基础支撑或保障措施", "foundation or safeguard"),
    "path": Text("路径", "path"),
    "link": Text("重点方向环节", "link of a focus direction"),
    "section": Text("国民经济门类", "industry section"),
    "model": Text("评测模型", "assessment model"),
    "item": Text("评测题", "item"),
    "evidence kind": Text("证明材料种类", "evidence kind"),
    "subsidy rule": Text("补助规则", "subsidy rule"),
    "instrument": Text("政策工具", "instrument"),
    "parameter": Text("政策工具参数", "parameter of the instrument"),
    "assumption": Text("假设", "assumption"),
    "city group": Text("城市分组", "city group"),
    "city": Text("城市", "city"),
}
_PROBLEMS: Final = {
    "empty": Text("没有选项", "no option is named"),
    "unknown_option": Text("没有这个选项", "there is no such option"),
    "several": Text("只能选一项", "only one option can be chosen"),
    "exclusive": Text("含有不能与其他选项同选的选项", "one option rules the others out"),
}
_BEFORE = Text("早于 starts", "it lies before starts")


def check_catalogue(at: Inspection) -> None:
    """Measures, subsidy rules and facilities of a pack; their requirements."""
    for index, measure in enumerate(at.pack.measures):
        _names(at, index, measure)
        _sizes(at, index, measure)
        _answers(at, index, measure)
        if measure.proves_claims and measure.proof_grade == 1:
            at.report(WEAK_AUDIT, "measures", index, subject=measure.id)
    for index, rule in enumerate(at.pack.subsidy_rules):
        _rule(at, index, rule)
    measures = {measure.id for measure in at.pack.measures}
    for index, facility in enumerate(at.pack.facilities):
        place = ("facilities", index, facility.id)
        _known(at, place, "foundation", "foundation", [facility.foundation], _foundations(at))
        _known(at, place, "price_factors", "measure", facility.price_factors, measures)
    check_requirements(at)


def _known(
    at: Inspection,
    place: tuple[str, int, str],
    field: str,
    kind: str,
    named: Iterable[str],
    known: Collection[str],
) -> None:
    key, index, subject = place
    for name in named:
        if name not in known:
            where = f"{subject}.{field}"
            at.report(DANGLING, key, index, field=where, value=name, kind=_KINDS[kind])


def _foundations(at: Inspection) -> set[str]:
    return {item.id for item in at.pack.foundations} | {item.id for item in at.pack.safeguards}


def _names(at: Inspection, index: int, measure: Measure) -> None:
    pack = at.pack
    place = ("measures", index, measure.id)
    links = {link.zh for each in pack.clusters for focus in each.focus for link in focus.links}
    kinds = {kind for model in pack.models for kind in model.evidence_kinds}
    measures = {each.id for each in pack.measures}
    rules = {rule.id for rule in pack.subsidy_rules}
    before = [name for group in measure.any_of for name in group]
    _known(at, place, "foundation", "foundation", [measure.foundation], _foundations(at))
    _known(at, place, "paths", "path", measure.paths, {path.id for path in pack.paths})
    _known(at, place, "links", "link", measure.links, links)
    _known(at, place, "sections", "section", measure.sections, industry.SECTIONS)
    _known(at, place, "all_of", "measure", measure.all_of, measures)
    _known(at, place, "any_of", "measure", before, measures)
    _known(at, place, "evidence_kinds", "evidence kind", measure.evidence_kinds, kinds)
    _known(at, place, "subsidies", "subsidy rule", measure.subsidies, rules)


def _sizes(at: Inspection, index: int, measure: Measure) -> None:
    seen: set[str] = set()
    for band in measure.prices:
        for size in band.size_classes:
            if size in seen:
                at.report(SIZE_TWICE, "measures", index, subject=measure.id, value=size)
            seen.add(size)


def _answers(at: Inspection, index: int, measure: Measure) -> None:
    place = ("measures", index, measure.id)
    models = {model.id: model for model in at.pack.models}
    for field, model_id, item_id, answer in _answers_of(measure):
        _known(at, place, field, "model", [model_id], models)
        if model_id not in models:
            continue
        items = {item.id for item in models[model_id].items}
        _known(at, place, field, "item", [item_id], items)
        if item_id in items:
            _answer(at, index, f"{measure.id}.{field}", models[model_id], item_id, answer)


def _answers_of(measure: Measure) -> Iterator[tuple[str, str, str, str]]:
    for need in measure.needs:
        yield "needs", need.model, need.item, need.answer
    for effect in measure.effects:
        for model in effect.models:
            for item in effect.items:
                yield "effects", model, item, effect.answer


def _answer(
    at: Inspection, index: int, field: str, model: ModelContent, item_id: str, answer: str
) -> None:
    options = model.options_of(model.item(item_id))
    codes = [code.strip() for code in answer.split(",") if code.strip()]
    problem = model.answer_problem(item_id, codes)
    more = {"field": field, "value": answer, "item": model.indicator_code(item_id)}
    if problem is not None:
        known = ", ".join(option.code for option in options)
        at.report(BAD_ANSWER, "measures", index, problem=_PROBLEMS[problem], known=known, **more)
    elif min(option.millipoints for option in options) == max(
        option.millipoints for option in options if option.code in codes
    ):
        at.report(NO_EFFECT, "measures", index, **more)


def _rule(at: Inspection, index: int, rule: SubsidyRule) -> None:
    pack = at.pack
    place = ("subsidy_rules", index, rule.id)
    instruments = {tool.id: tool for tool in pack.instruments}
    groups = {group.id for group in pack.city_groups}
    assumptions = {item.id for item in pack.assumptions}
    _known(at, place, "instrument", "instrument", [rule.instrument], instruments)
    _known(at, place, "paths", "path", rule.paths, {path.id for path in pack.paths})
    _known(at, place, "cities", "city", rule.cities, {city.code for city in pack.cities})
    named = [rule.measure_cap_parameter, rule.enterprise_cap_parameter]
    for rate in rule.rates:
        named.append(rate.parameter)
        _known(at, place, "rates", "city group", rate.city_groups, groups)
        _known(at, place, "rates", "assumption", filter(None, [rate.assumption]), assumptions)
    if rule.instrument in instruments:
        parameters = {each.id for each in instruments[rule.instrument].parameters}
        _known(at, place, "parameter", "parameter", filter(None, named), parameters)
    if rule.until is not None and rule.until < rule.starts:
        field = f"{rule.id}.until"
        at.report(BAD_DATE, "subsidy_rules", index, field=field, value=rule.until, problem=_BEFORE)
