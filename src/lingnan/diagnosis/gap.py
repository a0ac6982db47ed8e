"""What the next level still asks for, and where it is cheapest to get.

Not for whether a level is reached: see score.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lingnan.diagnosis.item import level_of, points
from lingnan.diagnosis.model import Answers, Gap, Item, Model, Score
from lingnan.diagnosis.program import Program, Staged, linears_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that would narrow the gap.

    `gain_millipoints` is what the full mark would add to the score (to the next stage where the
    model is staged); `levels_short` how many levels a scenario lies below the one that counts.
    """

    item_id: str
    reason: Literal["points", "scenario"]
    answer: str | None
    gain_millipoints: int
    levels_short: int
    is_mandatory: bool


#: Nobody reads a longer list; the rest follows from the answers themselves.
LONGEST = 10


def candidates(
    model: Model, program: Program, answers: Answers, score: Score
) -> tuple[Candidate, ...]:
    """The items that narrow the gap to the next level, per kind the cheapest or richest first."""
    gap = score.gap
    if gap is None:
        return ()
    found: list[Candidate] = []
    if gap.scenarios_short or gap.mandatory_short:
        found += _scenarios(model, answers, gap)[:LONGEST]
    if gap.points_short:
        stage = score.level if score.stages else None
        found += _points(model, program, answers, stage)[:LONGEST]
    return tuple(found)


def _scenarios(model: Model, answers: Answers, gap: Gap) -> list[Candidate]:
    """Scenarios below the level that the gate counts; mandatory ones first where they are short."""
    wanted = _wanted(model, gap)
    found = []
    for item in model.items:
        short = wanted.get(item.group or "", 0) - level_of(item, answers.get(item.id))
        if item.kind == "graded" and short > 0:
            answer = answers.get(item.id)
            found.append(Candidate(item.id, "scenario", answer, 0, short, item.is_mandatory))

    def cost(candidate: Candidate) -> tuple[int, bool, int]:
        prefers = bool(gap.mandatory_short) and candidate.is_mandatory
        return (candidate.levels_short, not prefers, model.by_id[candidate.item_id].number)

    if not gap.scenarios_short:
        found = [candidate for candidate in found if candidate.is_mandatory]
    return sorted(found, key=cost)


def _wanted(model: Model, gap: Gap) -> Mapping[str, int]:
    gate = next(gate for gate in model.gates if gate.level == gap.next_level)
    return {part.group: part.level for part in gate.counts}


def _points(model: Model, program: Program, answers: Answers, stage: int | None) -> list[Candidate]:
    found = list(_rooms(model, program, answers, stage))
    return sorted(found, key=lambda c: (-c.gain_millipoints, model.by_id[c.item_id].number))


def _rooms(
    model: Model, program: Program, answers: Answers, stage: int | None
) -> Iterator[Candidate]:
    root = program.root
    staged = root.parts[stage] if stage is not None and isinstance(root, Staged) else root
    parts = set(linears_of(staged))
    for item in model.items:
        place = program.lift_of[item.number]
        if place is None or program.lifts[place[0]] not in parts:
            continue
        gain = _left(item, answers) * place[1] // program.lifts[place[0]].denominator
        if gain > 0:
            answer = answers.get(item.id)
            yield Candidate(item.id, "points", answer, gain, 0, item.is_mandatory)


def _left(item: Item, answers: Answers) -> int:
    return item.max_millipoints - points(item, answers.get(item.id))
