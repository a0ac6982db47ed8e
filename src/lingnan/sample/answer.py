"""Answers to the yearly questionnaire, as enterprises give them and as audits find them.

An answer follows from the enterprise's true maturity, how hard the item is, and chance that stays
with enterprise and item; enterprises report it with an error that is optimistic on average, and
audits cover a part of the items without it. Not for clauses of the national standard: see clause.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lingnan.evidence.model import Grade
from lingnan.packs.content.model import ItemContent, ModelContent
from lingnan.sample.assumption import Assumptions
from lingnan.sample.chunk import Chunk
from lingnan.sample.equipment import MEASURES, equipment_chance
from lingnan.sample.month import FIRST_YEAR, LAST_DAY, STARTS
from lingnan.sample.row import Rows, rows
from lingnan.sample.story import maturity
from lingnan.sample.vocabulary import AUDITOR, DECLARED, Vocabulary

_YEARS = LAST_DAY.year - FIRST_YEAR
#: Forms are filled from March to November.
_FIRST_MONTH, _LAST_MONTH = 3, 11
_OPTION_NOISE = 0.12
Shares = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Question:
    """One item, ready for drawing answers.

    Attributes:
        first_code: place of its first value code; `single` answers are that plus the option's
            number, `multi` ones plus the bits of the options chosen.
        uppers: for a ratio item the upper bounds of its bands.
        ceiling: column of the item that this one cannot honestly exceed, -1 for none.
        measure: which of the equipment measures also answers the item, -1 for none.
    """

    indicator: int
    kind: str
    first_code: int
    options_count: int
    offset: float
    uppers: tuple[float, ...] = ()
    ceiling: int = -1
    measure: int = -1


def questions(model: ModelContent, assumed: Assumptions, words: Vocabulary) -> tuple[Question, ...]:
    """The items of a questionnaire in their order; adds its value codes to the vocabulary."""
    offsets = assumed.group("item_offset")
    place = {item.id: number for number, item in enumerate(model.items)}
    ceilings = {rule.lower: place[rule.upper] for rule in model.consistency}
    return tuple(
        Question(
            indicator=words.indicators[model.indicator_code(item.id)],
            kind=item.kind,
            first_code=words.add_codes(_codes(model, item)),
            options_count=len(model.options_of(item)) - (item.kind == "multi"),
            offset=float(offsets.get(item.id, 0)),
            uppers=tuple(float(o.upper_share or 1) for o in model.options_of(item))
            if item.kind == "ratio"
            else (),
            ceiling=ceilings.get(item.id, -1),
            measure=max((MEASURES.index(m) for m in item.measured_by if m in MEASURES), default=-1),
        )
        for item in model.items
    )


def _codes(model: ModelContent, item: ItemContent) -> list[str]:
    """All value codes of an item; of a multi item one for every set of its options."""
    options = model.options_of(item)
    if item.kind != "multi":
        return [option.code for option in options]
    (none,) = (option.code for option in options if option.is_exclusive)
    codes = [none]
    for option in options:
        if not option.is_exclusive:
            codes += [option.code if c == none else f"{c},{option.code}" for c in codes]
    return codes


def answer_rows(chunk: Chunk, asked: tuple[Question, ...]) -> list[Rows]:
    """All questionnaire answers of one chunk, declared and audited."""
    rng = chunk.stream("answer")
    who, day = survey_days(chunk, rng)
    members, local = np.unique(who, return_inverse=True)
    own = _Own(chunk, members, asked, rng)
    shares = own.shares(local, maturity(chunk.story, chunk.assumed, who + chunk.start, day))
    error = _report_error(chunk.assumed, len(members), shares.shape, local, rng)
    gap = chunk.of(chunk.story.planted.is_gap)[who]
    parts = []
    for column, question in enumerate(asked):
        said = np.clip(shares[:, column] + error[:, column], 0, 1)
        if question.ceiling >= 0:
            above = np.clip(shares[:, question.ceiling] + error[:, question.ceiling], 0, 1)
            said = np.where(gap, 1, np.minimum(said, above))
        parts.append(
            rows(
                who,
                day,
                indicator=question.indicator,
                code=own.code(question, column, local, said),
                grade=Grade.DECLARED,
                source=chunk.words.source(DECLARED),
                document=chunk.words.documents["form"],
            )
        )
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
        return shares

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
        return question.first_code + np.asarray(chosen).astype(np.int32)


def survey_days(chunk: Chunk, rng: np.random.Generator) -> tuple[NDArray[np.intp], NDArray[Any]]:
    """Who fills the form on which days: one to three different years each, ordered by enterprise."""
    people, assumed = chunk.story.people, chunk.assumed
    asked = chunk.of(people.is_ever_above) | (
        chunk.of(people.is_industrial)
        & (rng.random(chunk.count) < assumed.real("survey_small_share"))
    )
    members = np.flatnonzero(asked)
    odds = assumed.group("survey_count")
    chances = np.array([float(value) for value in odds.values()])
    times = np.array([int(key) for key in odds])
    count = rng.choice(times, len(members), p=chances / chances.sum())
    order = np.argsort(rng.random((len(members), _YEARS)), axis=1)
    taken = np.sort(np.where(np.arange(_YEARS) < count[:, None], order, _YEARS), axis=1)
    row, column = np.nonzero(taken < _YEARS)
    month = taken[row, column] * 12 + rng.integers(_FIRST_MONTH, _LAST_MONTH + 1, len(row))
    day = STARTS[month] + rng.integers(0, 28, len(row))
    who = members[row]
    alive = chunk.alive(who, day)
    return who[alive], day[alive].astype(np.int32)


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
    parts = []
    for column, question in enumerate(asked):
        seen = covered[:, column]
        parts.append(
            rows(
                who[seen],
                day[seen],
                indicator=question.indicator,
                code=own.code(question, column, local[seen], shares[seen, column]),
                grade=Grade.ATTESTED,
                source=chunk.words.source(AUDITOR),
                document=chunk.words.documents["audit"],
            )
        )
    return parts
