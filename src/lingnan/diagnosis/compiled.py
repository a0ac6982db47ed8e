"""One answer sheet scored by a compiled model: whole numbers, some five times as fast.

Held equal to the reference (score) by a property test. Not for all enterprises at once (batch).
"""

from lingnan.diagnosis.item import points
from lingnan.diagnosis.model import Answers, Model, Score, StageScore
from lingnan.diagnosis.program import (
    PLAIN,
    Program,
    Ratio,
    Staged,
    evaluate,
    linear_from,
    satisfied_stages,
    sums_of,
)
from lingnan.diagnosis.score import score_of, threshold_of


def score_compiled(model: Model, program: Program, answers: Answers) -> Score:
    """What an answer sheet is worth on a model; the same as `score`.

    Args: program: that of the model.
    """
    earned = [points(item, answers.get(item.id)) for item in model.items]
    read = linear_from(sums_of(program, earned))
    marks = {id_: _floor(evaluate(part, read, PLAIN)) for id_, part in program.dimensions}
    stages: list[StageScore] = []
    if isinstance(program.root, Staged):
        values, _ = satisfied_stages(program.root, read, PLAIN)
        limit = threshold_of(model.root)
        stages = [
            StageScore(number, _floor(value), value.numerator >= limit * value.denominator)
            for number, value in enumerate(values, start=1)
        ]
    return score_of(model, answers, _floor(evaluate(program.root, read, PLAIN)), marks, stages)


def _floor(value: Ratio[int]) -> int:
    return value.numerator // value.denominator
