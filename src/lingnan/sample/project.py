"""Evidence of transformation projects: started, completed, and the use of a platform after.

An enterprise says that it started; for a share a contract or record follows. Completion and
platform use likewise. Not for which enterprises start: see story.
"""

import numpy as np
from numpy.typing import NDArray

from lingnan.evidence.model import Grade
from lingnan.sample.chunk import Chunk
from lingnan.sample.month import ENDS, NEVER, STARTS
from lingnan.sample.row import MICRO, Rows, rows
from lingnan.sample.vocabulary import AUDITOR, DECLARED

_DAYS_A_MONTH = 30.4
_EARLIER_DAYS = 730
_PLATFORM_DELAY_MONTHS = 4
_PLATFORM_STEP_MONTHS = 6


def project_rows(chunk: Chunk) -> list[Rows]:
    """All rows about projects of one chunk."""
    rng, assumed = chunk.stream("project"), chunk.assumed
    month = chunk.of(chunk.story.project)
    who = np.flatnonzero(month >= 0)
    start = STARTS[month[who]] + rng.integers(0, 28, len(who))
    proof = start + 1 + _months(rng, assumed.real("project_proof_months"), len(who))
    # Those of the first month started at some time before; most of their proofs are there already.
    before = np.where(month[who] == 0, rng.integers(0, _EARLIER_DAYS, len(who)), 0)
    proof = np.maximum(proof - before, start)
    proven = rng.random(len(who)) < assumed.real("project_attested_share")
    mean = assumed.real("project_months")
    length = np.rint(rng.gamma(4.0, mean / 4.0, len(who)) * _DAYS_A_MONTH).astype(np.int64) + 60
    done = rng.random(len(who)) < assumed.real("project_completed_share")
    end = np.where(done, start + length, NEVER)
    accepted = done & (rng.random(len(who)) < assumed.real("completion_attested_share"))
    check = end + 1 + _months(rng, 2.0, len(who))
    uses = rng.random(len(who)) < assumed.real("platform_use_share")
    signed = uses & (rng.random(len(who)) < assumed.real("platform_attested_share"))
    launched, completed = "dx_project_launched", "dx_project_completed"
    return [
        _flags(chunk, launched, who, start, Grade.DECLARED, "form"),
        _flags(chunk, launched, who[proven], proof[proven], Grade.ATTESTED, "project"),
        _flags(chunk, completed, who[done], end[done], Grade.DECLARED, "form"),
        _flags(chunk, completed, who[accepted], check[accepted], Grade.ATTESTED, "acceptance"),
        *_platform(chunk, who, month[who], uses & ~signed, Grade.DECLARED, "form"),
        *_platform(chunk, who, month[who], signed, Grade.ATTESTED, "platform"),
    ]


def _platform(
    chunk: Chunk,
    who: NDArray[np.intp],
    month: NDArray[np.int16],
    chosen: NDArray[np.bool_],
    grade: Grade,
    document: str,
) -> list[Rows]:
    """Use is stated anew every half year for as long as the enterprise exists."""
    parts = []
    for later in range(_PLATFORM_DELAY_MONTHS, len(ENDS), _PLATFORM_STEP_MONTHS):
        still = chosen & (month + later < len(ENDS))
        day = ENDS[month[still] + later]
        parts.append(_flags(chunk, "industrial_platform_use", who[still], day, grade, document))
    return parts


def _flags(
    chunk: Chunk,
    indicator: str,
    who: NDArray[np.intp],
    day: NDArray[np.integer],
    grade: Grade,
    document: str,
) -> Rows:
    kept = chunk.alive(who, day) & (day <= ENDS[-1])
    return rows(
        who[kept],
        day[kept],
        indicator=chunk.words.indicators[indicator],
        micro=MICRO,
        grade=grade,
        source=chunk.words.source(DECLARED if grade is Grade.DECLARED else AUDITOR),
        document=chunk.words.documents[document],
    )


def _months(rng: np.random.Generator, mean: float, count: int) -> NDArray[np.int64]:
    return np.rint(rng.exponential(mean * _DAYS_A_MONTH, count)).astype(np.int64)
