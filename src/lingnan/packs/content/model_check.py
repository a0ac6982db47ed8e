"""What an assessment model must agree on with itself before anything is scored with it.

Not for the shape of the file (unknown keys, types): that is model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingnan.packs.content.model import ItemContent, ModelContent, NodeContent


def model_problems(model: ModelContent) -> Iterator[str]:
    """Everything about a model that cannot be meant, in the order of the file."""
    for item in model.items:
        yield from _item_problems(model, item)
    known = {item.id for item in model.items}
    nodes = list(model.tree.walk())
    used = Counter(item_id for node in nodes for item_id in node.item_ids())
    yield from (f"item '{name}' occurs twice" for name, n in _counts(model.items) if n > 1)
    yield from (f"node '{name}' occurs twice" for name, n in _counts(nodes) if n > 1)
    yield from (f"the tree uses the unknown item '{name}'" for name in used if name not in known)
    yield from (f"the tree uses item '{name}' twice" for name, n in used.items() if n > 1)
    yield from (f"the tree leaves out item '{name}'" for name in known - set(used))
    if not used.keys() <= known:
        return
    yield from _mark_problems(model, model.tree, model.tree.stages)
    if _full(model, model.tree, None) != model.full_millipoints:
        yield f"full_millipoints is {model.full_millipoints}, the tree gives another full mark"
    dimensions = {node.id for node in nodes if node.is_dimension}
    groups = {item.group for item in model.items if item.kind == "graded"}
    for condition in (part for gate in model.gates for part in gate.all_of):
        if condition.kind == "score_at_least":
            if condition.dimension is not None and condition.dimension not in dimensions:
                yield f"a gate names the unknown dimension '{condition.dimension}'"
        elif condition.group not in groups:
            yield f"a gate names the unknown group '{condition.group}'"
    if (model.level_rule == "stages") != (model.tree.aggregate == "staged_product"):
        yield "level_rule stages goes with a staged_product at the root"
    if (model.level_rule == "gates") != bool(model.gates):
        yield "level_rule gates goes with gates"
    if [entry.level for entry in model.levels] != list(range(len(model.levels))):
        yield "levels must name every level from 0 upwards"
    if any(gate.level >= len(model.levels) for gate in model.gates):
        yield "a gate leads to a level without a name"
    ratios = {item.id for item in model.items if item.kind == "ratio"}
    for rule in model.consistency:
        if not {rule.lower, rule.upper} <= ratios:
            yield f"consistency of '{rule.lower}' and '{rule.upper}' needs two ratio items"
    for choice in model.choices:
        if choice.default not in {option.code for option in choice.options}:
            yield f"choice '{choice.id}' has no option '{choice.default}'"


def _item_problems(model: ModelContent, item: ItemContent) -> Iterator[str]:
    if bool(item.options) == bool(item.scale) or (item.scale and item.scale not in model.scales):
        yield f"item '{item.id}' needs either options or a scale of the model"
        return
    options = model.options_of(item)
    codes = [option.code for option in options]
    if len(set(codes)) != len(codes):
        yield f"item '{item.id}' has an option twice"
    if item.kind == "graded" and codes != [str(level) for level in range(len(codes))]:
        yield f"item '{item.id}' is graded: its options must be 0, 1, 2, … in order"
    bounds = [option.upper_share for option in options if option.upper_share is not None]
    if (item.kind == "ratio") != bool(bounds) or (bounds and len(bounds) != len(options)):
        yield f"item '{item.id}': upper_share belongs to every option of a ratio and to no other"
    elif bounds and (bounds != sorted(set(bounds)) or bounds[-1] != 1):
        yield f"item '{item.id}': the bands must rise to 1"
    if item.kind != "multi" and any(option.is_exclusive for option in options):
        yield f"item '{item.id}': only a multi item has exclusive options"
    points = [option.millipoints for option in options]
    reached = sum(points) if item.kind == "multi" else max(points, default=0)
    if reached < item.max_millipoints or (item.kind != "multi" and reached > item.max_millipoints):
        yield f"item '{item.id}': its options reach {reached}, not {item.max_millipoints}"
    kinds = {*item.evidence_kinds, *(kind for option in options for kind in option.evidence_kinds)}
    for kind in sorted(kinds - set(model.evidence_kinds)):
        yield f"item '{item.id}' names the unknown evidence kind '{kind}'"


def _mark_problems(model: ModelContent, node: NodeContent, stages: int | None) -> Iterator[str]:
    """Stated full marks and shares that the tree does not bear out; stages that do not fit."""
    if (node.cells is not None) and (
        stages is None or set(node.cells) != set(range(1, stages + 1))
    ):
        yield f"node '{node.id}': cells must name every stage of the staged_product above it"
        return
    if stages is not None and node.items:
        yield f"node '{node.id}': below a staged_product items stand in cells"
        return
    full = None if stages is not None else _full(model, node, None)
    if node.full_millipoints is not None and full is not None and node.full_millipoints != full:
        yield f"node '{node.id}': full_millipoints {node.full_millipoints}, its parts give {full}"
    for child in node.children:
        share = child.weight_pct if node.aggregate == "sum" and child.is_counted else None
        if share and full is not None and _full(model, child, None) * 100 != full * share:
            yield f"node '{child.id}' is not {share} % of '{node.id}'"
        if child.aggregate == "staged_product":
            yield f"node '{child.id}': a staged_product stands only at the root"
        yield from _mark_problems(model, child, stages)


def _full(model: ModelContent, node: NodeContent, stage: int | None) -> Fraction:
    """The full mark of a node, with every empty cell left out."""
    if node.aggregate == "staged_product":
        return sum(
            (_full(model, node.children[0], k + 1) for k in range(node.stages or 0)), Fraction(0)
        )
    names = node.cells.get(stage or 0, ()) if node.cells is not None else node.items
    parts = [Fraction(model.item(name).max_millipoints) for name in names]
    weights = [1] * len(parts)
    for child in node.children:
        if child.is_counted and (mark := _full(model, child, stage)) > 0:
            parts.append(mark)
            weights.append(child.weight_pct or 1)
    if not parts:
        return Fraction(0)
    if node.aggregate == "sum":
        return sum(parts, Fraction(0))
    if node.aggregate == "minimum":
        return min(parts)
    if node.aggregate == "mean":
        weights = [1] * len(parts)
    return sum((p * w for p, w in zip(parts, weights, strict=True)), Fraction(0)) / sum(weights)


def _counts(named: Sequence[ItemContent] | Sequence[NodeContent]) -> list[tuple[str, int]]:
    return list(Counter(entry.id for entry in named).items())
