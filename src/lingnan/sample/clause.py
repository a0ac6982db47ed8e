"""Self-diagnoses of larger enterprises by the clauses of the national maturity standard.

How far a clause is satisfied follows from maturity: each tenth below or above moves the enterprise
half a level. Not for the yearly questionnaire: see answer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingnan.evidence.model import Grade
from lingnan.kernel.size import MEDIUM_EMPLOYEES_COUNT
from lingnan.packs.content.model import ModelContent
from lingnan.sample.chunk import Chunk
from lingnan.sample.month import ENDS
from lingnan.sample.row import Rows, rows
from lingnan.sample.story import maturity
from lingnan.sample.vocabulary import AUDITOR, DECLARED, Vocabulary

#: Of how much of a clause its options speak: not, partly, mostly, fully satisfied.
_EDGES = (0.25, 0.65, 0.9)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its indicator, its level, and the number of its sub-domain."""

    indicator: int
    level: int
    domain: int


@dataclass(frozen=True, slots=True)
class Standard:
    """The clauses of one model; `first_code` is the place of the lowest option's code."""

    clauses: tuple[Clause, ...]
    first_code: int
    stages: int


def standard(model: ModelContent, words: Vocabulary) -> Standard:
    """The clauses of a staged model; adds its option codes to the vocabulary."""
    cells = [node.cells for node in model.tree.walk() if node.cells]
    clauses = tuple(
        Clause(words.indicators[model.indicator_code(item)], level, domain)
        for domain, levels in enumerate(cells)
        for level, items in levels.items()
        for item in items
    )
    options = model.options_of(model.item(next(iter(cells[0].values()))[0]))
    ordered = sorted(options, key=lambda option: option.millipoints)
    first = words.add_codes([option.code for option in ordered])
    return Standard(clauses, first, max(clause.level for clause in clauses))


def clause_rows(chunk: Chunk, discrete: Standard, process: Standard) -> list[Rows]:
    """All self-diagnoses and third-party assessments of one chunk."""
    rng, people, assumed = chunk.stream("clause"), chunk.story.people, chunk.assumed
    large = chunk.of(people.is_ever_above) & (chunk.of(people.employees) >= MEDIUM_EMPLOYEES_COUNT)
    chosen = np.flatnonzero(large & (rng.random(chunk.count) < assumed.real("gbt_share")))
    processes = assumed.group("process_industry")
    is_process = np.array([bool(processes.get(name)) for name in people.divisions])
    runs = is_process[chunk.of(people.trade)[chosen]]
    parts: list[Rows] = []
    for who, model in ((chosen[~runs], discrete), (chosen[runs], process)):
        parts += _diagnoses(chunk, who, model, rng)
    return parts


def _diagnoses(
    chunk: Chunk, who: NDArray[np.intp], model: Standard, rng: np.random.Generator
) -> list[Rows]:
    assumed = chunk.assumed
    day = rng.integers(ENDS[4] + 1, ENDS[-1], len(who))
    later = day + rng.integers(60, 300, len(who))
    domains = max(clause.domain for clause in model.clauses) + 1
    own = rng.standard_normal((len(who), domains), dtype=np.float32) * assumed.real("item_noise")
    bold = rng.random(len(who)) < assumed.real("exaggerating_share")
    lift = np.where(bold, assumed.real("exaggeration"), 0)
    assessed = rng.random(len(who)) < assumed.real("gbt_attested_share")
    parts: list[Rows] = []
    for grade, when, extra, taken in (
        (Grade.DECLARED, day, lift, chunk.alive(who, day)),
        (Grade.ATTESTED, later, 0 * lift, assessed & chunk.alive(who, later)),
    ):
        seen = who[taken]
        level = maturity(chunk.story, assumed, seen + chunk.start, when[taken]) + extra[taken]
        shares = np.clip(level[:, None] + own[taken], 0, 1) * model.stages
        for clause in model.clauses:
            satisfied = shares[:, clause.domain] - (clause.level - 1)
            parts.append(
                rows(
                    seen,
                    when[taken],
                    indicator=clause.indicator,
                    code=model.first_code + np.searchsorted(_EDGES, satisfied, side="right"),
                    grade=grade,
                    source=chunk.words.source(DECLARED if grade is Grade.DECLARED else AUDITOR),
                    document=chunk.words.documents[
                        "form" if grade is Grade.DECLARED else "assessment"
                    ],
                )
            )
    return parts
