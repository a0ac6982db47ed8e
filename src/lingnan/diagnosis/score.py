"""The reference scorer: one answer sheet, one model, plain exact arithmetic.

It walks the tree as the model states it, in fractions, and rounds down once at the end. Everything
else that scores (compiled, batch) is held equal to it by property tests. Not for speed.
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from lingnan.diagnosis.item import level_of, points
from lingnan.diagnosis.model import (
    Answers,
    CountGate,
    DimensionScore,
    Gap,
    Gate,
    Given,
    GroupCount,
    Leaf,
    Model,
    Node,
    Part,
    Score,
    StageScore,
)


def score(model: Model, answers: Answers) -> Score:
    """What an answer sheet is worth on a model.

    Shapes: answers: canonical codes by item id; an item that is absent earns nothing.
    Units: millipoints, rounded down, so that a threshold is never reached by rounding.
    Limits: does not judge proof; call it once per side.
    """
    earned = [points(item, answers.get(item.id)) for item in model.items]
    marks = {dim.id: math.floor(value_of(dim.node, earned)) for dim in model.dimensions}
    whole = math.floor(value_of(model.root, earned))
    return score_of(model, answers, whole, marks, _stages(model, earned))


def score_of(
    model: Model,
    answers: Answers,
    whole: int,
    marks: Mapping[str, int],
    stages: Sequence[StageScore],
) -> Score:
    """The score of a sheet whose values are known.

    Units: whole, marks: millipoints of the root and of each dimension, rounded down.
    """
    counts = [count_group(model, answers, group, level) for group, level in counted(model.gates)]
    level = _level(model, whole, marks, counts) if model.gates else _consecutive(stages)
    return Score(
        model_id=model.id,
        millipoints=whole,
        level=level,
        dimensions=tuple(
            DimensionScore(dim.id, marks[dim.id], dim.full_millipoints, dim.is_counted)
            for dim in model.dimensions
        ),
        stages=tuple(stages),
        counts=tuple(counts),
        answered_count=sum(item.id in answers for item in model.items),
        gap=_gap(model, level, whole, marks, counts, stages),
    )


def value_of(part: Part, earned: Sequence[int]) -> Fraction:
    """The exact value of a part of the tree; `earned` holds the millipoints of each item.

    A staged product counts each satisfied stage in full and the first unsatisfied one by its own
    value; later stages add nothing.

    Source: gbt-39117-2020 (total score), as noted in the model.
    """
    if isinstance(part, Leaf):
        return Fraction(earned[part.item_number])
    if isinstance(part, Given):
        return part.millipoints
    values = [value_of(child, earned) for child in part.parts]
    if part.aggregate == "sum":
        return sum(values, Fraction(0))
    if part.aggregate == "weighted_mean":
        pairs = zip(part.weights, values, strict=True)
        return sum((weight * value for weight, value in pairs), Fraction(0))
    if part.aggregate == "minimum":
        return min(values)
    total = Fraction(0)
    for value in values:
        if value < threshold_of(part):
            return total + value
        total += STAGE
    return total


#: What a satisfied stage counts: one whole level.
STAGE = 1000


def threshold_of(node: Node) -> int:
    """From which value a stage of a staged product is satisfied."""
    return node.threshold or STAGE


def counted(gates: Sequence[Gate]) -> list[tuple[str, int]]:
    """Every group and level that some gate counts, in the order of the gates."""
    pairs = ((part.group, part.level) for gate in gates for part in gate.counts)
    return list(dict.fromkeys(pairs))


def count_group(model: Model, answers: Answers, group: str, level: int) -> GroupCount:
    """How many items of a group reach a level."""
    reached = [
        item
        for item in model.items
        if item.group == group and level_of(item, answers.get(item.id)) >= level
    ]
    mandatory = sum(item.is_mandatory for item in reached)
    return GroupCount(group, level, len(reached), mandatory)


def _stages(model: Model, earned: Sequence[int]) -> list[StageScore]:
    if model.root.aggregate != "staged_product":
        return []
    values = [value_of(part, earned) for part in model.root.parts]
    limit = threshold_of(model.root)
    return [
        StageScore(number, math.floor(value), value >= limit)
        for number, value in enumerate(values, start=1)
    ]


def _consecutive(stages: Sequence[StageScore]) -> int:
    for stage in stages:
        if not stage.is_satisfied:
            return stage.stage - 1
    return len(stages)


def _level(model: Model, whole: int, marks: Mapping[str, int], counts: Sequence[GroupCount]) -> int:
    """The highest gate whose conditions all hold, else 0."""
    for gate in reversed(model.gates):
        if all(short == 0 for short in shortfalls(gate, whole, marks, counts)):
            return gate.level
    return 0


def shortfalls(
    gate: Gate, whole: int, marks: Mapping[str, int], counts: Sequence[GroupCount]
) -> tuple[int, int, int]:
    """What a gate still asks for: millipoints, items of the group, mandatory items among them."""
    have = {(count.group, count.level): count for count in counts}
    points_short = [
        part.millipoints - (whole if part.dimension is None else marks[part.dimension])
        for part in gate.scores
    ]
    found = [(part, have[part.group, part.level]) for part in gate.counts]
    return (
        max(0, *points_short, 0),
        max(0, *(_short(part, count) for part, count in found), 0),
        max(0, *(part.mandatory_count - count.mandatory_count for part, count in found), 0),
    )


def _short(part: CountGate, count: GroupCount) -> int:
    return part.count - count.count


def _gap(
    model: Model,
    level: int,
    whole: int,
    marks: Mapping[str, int],
    counts: Sequence[GroupCount],
    stages: Sequence[StageScore],
) -> Gap | None:
    if level >= model.top_level:
        return None
    if stages:
        # Rounding the value down makes the shortfall round up: never too little.
        short = max(0, threshold_of(model.root) - stages[level].millipoints)
        return Gap(level + 1, short, 0, 0)
    gate = next((gate for gate in model.gates if gate.level > level), None)
    if gate is None:
        return None
    return Gap(gate.level, *shortfalls(gate, whole, marks, counts))
