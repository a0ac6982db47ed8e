"""Turn the content of an assessment model into a `Model` ready for scoring.

Stages are unfolded here and empty cells settled, so that scoring meets plain trees only.
Not for reading files (packs) nor for scoring.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import cast

from lingnan.diagnosis.errors import ChoiceUnknown, EditionNotScorable
from lingnan.diagnosis.model import (
    Aggregate,
    Consistency,
    CountGate,
    Dimension,
    Gate,
    Given,
    Item,
    Leaf,
    Model,
    Node,
    Option,
    Part,
    ScoreGate,
)
from lingnan.kernel import Text
from lingnan.packs.content.model import (
    CountCondition,
    GateContent,
    ItemContent,
    ModelContent,
    NodeContent,
    ScoreCondition,
)

EMPTY_CELLS = "empty_cells"
EDITION = "edition"


def build_model(content: ModelContent, choices: Mapping[str, str] | None = None) -> Model:
    """Prepare a model for scoring, with its open points settled as asked, else by default.

    `choices`: by id of the model's choices, such as ``{"empty_cells": "satisfied"}``.

    Raises:
        ChoiceUnknown: the model does not have that choice.
        EditionNotScorable: the edition is known, but its domains do not fit this tree.
    """
    settled = _settle(content, choices or {})
    items = tuple(_item(content, number, item) for number, item in enumerate(content.items))
    tree = _Tree({item.id: item for item in items}, settled.get(EMPTY_CELLS) == "satisfied")
    return Model(
        id=content.id,
        edition=content.edition,
        title=content.title,
        items=items,
        by_id=tree.items,
        root=tree.root(content.tree),
        dimensions=tuple(tree.dimensions(content.tree)),
        gates=tuple(sorted(map(_gate, content.gates), key=lambda gate: gate.level)),
        full_millipoints=content.full_millipoints,
        level_names=tuple(entry.name for entry in content.levels),
        consistency=tuple(Consistency(c.lower, c.upper, c.text) for c in content.consistency),
        evidence_kinds={key: kind.name for key, kind in content.evidence_kinds.items()},
        choices=settled,
        is_confirmed=content.is_confirmed,
        unconfirmed=tuple(_unconfirmed(content)),
    )


def _settle(content: ModelContent, asked: Mapping[str, str]) -> dict[str, str]:
    known = {choice.id: choice for choice in content.choices}
    for key, value in asked.items():
        other = {edition.id: edition for edition in content.other_editions}
        if key == EDITION and value in other:
            raise EditionNotScorable(
                model=content.id, edition=value, reason=other[value].text, allowed=content.edition
            )
        if key == EDITION and value == content.edition:
            continue
        options = [option.code for option in known[key].options] if key in known else []
        if value not in options:
            allowed = [f"{c.id}={o.code}" for c in content.choices for o in c.options]
            raise ChoiceUnknown(
                model=content.id, choice=key, value=value, allowed=", ".join(allowed) or "–"
            )
    return {choice.id: asked.get(choice.id, choice.default) for choice in content.choices}


def _item(content: ModelContent, number: int, item: ItemContent) -> Item:
    options = tuple(
        Option(
            code=option.code,
            text=option.text,
            millipoints=option.millipoints,
            is_exclusive=option.is_exclusive,
            upper_share=None if option.upper_share is None else Fraction(option.upper_share),
            evidence_kinds=option.evidence_kinds,
        )
        for option in content.options_of(item)
    )
    return Item(
        number=number,
        id=item.id,
        kind=item.kind,
        text=item.text,
        topic=item.topic,
        options=options,
        max_millipoints=item.max_millipoints,
        group=item.group,
        is_mandatory=item.is_mandatory,
        indicators=(content.indicator_code(item.id), *item.measured_by),
        evidence_kinds=item.evidence_kinds,
    )


def _gate(gate: GateContent) -> Gate:
    return Gate(
        level=gate.level,
        scores=tuple(
            ScoreGate(part.millipoints, part.dimension)
            for part in gate.all_of
            if isinstance(part, ScoreCondition)
        ),
        counts=tuple(
            CountGate(part.group, part.level, part.count, part.mandatory_count)
            for part in gate.all_of
            if isinstance(part, CountCondition)
        ),
    )


def _unconfirmed(content: ModelContent) -> Iterator[Text]:
    if not content.is_confirmed and content.note is not None:
        yield content.note
    yield from (mark.text for mark in content.confidence if mark.confidence == "unconfirmed")


class _Tree:
    """Unfolds content nodes; a part that nothing is required for is None."""

    def __init__(self, items: dict[str, Item], empty_counts: bool) -> None:
        self.items = items
        self.marks = [item.max_millipoints for item in items.values()]
        self.empty_counts = empty_counts

    def root(self, node: NodeContent) -> Node:
        if node.aggregate == "staged_product":
            return self._staged(node.children[0], node)
        return cast("Node", self._part(node, None))

    def dimensions(self, root: NodeContent) -> Iterator[Dimension]:
        for node in root.walk():
            if not node.is_dimension:
                continue
            is_staged = root.aggregate == "staged_product"
            part = self._staged(node, root) if is_staged else self._part(node, None)
            if isinstance(part, Node):
                full = int(self.full(part))
                yield Dimension(node.id, node.text, part, full, node.is_counted)

    def full(self, part: Part) -> Fraction:
        """The most that a part can reach."""
        if isinstance(part, Leaf):
            return Fraction(self.marks[part.item_number])
        if isinstance(part, Given):
            return part.millipoints
        marks = [self.full(child) for child in part.parts]
        if part.aggregate == "minimum":
            return min(marks)
        if part.aggregate == "weighted_mean":
            pairs = zip(marks, part.weights, strict=True)
            return sum((mark * weight for mark, weight in pairs), Fraction(0))
        return sum(marks, Fraction(0))

    def _staged(self, node: NodeContent, root: NodeContent) -> Node:
        stages = [self._part(node, stage) for stage in range(1, (root.stages or 0) + 1)]
        return Node(
            id=node.id if node.is_dimension else root.id,
            aggregate="staged_product",
            parts=tuple(stage for stage in stages if stage is not None),
            threshold=root.threshold_millipoints,
        )

    def _part(self, node: NodeContent, stage: int | None) -> Part | None:
        parts: list[tuple[Part, int]] = []
        names = node.items if node.cells is None else node.cells[stage or 0]
        if node.cells is not None and not names:
            return self._empty(node)
        parts += [(Leaf(self.items[name].number), 1) for name in names]
        for child in node.children:
            part = self._part(child, stage) if child.is_counted else None
            if part is not None:
                parts.append((part, child.weight_pct or 1))
        if not parts:
            return None
        is_mean = node.aggregate in ("mean", "weighted_mean")
        if node.aggregate == "mean":
            parts = [(part, 1) for part, _ in parts]
        whole = sum(weight for _, weight in parts)
        kind = "weighted_mean" if is_mean else node.aggregate
        return Node(
            id=node.id if stage is None else f"{node.id}@{stage}",
            aggregate=cast("Aggregate", kind),
            parts=tuple(part for part, _ in parts),
            weights=tuple(Fraction(weight, whole) for _, weight in parts) if is_mean else (),
        )

    def _empty(self, node: NodeContent) -> Part | None:
        """A cell without clauses: left out, or counted as full as its filled neighbours."""
        if not self.empty_counts:
            return None
        marks = [self.items[name].max_millipoints for name in node.item_ids()]
        return Given(Fraction(max(marks))) if marks else None
