"""Steps of an assessment model: the answers an enterprise may reach, and the gates over them.

A multiple choice has a step per option, every other item a step per option above the lowest. Levels
become linear conditions over steps, in whole numbers. Not for who reaches them (catalogue, state).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lingnan.diagnosis import Model
from lingnan.diagnosis.compile import compile_model
from lingnan.diagnosis.model import Item
from lingnan.diagnosis.program import Combined, Formula, Least, Linear, Program, Staged
from lingnan.kernel import Text
from lingnan.roadmap.errors import ModelNotPlannable

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Step:
    """One answer to reach: `code` the option, `rank` its place among the steps of the item."""

    number: int
    item: Item
    code: str
    rank: int
    millipoints: int


@dataclass(frozen=True, slots=True)
class LevelGate:
    """What a level takes: every row `coefficients @ steps + constant >= threshold`.

    Shapes: coefficients: (rows, steps); thresholds, constants: (rows,).
    """

    level: int
    coefficients: Integers
    thresholds: Integers
    constants: Integers


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a model, in the order of its items.

    Shapes: first_of: item number to its first step; share: (steps,) part of the full mark that a
        step is worth, 0 where it earns no points.
    """

    model: Model
    steps: tuple[Step, ...]
    of_item: tuple[tuple[Step, ...], ...]
    share: NDArray[np.float64]
    gates: tuple[LevelGate, ...]

    def of_answer(self, item: Item, code: str) -> tuple[Step, ...]:
        """The steps that an answer (canonical option codes) stands on."""
        wanted = set(code.split(","))
        own = self.of_item[item.number]
        if item.kind == "multi":
            return tuple(step for step in own if step.code in wanted)
        rank = max((step.rank for step in own if step.code in wanted), default=-1)
        return tuple(step for step in own if step.rank <= rank)


def steps_of(model: Model) -> Steps:
    """Unfold a model into steps and linear gates.

    Raises: ModelNotPlannable when options add up beyond an item's full mark, or a level is no
        conjunction of linear conditions.
    """
    of_item: list[tuple[Step, ...]] = []
    count = 0
    for item in model.items:
        own = tuple(_steps_of_item(model, item, count))
        of_item.append(own)
        count += len(own)
    steps = tuple(step for own in of_item for step in own)
    program = compile_model(model)
    rows = _Rows(model, program, steps)
    return Steps(model, steps, tuple(of_item), rows.shares(), tuple(rows.gates()))


def _steps_of_item(model: Model, item: Item, first: int) -> Iterator[Step]:
    if item.kind == "multi":
        options = [option for option in item.options if option.millipoints > 0]
        if sum(option.millipoints for option in options) > item.max_millipoints:
            why = Text(
                f"{item.id} 各选项之和超过满分", f"the options of {item.id} exceed its full mark"
            )
            raise ModelNotPlannable(model=model.id, why=why)
        for rank, option in enumerate(options):
            yield Step(first + rank, item, option.code, rank, option.millipoints)
        return
    ordered = sorted(item.options, key=lambda option: option.millipoints)
    rising = [
        (option, option.millipoints - before.millipoints)
        for before, option in pairwise(ordered)
        if option.millipoints > before.millipoints
    ]
    for rank, (option, gain) in enumerate(rising):
        yield Step(first + rank, item, option.code, rank, gain)


class _Rows:
    """Writes formulas of a program as rows over steps."""

    def __init__(self, model: Model, program: Program, steps: tuple[Step, ...]) -> None:
        self.model = model
        self.program = program
        self.steps = steps

    def row(self, part: Linear) -> Integers:
        """Numerator of a linear part, per step."""
        by_item = np.zeros(len(self.model.items), dtype=np.int64)
        for index, factor in part.terms:
            multipliers = self.program.accumulators[index].multipliers
            by_item += factor * np.array(multipliers, dtype=np.int64)
        return np.array(
            [by_item[step.item.number] * step.millipoints for step in self.steps], dtype=np.int64
        )

    def at_least(self, formula: Formula, limit: int) -> Iterator[tuple[Integers, int, int]]:
        """Rows that together say: the exact value of the formula is at least `limit`."""
        if isinstance(formula, Linear):
            yield self.row(formula), limit * formula.denominator, formula.constant
        elif isinstance(formula, Least):
            for part in formula.parts:
                yield from self.at_least(part, limit)
        else:
            kind = "combined" if isinstance(formula, Combined) else "staged"
            why = Text("等级条件不是线性的", f"a level rests on a {kind} part that is not linear")
            raise ModelNotPlannable(model=self.model.id, why=why)

    def gates(self) -> Iterator[LevelGate]:
        """The gate of every level from 1 on."""
        root = self.program.root
        if isinstance(root, Staged):
            rows: list[tuple[Integers, int, int]] = []
            for stage, part in enumerate(root.parts, start=1):
                rows += self.at_least(part, root.threshold)
                yield _gate(stage, rows)
            return
        dimensions = dict(self.program.dimensions)
        for gate in self.model.gates:
            rows = []
            for score in gate.scores:
                formula = root if score.dimension is None else dimensions[score.dimension]
                rows += self.at_least(formula, score.millipoints)
            for count in gate.counts:
                reach = self._reaching(count.group, count.level, mandatory=False)
                rows.append((reach, count.count, 0))
                if count.mandatory_count:
                    reach = self._reaching(count.group, count.level, mandatory=True)
                    rows.append((reach, count.mandatory_count, 0))
            yield _gate(gate.level, rows)

    def _reaching(self, group: str, level: int, *, mandatory: bool) -> Integers:
        return np.array(
            [
                step.item.group == group
                and step.code == str(level)
                and (step.item.is_mandatory or not mandatory)
                for step in self.steps
            ],
            dtype=np.int64,
        )

    def shares(self) -> NDArray[np.float64]:
        """What part of the full mark each step is worth; a stage of a staged model counts 1/n."""
        root = self.program.root
        parts = root.parts if isinstance(root, Staged) else (root,)
        total = np.zeros(len(self.steps), dtype=np.float64)
        full = self.model.full_millipoints
        for part in parts:
            for linear in part.parts if isinstance(part, Least) else (part,):
                if not isinstance(linear, Linear):
                    why = Text("总分不是线性的", "its score is not linear")
                    raise ModelNotPlannable(model=self.model.id, why=why)
                total += self.row(linear) / float(Fraction(linear.denominator) * full)
        return total


def _gate(level: int, rows: list[tuple[Integers, int, int]]) -> LevelGate:
    return LevelGate(
        level,
        np.array([row for row, _, _ in rows], dtype=np.int64),
        np.array([limit for _, limit, _ in rows], dtype=np.int64),
        np.array([constant for _, _, constant in rows], dtype=np.int64),
    )
