"""Checks on what measures require: no circles, nothing out of reach, every need can be met.

Not for the names in requirements: see catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, get_args

from lingnan.kernel.text import Text
from lingnan.packs.checking.inspection import Inspection
from lingnan.packs.checking.rule import CYCLE, NEED_UNMET, OUT_OF_REACH
from lingnan.packs.content import AnswerNeed, Measure
from lingnan.packs.content.measure import SizeClass
from lingnan.packs.content.model import ModelContent

#: The least likelihood that counts for a level; 0 when the pack does not say.
GATE_LIKELIHOOD: Final = "roadmap.gate_likelihood"
_SIZES: Final = {
    "large": Text("大型", "large"),
    "medium": Text("中型", "medium"),
    "small": Text("小型", "small"),
    "micro": Text("微型", "micro"),
}


def check_requirements(at: Inspection) -> None:
    """Circles, sizes in which a measure can never start, needs that no measure meets."""
    measures = at.pack.measures
    place_of = {measure.id: index for index, measure in enumerate(measures)}
    groups = {measure.id: _groups(measure, place_of) for measure in measures}
    stuck = _stuck(groups, set(place_of))
    for cycle in _cycles(groups, stuck):
        at.report(CYCLE, "measures", place_of[cycle[0]], value=" → ".join(cycle))
    for size in get_args(SizeClass):
        offered = {
            each.id for each in measures if any(size in band.size_classes for band in each.prices)
        }
        for name in sorted(offered - stuck):
            for group in groups[name]:
                if not offered & set(group):
                    at.report(
                        OUT_OF_REACH,
                        "measures",
                        place_of[name],
                        subject=name,
                        size=_SIZES[size],
                        value=", ".join(group),
                    )
    _needs(at)


def _groups(measure: Measure, known: Mapping[str, int]) -> list[tuple[str, ...]]:
    """What must be finished before, one measure of each group; unknown names are left out."""
    named = [(name,) for name in measure.all_of] + list(measure.any_of)
    found = [tuple(name for name in group if name in known) for group in named]
    return [group for group in found if group]


def _stuck(groups: Mapping[str, Sequence[tuple[str, ...]]], left: set[str]) -> set[str]:
    """The measures that can never start, since each waits for one of the others."""
    while ready := {n for n in left if all(set(group) - left for group in groups[n])}:
        left = left - ready
    return left


def _cycles(
    groups: Mapping[str, Sequence[tuple[str, ...]]], stuck: set[str]
) -> Iterator[list[str]]:
    """Each circle once; what only waits for a circle is not named."""
    seen: set[str] = set()
    for start in (name for name in groups if name in stuck):
        trail: list[str] = []
        here = start
        while here not in trail and here not in seen:
            trail.append(here)
            blocked = next(group for group in groups[here] if set(group) <= stuck)
            here = blocked[0]
        if here in trail:
            yield [*trail[trail.index(here) :], here]
        seen.update(trail)


def _needs(at: Inspection) -> None:
    models = {model.id: model for model in at.pack.models}
    least = next((a.value for a in at.pack.assumptions if a.id == GATE_LIKELIHOOD), Decimal(0))
    for index, measure in enumerate(at.pack.measures):
        for need in measure.needs:
            model = models.get(need.model)
            if model is None or need.item not in {item.id for item in model.items}:
                continue
            others = [other for other in at.pack.measures if other.id != measure.id]
            if not _is_met(model, need, others, least):
                at.report(
                    NEED_UNMET,
                    "measures",
                    index,
                    field=f"{measure.id}.needs",
                    value=need.answer,
                    item=model.indicator_code(need.item),
                    least=least,
                )


def _is_met(
    model: ModelContent, need: AnswerNeed, measures: Sequence[Measure], least: Decimal
) -> bool:
    raised: set[str] = set()
    for measure in measures:
        for effect in measure.effects:
            is_about = need.model in effect.models and need.item in effect.items
            if is_about and effect.likelihood >= least:
                raised |= set(effect.answer.split(","))
    wanted = set(need.answer.split(","))
    item = model.item(need.item)
    if item.kind == "multi":
        return wanted <= raised
    worth = {option.code: option.millipoints for option in model.options_of(item)}
    best = max((worth.get(code, 0) for code in raised), default=0)
    return best >= max((worth.get(code, 0) for code in wanted), default=0)
