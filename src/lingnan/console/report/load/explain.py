"""Why a result is what it is, from the pack: definitions in words, sources, assumptions, marks.

Not for numbers.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from lingnan.console.i18n import Translator
from lingnan.console.report.load.word import amount, entity_kind_name
from lingnan.console.views import AssumptionLine, Explanation, Mark, SourceRef
from lingnan.packs import Pack
from lingnan.packs.content import (
    AboveScaleCondition,
    ActiveCondition,
    AnyOfCondition,
    Assumption,
    Condition,
    EntityCondition,
    IndicatorCondition,
    IndustryCondition,
    LevelCondition,
    MetricDefinition,
    Target,
)


def explain_target(
    tr: Translator,
    pack: Pack,
    target: Target,
    *,
    inputs: tuple[str, ...] = (),
    detail: dict[str, Any] | None = None,
    unconfirmed: Iterable[dict[str, str]] = (),
) -> Explanation:
    """Explain a target's counts and forecast.

    Shapes: detail and unconfirmed: the JSON of out_target.
    """
    told = detail or {}
    own = [item["id"] for item in told.get("assumptions", ()) if item["id"].endswith(target.id)]
    clauses = [*target.source, *target.headline.source]
    for milestone in target.milestones:
        clauses += milestone.source
    return Explanation(
        definition=definition_words(tr, pack, target.headline),
        sources=sources_of(tr, pack, clauses),
        inputs=inputs,
        method=_method(tr, told),
        assumptions=tuple(assumption_line(tr, pack.assumption(id_)) for id_ in own),
        unconfirmed=tuple(Mark(mark[tr.lang]) for mark in unconfirmed),
    )


def explain_clusters(tr: Translator, pack: Pack, inputs: tuple[str, ...]) -> Explanation:
    """Say which clusters an enterprise belongs to, and which of those rules were inferred."""
    _ = tr.gettext
    ordered = sorted(pack.clusters, key=lambda cluster: cluster.order)
    inferred = [
        cluster.name.in_(tr.lang)
        for cluster in ordered
        if not all(industry.is_confirmed for industry in cluster.industries)
    ]
    sources = [id_ for cluster in ordered for row in cluster.industries for id_ in row.source]
    marks: tuple[Mark, ...] = ()
    if inferred:
        text = _("the industry codes of {count} of {all} clusters were inferred: {names}")
        marks = (
            Mark(text.format(count=len(inferred), all=len(ordered), names=tr.listing(inferred))),
        )
    return Explanation(
        definition=_(
            "An enterprise belongs to every cluster that names its industry code (GB/T 4754-2017)."
        ),
        sources=sources_of(tr, pack, sources),
        inputs=inputs,
        unconfirmed=marks,
    )


def sources_of(tr: Translator, pack: Pack, ids: Iterable[str]) -> tuple[SourceRef, ...]:
    """Resolve source ids of a pack; an address given in place of an id stands for itself."""
    known = {source.id: source for source in pack.sources}
    found = []
    for id_ in dict.fromkeys(ids):
        source = known.get(id_)
        if source is None:
            found.append(SourceRef(id_, id_, id_))
            continue
        title = source.title.in_(tr.lang)
        if source.document_no:
            title += f" {source.document_no}" if tr.lang == "en" else f"（{source.document_no}）"
        found.append(SourceRef(id_, title, source.url))
    return tuple(found)


def definition_words(tr: Translator, pack: Pack, definition: MetricDefinition) -> str:
    """Write a metric definition: its name, then its conditions."""
    words = [condition_words(tr, pack, each) for each in definition.conditions]
    listed = ("；" if tr.lang == "zh" else "; ").join(words)
    pattern = tr.gettext("{name} (all of: {conditions})")
    return pattern.format(name=definition.name.in_(tr.lang), conditions=listed)


def assumption_line(tr: Translator, assumption: Assumption) -> AssumptionLine:
    """Write an assumption with value, span and reason."""
    low, high = (amount(tr, value, assumption.unit) for value in (assumption.low, assumption.high))
    return AssumptionLine(
        name=assumption.name.in_(tr.lang),
        value=amount(tr, assumption.value, assumption.unit),
        why=assumption.why.in_(tr.lang),
        span=f"{low}–{high}",
        is_confirmed=assumption.is_confirmed,
    )


def general_assumptions(
    tr: Translator, pack: Pack, details: Iterable[dict[str, Any]]
) -> tuple[AssumptionLine, ...]:
    """List the assumptions that the results of several targets share."""
    targets = tuple(target.id for target in pack.targets)
    ids = [item["id"] for detail in details for item in detail.get("assumptions", ())]
    shared = [id_ for id_ in dict.fromkeys(ids) if not id_.endswith(targets)]
    return tuple(assumption_line(tr, pack.assumption(id_)) for id_ in shared)


def condition_words(tr: Translator, pack: Pack, condition: Condition) -> str:
    """Write one condition of a definition."""
    _ = tr.gettext
    match condition:
        case ActiveCondition():
            return _("in existence on the day")
        case AboveScaleCondition():
            return _("above-scale industrial enterprise on the day")
        case LevelCondition():
            models = [pack.model(id_).title.in_(tr.lang) for id_ in condition.models]
            return _("level {level} or higher in one of: {models}").format(
                level=condition.at_least, models=tr.listing(models)
            )
        case IndicatorCondition():
            return _indicator(tr, pack, condition)
        case AnyOfCondition():
            either = _(" or ").join(_indicator(tr, pack, each) for each in condition.conditions)
            return _("either {conditions}").format(conditions=either)
        case EntityCondition():
            classes = {entity.code: entity.name.in_(tr.lang) for entity in pack.entity_classes}
            code = condition.class_code or ""
            kind = classes.get(code) or entity_kind_name(tr, condition.entity_kind)
            return _("registered as {kind}").format(kind=kind)
        case IndustryCondition():
            return _("industry of section {sections}").format(
                sections=tr.listing(list(condition.sections))
            )


def _indicator(tr: Translator, pack: Pack, condition: IndicatorCondition) -> str:
    _ = tr.gettext
    indicator = pack.indicator(condition.code)
    name = indicator.name.in_(tr.lang)
    if condition.comparator == "one_of":
        words = _("{name}: one of {codes}").format(
            name=name, codes=tr.listing(list(condition.codes))
        )
    elif indicator.unit == "flag":
        words = name
    else:
        sign = {">=": "≥", "=": "="}.get(condition.comparator, condition.comparator)
        limit = amount(tr, condition.number or Decimal(0), indicator.unit)
        words = f"{name} {sign} {limit}"
    if condition.within_months is not None:
        words += _(" (within {months} months)").format(months=condition.within_months)
    return words


def _method(tr: Translator, detail: dict[str, Any]) -> str | None:
    """Say how well intervals made in the same way held the truth."""
    _ = tr.gettext
    for view in detail.get("views", {}).values():
        coverage = (view.get("forecast") or {}).get("coverage")
        if coverage:
            return _(
                "several growth models weighed together; in {trials} trials the 80% range "
                "held the true value in {share}"
            ).format(trials=coverage["trials_count"], share=tr.percent(coverage["share"]))
    return None
