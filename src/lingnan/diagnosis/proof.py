"""Which missing proof would lift the proven result most.

Greedy: the claim whose proof brings the next proven level nearest comes first, then the next given
the first, and so on. Not for claims that are absent: nothing can be proven that was not answered.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lingnan.diagnosis.item import level_of, points, proof_kinds
from lingnan.diagnosis.model import Answers, Gate, Item, Model
from lingnan.diagnosis.program import (
    PLAIN,
    Formula,
    Program,
    Staged,
    evaluate,
    linear_from,
    linears_of,
    satisfied_stages,
    sums_of,
)


@dataclass(frozen=True, slots=True)
class MissingProof:
    """A claim without proof, in the order in which proving pays.

    `lift_*` is what this proof adds after those before it; `*_after` where the proven side stands
    then; `alone_millipoints` what it would add as the only one.
    """

    item_id: str
    answer: str
    evidence_kinds: tuple[str, ...]
    lift_millipoints: int
    lift_level: int
    millipoints_after: int
    level_after: int
    alone_millipoints: int


def missing_proof(
    model: Model, program: Program, claimed: Answers, proven: Answers
) -> list[MissingProof]:
    """Rank every claim that is not proven by what its proof would lift, if proven as claimed."""
    state = _State(model, program, proven)
    left = [item for item in model.items if item.id in claimed and item.id not in proven]
    alone = {item.id: state.alone(item, claimed[item.id]) for item in left}
    found = []
    while left:
        item = max(left, key=lambda item: state.worth(item, claimed[item.id]))
        left.remove(item)
        millipoints, level = state.millipoints, state.level
        state.add(item, claimed[item.id])
        found.append(
            MissingProof(
                item_id=item.id,
                answer=claimed[item.id],
                evidence_kinds=proof_kinds(item, claimed[item.id]),
                lift_millipoints=state.millipoints - millipoints,
                lift_level=state.level - level,
                millipoints_after=state.millipoints,
                level_after=state.level,
                alone_millipoints=alone[item.id],
            )
        )
    return found


class _State:
    """The proven side while claims are proven one after another."""

    def __init__(self, model: Model, program: Program, proven: Answers) -> None:
        self.model = model
        self.program = program
        self.gates = tuple(_wanted(program, gate) for gate in model.gates)
        self.sums = sums_of(program, [points(i, proven.get(i.id)) for i in model.items])
        self.counts = [[0, 0] for _ in program.counts]
        for item in model.items:
            _count(program, self.counts, item, proven.get(item.id))
        self.millipoints, self.level = self._read(self.sums, self.counts)
        self._distance = self._away(self.sums, self.counts)

    def add(self, item: Item, code: str) -> None:
        """Prove one more claim."""
        self.sums = self._with(item, code)
        _count(self.program, self.counts, item, code)
        self.millipoints, self.level = self._read(self.sums, self.counts)
        self._distance = self._away(self.sums, self.counts)

    def alone(self, item: Item, code: str) -> int:
        """What one proof adds to the score."""
        return self._whole(self._with(item, code)) - self.millipoints

    def worth(self, item: Item, code: str) -> tuple[Fraction, int, int]:
        """How much nearer the next level comes, then the points, then the order of the items."""
        place = self.program.lift_of[item.number]
        earned = points(item, code) * place[1] if place else 0
        return (self._nearer(item, code, place), earned, -item.number)

    def _nearer(self, item: Item, code: str, place: tuple[int, int] | None) -> Fraction:
        root = self.program.root
        if isinstance(root, Staged) and not self.model.gates:
            if self.level >= len(root.parts) or place is None:
                return Fraction(0)
            if self.program.lifts[place[0]] not in linears_of(root.parts[self.level]):
                return Fraction(0)
        counts = [list(pair) for pair in self.counts]
        _count(self.program, counts, item, code)
        return self._distance - self._away(self._with(item, code), counts)

    def _with(self, item: Item, code: str) -> list[int]:
        earned = points(item, code)
        return [
            value + earned * part.multipliers[item.number]
            for value, part in zip(self.sums, self.program.accumulators, strict=True)
        ]

    def _whole(self, sums: Sequence[int]) -> int:
        value = evaluate(self.program.root, linear_from(sums), PLAIN)
        return int(value.numerator // value.denominator)

    def _read(self, sums: Sequence[int], counts: Sequence[Sequence[int]]) -> tuple[int, int]:
        whole = self._whole(sums)
        if isinstance(self.program.root, Staged) and not self.model.gates:
            return whole, int(satisfied_stages(self.program.root, linear_from(sums), PLAIN)[1])
        held = [
            gate.level
            for number, gate in enumerate(self.model.gates)
            if self._gate_away(number, sums, counts) == 0
        ]
        return whole, max(held, default=0)

    def _away(self, sums: Sequence[int], counts: Sequence[Sequence[int]]) -> Fraction:
        """How far the next proven level is: the unmet share of each of its conditions, added up.

        Units: of a gate in its own parts, so that two distances to one gate compare.
        """
        root = self.program.root
        if isinstance(root, Staged) and not self.model.gates:
            if self.level >= len(root.parts):
                return Fraction(0)
            stage = evaluate(root.parts[self.level], linear_from(sums), PLAIN)
            limit = root.threshold * stage.denominator
            return Fraction(max(0, limit - stage.numerator), limit)
        for number, gate in enumerate(self.model.gates):
            if gate.level > self.level:
                return Fraction(self._gate_away(number, sums, counts))
        return Fraction(0)

    def _gate_away(self, number: int, sums: Sequence[int], counts: Sequence[Sequence[int]]) -> int:
        gate = self.gates[number]
        read = linear_from(sums)
        away = 0
        for formula, wanted, weight in gate.scores:
            value = evaluate(formula, read, PLAIN)
            away += weight * max(0, wanted - int(value.numerator // value.denominator))
        for place, which, wanted, weight in gate.counts:
            away += weight * max(0, wanted - counts[place][which])
        return away


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a gate asks for, each condition weighed so that missing all of it is the same for all.

    Attributes:
        scores: formula, millipoints, weight of one of them.
        counts: place among the program's counts, 0 for all and 1 for mandatory items, how many are
            wanted, weight of one.
    """

    scores: tuple[tuple[Formula, int, int], ...]
    counts: tuple[tuple[int, int, int, int], ...]


def _wanted(program: Program, gate: Gate) -> _Wanted:
    """A gate in whole numbers: shares of its conditions over their least common multiple."""
    formulas = dict(program.dimensions)
    places = {(each.group, each.level): number for number, each in enumerate(program.counts)}
    scores = [
        (formulas[part.dimension] if part.dimension else program.root, part.millipoints)
        for part in gate.scores
        if part.millipoints
    ]
    counts = [
        (places[part.group, part.level], which, number)
        for part in gate.counts
        for which, number in enumerate((part.count, part.mandatory_count))
        if number
    ]
    whole = math.lcm(*(each[1] for each in scores), *(each[2] for each in counts))
    return _Wanted(
        tuple((formula, wanted, whole // wanted) for formula, wanted in scores),
        tuple((place, which, wanted, whole // wanted) for place, which, wanted in counts),
    )


def _count(program: Program, counts: list[list[int]], item: Item, code: str | None) -> None:
    for pair, count in zip(counts, program.counts, strict=True):
        if item.group == count.group and code is not None and level_of(item, code) >= count.level:
            pair[0] += 1
            pair[1] += int(item.is_mandatory)
