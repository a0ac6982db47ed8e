"""How far enterprises have got: which steps of a model they have reached, claimed and proven.

Not for reading evidence (diagnosis chooses the answers) nor for what to do next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from lingnan.diagnosis.item import read_codes
from lingnan.diagnosis.model import Answers
from lingnan.roadmap.step import Integers, Steps

Flags = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class States:
    """What each of k enterprises has reached.

    Shapes: claimed, proven (k, S): 1 where a step is reached; assessed (k,): whether any answer
        counts.
    """

    claimed: Flags
    proven: Flags
    assessed: NDArray[np.bool_]

    def side(self, side: str) -> Flags:
        """The steps of one side."""
        return self.claimed if side == "claimed" else self.proven


def state_of(steps: Steps, answers: Answers) -> Flags:
    """The steps that one answer sheet has reached; shape (S,)."""
    reached = np.zeros(len(steps.steps), dtype=np.uint8)
    for name, code in answers.items():
        for step in steps.of_answer(steps.model.by_id[name], code):
            reached[step.number] = 1
    return reached


def answers_of(steps: Steps, reached: Flags, known: Answers) -> dict[str, str]:
    """The answer sheet that stands on reached steps; `known` tells which lowest answers are given.

    The inverse of `state_of`, for scoring a projected state by the reference scorer.
    """
    found = dict(known)
    for item, own in zip(steps.model.items, steps.of_item, strict=True):
        codes = [step.code for step in own if reached[step.number]]
        if not codes:
            continue
        text = ",".join(codes) if item.kind == "multi" else codes[-1]
        code = read_codes(item, text)
        if code is not None:
            found[item.id] = code
    return found


def states_of_rows(
    steps: Steps,
    count: int,
    subject: NDArray[np.int64],
    answer: NDArray[np.int64],
    is_proof: NDArray[np.bool_],
    answer_codes: Mapping[int, tuple[int, str]],
) -> States:
    """States of many enterprises from their best answers.

    Shapes:
        subject (0..count-1), answer, is_proof: one entry per best answer.
        answer_codes: answer number to (item number, canonical code).
    """
    most = max(answer_codes, default=-1) + 1
    lists: list[Sequence[int]] = [()] * most
    for number, (place, code) in answer_codes.items():
        lists[number] = [s.number for s in steps.of_answer(steps.model.items[place], code)]
    starts = np.zeros(most + 1, dtype=np.int64)
    starts[1:] = np.cumsum([len(each) for each in lists])
    flat = np.array([number for each in lists for number in each], dtype=np.int64)
    claimed = np.zeros((count, len(steps.steps)), dtype=np.uint8)
    proven = np.zeros_like(claimed)
    assessed = np.zeros(count, dtype=np.bool_)
    _mark(subject, answer, is_proof, starts, flat, claimed, proven, assessed)
    return States(claimed, proven, assessed)


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _mark(
    subject: NDArray[np.int64],
    answer: NDArray[np.int64],
    is_proof: NDArray[np.bool_],
    starts: NDArray[np.int64],
    flat: NDArray[np.int64],
    claimed: Flags,
    proven: Flags,
    assessed: NDArray[np.bool_],
) -> None:
    for row in range(len(subject)):
        who = subject[row]
        assessed[who] = True
        for place in range(starts[answer[row]], starts[answer[row] + 1]):
            claimed[who, flat[place]] = 1
            if is_proof[row]:
                proven[who, flat[place]] = 1


def levels_of(steps: Steps, reached: Flags) -> NDArray[np.int64]:
    """The level of every state; shape (k,) for (k, S)."""
    found = np.zeros(len(reached), dtype=np.int64)
    wide = reached.astype(np.int64)
    for gate in steps.gates:
        sums = wide @ gate.coefficients.T + gate.constants
        found[(sums >= gate.thresholds).all(axis=1)] = gate.level
    return found


def points_of(steps: Steps, reached: Flags) -> Integers:
    """The score of every state of a model without stages, in millipoints; see diagnosis.score."""
    weights = np.round(steps.share * steps.model.full_millipoints * 1_000_000).astype(np.int64)
    return (reached.astype(np.int64) @ weights + 500) // 1_000_000
