"""Answers to the yearly questionnaire, as enterprises give them and as audits find them.

An answer follows from the enterprise's true maturity, how hard the item is, and chance that stays
with enterprise and item; enterprises report it with an error that is optimistic on average, and
audits cover a part of the items without it. Not for clauses of the national standard: see clause.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lingnan.evidence.model import Grade
from lingnan.sample.assumption import Assumptions
from lingnan.sample.chunk import Chunk
from lingnan.sample.equipment import MEASURES, equipment_chance
from lingnan.sample.question import Question
from lingnan.sample.row import MICRO, Rows, rows
from lingnan.sample.story import maturity
from lingnan.sample.survey import survey_days
from lingnan.sample.vocabulary import AUDITOR, DECLARED

_OPTION_NOISE = 0.12
Shares = NDArray[np.float32]


def answer_rows(chunk: Chunk, asked: tuple[Question, ...]) -> list[Rows]:
    """All questionnaire answers of one chunk, declared and audited."""
    rng = chunk.stream("answer")
    who, day = survey_days(chunk, rng)
    members, local = np.unique(who, return_inverse=True)
    own = _Own(chunk, members, asked, rng)
    shares = own.shares(local, maturity(chunk.story, chunk.assumed, who + chunk.start, day))
    error = _report_error(chunk.assumed, len(members), shares.shape, local, rng)
    gap = chunk.of(chunk.story.planted.is_gap)[who]
    parts: list[Rows] = []
    for column, question in enumerate(asked):
        said = np.clip(shares[:, column] + error[:, column], 0, 1)
        if question.ceiling >= 0:
            above = np.clip(shares[:, question.ceiling] + error[:, question.ceiling], 0, 1)
            said = np.where(gap, 1, np.minimum(said, above))
        said = _written(question, said)
        code = own.code(question, column, local, said)
        parts += _item_rows(chunk, question, code, said, who, day, Grade.DECLARED)
    return [*parts, *_audits(chunk, asked, own, who, local, day, rng)]


class _Own:
    """What stays with an enterprise and an item: chance of the item, and of each option."""

    def __init__(
        self,
        chunk: Chunk,
        members: NDArray[Any],
        asked: tuple[Question, ...],
        rng: np.random.Generator,
    ) -> None:
        self._asked = asked
        noise = chunk.assumed.real("item_noise")
        self._item = rng.standard_normal((len(members), len(asked)), dtype=np.float32) * noise
        self._item += np.array([question.offset for question in asked], dtype=np.float32)
        chance = equipment_chance(chunk)[members]
        for column, question in enumerate(asked):
            if question.measure >= 0:
                self._item[:, column] = chance[:, question.measure]
        counts = [q.options_count if q.kind == "multi" else 0 for q in asked]
        self._first_option = np.cumsum([0, *counts])
        options = rng.standard_normal((len(members), sum(counts)), dtype=np.float32)
        self._option = options * np.float32(_OPTION_NOISE)
        gap = chunk.of(chunk.story.planted.is_gap)[members]
        self._gap = np.where(gap, chunk.assumed.real("telemetry_gap_value"), np.nan)

    def shares(self, local: NDArray[Any], level: NDArray[np.float64]) -> Shares:
        """How much of each item's full mark holds in truth, for each survey."""
        shares = np.clip(level[:, None] + self._item[local], 0, 1).astype(np.float32)
        for column, question in enumerate(self._asked):
            if question.ceiling >= 0:
                capped = np.minimum(shares[:, column], shares[:, question.ceiling])
                fixed = self._gap[local]
                shares[:, column] = np.where(np.isnan(fixed), capped, fixed)
        return np.asarray(shares)

    def code(
        self, question: Question, column: int, local: NDArray[Any], share: NDArray[Any]
    ) -> NDArray[np.int32]:
        """The value code that a share of the full mark comes to."""
        count = question.options_count
        if question.kind == "ratio":
            chosen = np.searchsorted(question.uppers, share, side="left")
        elif question.kind == "multi":
            first = self._first_option[column]
            own = self._option[local, first : first + count]
            edge = (np.arange(count, dtype=np.float32) + 0.5) / count
            chosen = (share[:, None] + own > edge) @ (1 << np.arange(count))
        else:
            chosen = np.rint(share * (count - 1))
        return np.asarray(question.first_code + chosen, dtype=np.int32)


def _report_error(
    assumed: Assumptions,
    members: int,
    shape: tuple[int, ...],
    local: NDArray[Any],
    rng: np.random.Generator,
) -> Shares:
    """What enterprises add to the truth: little by mistake, much where they exaggerate."""
    error = rng.standard_normal(shape, dtype=np.float32) * np.float32(assumed.real("report_noise"))
    bold = rng.random(members) < assumed.real("exaggerating_share")
    return np.asarray(
        error + np.where(bold, assumed.real("exaggeration"), 0)[local][:, None], dtype=np.float32
    )


def _audits(
    chunk: Chunk,
    asked: tuple[Question, ...],
    own: _Own,
    who: NDArray[Any],
    local: NDArray[Any],
    day: NDArray[Any],
    rng: np.random.Generator,
) -> list[Rows]:
    """For a share of the forms an auditor comes some months later and notes a part of the items."""
    audited = rng.random(len(who)) < chunk.assumed.real("audit_share")
    later = day + rng.integers(30, 240, len(who))
    audited &= chunk.alive(who, later)
    who, local, day = who[audited], local[audited], later[audited]
    shares = own.shares(local, maturity(chunk.story, chunk.assumed, who + chunk.start, day))
    covered = rng.random(shares.shape) < chunk.assumed.real("audit_item_share")
    parts: list[Rows] = []
    for column, question in enumerate(asked):
        seen = covered[:, column]
        share = _written(question, shares[seen, column])
        code = own.code(question, column, local[seen], share)
        parts += _item_rows(chunk, question, code, share, who[seen], day[seen], Grade.ATTESTED)
    return parts


def _written(question: Question, share: NDArray[Any]) -> NDArray[Any]:
    """A share as forms have it: ratios in whole per cent, so that band and ratio agree."""
    return np.round(share.astype(np.float64), 2) if question.measure >= 0 else share


def _item_rows(
    chunk: Chunk,
    question: Question,
    code: NDArray[np.int32],
    share: NDArray[Any],
    who: NDArray[Any],
    day: NDArray[Any],
    grade: Grade,
) -> list[Rows]:
    """The answer, and where the form asks for the ratio behind it, that ratio."""
    is_audit = grade is Grade.ATTESTED
    same: dict[str, Any] = {
        "grade": grade,
        "source": chunk.words.source(AUDITOR if is_audit else DECLARED),
        "document": chunk.words.documents["audit" if is_audit else "form"],
    }
    parts = [rows(who, day, indicator=question.indicator, code=code, **same)]
    if question.measure >= 0:
        indicator = chunk.words.indicators[MEASURES[question.measure]]
        micro = np.rint(share * 100).astype(np.int64) * (MICRO // 100)
        parts.append(rows(who, day, indicator=indicator, micro=micro, **same))
    return parts
