"""Levels and gaps of all enterprises: the gates of a model as column expressions.

Not for scores: see batch, which makes the columns that are read here.
"""

from collections.abc import Sequence
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from lingnan.diagnosis.model import Gate, Model, Side
from lingnan.diagnosis.program import Program, Staged

Part = Literal["points", "scenarios", "mandatory"]


class GateColumns:
    """What each level of one side still asks for, and the level that results."""

    def __init__(self, model: Model, program: Program, table: ir.Table, side: Side) -> None:
        self._model = model
        self._program = program
        self._table = table
        self._side = side

    @property
    def levels(self) -> list[int]:
        """The levels that have a rule, ascending."""
        if self._model.gates:
            return [gate.level for gate in self._model.gates]
        return list(range(1, self._model.top_level + 1))

    def level(self) -> Any:
        """The highest level whose gate asks for nothing more; satisfied stages where staged."""
        if not self._model.gates:
            return self._column("stages")
        found: Any = ibis.literal(0, "int64")
        for gate in self._model.gates:
            parts = (self._of_gate(gate, part) for part in ("points", "scenarios", "mandatory"))
            shorts = [short for short in parts if short is not None]
            is_held = shorts[0] <= 0
            for short in shorts[1:]:
                is_held = is_held & (short <= 0)
            found = ibis.ifelse(is_held, gate.level, found)
        return found

    def short(self, part: Part, level: Any) -> Any:
        """What a level still asks for, 0 where it asks for nothing; null where the level is."""
        branches = []
        for number in self.levels:
            value = self._of_level(number, part)
            nothing = ibis.literal(0, "int64")
            held = nothing if value is None else ibis.greatest(nothing, value)
            branches.append((level == number, held))
        return ibis.cases(*branches, else_=ibis.null("int64"))

    def _of_level(self, level: int, part: Part) -> Any:
        for gate in self._model.gates:
            if gate.level == level:
                return self._of_gate(gate, part)
        root = self._program.root
        if part == "points" and isinstance(root, Staged):
            return root.threshold - self._column(f"stage_{level - 1}")
        return None

    def _of_gate(self, gate: Gate, part: Part) -> Any:
        """The largest shortfall of one kind; None if the gate has no such condition."""
        places = {(count.group, count.level): n for n, count in enumerate(self._program.counts)}
        marks = {name: n for n, (name, _) in enumerate(self._program.dimensions)}
        if part == "points":
            shorts = [
                condition.millipoints
                - (
                    self._column("whole")
                    if condition.dimension is None
                    else self._column(f"mark_{marks[condition.dimension]}")
                )
                for condition in gate.scores
            ]
        elif part == "scenarios":
            shorts = [
                condition.count - self._column(f"count_{places[condition.group, condition.level]}")
                for condition in gate.counts
            ]
        else:
            shorts = [
                condition.mandatory_count
                - self._column(f"mandatory_{places[condition.group, condition.level]}")
                for condition in gate.counts
            ]
        return ibis.greatest(*shorts) if shorts else None

    def _column(self, name: str) -> Any:
        return self._table[f"{self._side}_{name}"]


def next_level(level: Any, levels: Sequence[int], top: int) -> Any:
    """The lowest level above this one that has a rule; null at the top."""
    found: Any = ibis.null("int64")
    for number in reversed(levels):
        found = ibis.ifelse(level < number, number, found)
    return ibis.ifelse(level >= top, ibis.null("int64"), found)


def whole_number(value: Any, kind: str) -> Any:
    """A column of whole numbers, also where the value is a constant."""
    return (ibis.literal(value) if isinstance(value, int) else value).cast(kind)
