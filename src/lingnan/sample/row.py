"""Evidence rows as plain number columns, and their way into Arrow tables of proposals.

Words (indicators, values, units, sources, documents) stand in vocabularies, so that rows can be
sorted and cut as numbers and become text only once. Not for what rows say.
"""

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingnan.evidence.table import PROPOSAL_SCHEMA, VALUE_NUMBER
from lingnan.sample.month import MONTH_NAMES, months_of_days

MICRO: Final = 1_000_000
NO_CODE: Final = -1
NO_NUMBER: Final = -(2**62)
#: Every document id of the sample begins so.
DOCUMENT_PREFIX: Final = "synthetic:"


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of evidence, one entry per row.

    Attributes:
        subject: place in the list of subjects.
        indicator, source, document: places in the vocabularies of words.
        code: place in the vocabulary of value codes, or NO_CODE.
        micro: number in millionths, or NO_NUMBER.
        start, end, fact: day numbers.
    """

    subject: NDArray[np.int32]
    indicator: NDArray[np.int16]
    code: NDArray[np.int32]
    micro: NDArray[np.int64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    fact: NDArray[np.int32]
    grade: NDArray[np.int8]
    source: NDArray[np.int8]
    document: NDArray[np.int16]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.subject)

    def take(self, places: NDArray[Any]) -> "Rows":
        """The rows at these places (or under this mask)."""
        return Rows(*(getattr(self, field.name)[places] for field in fields(self)))


def rows(
    subject: NDArray[np.integer],
    fact: NDArray[np.integer] | int,
    *,
    indicator: Any,
    grade: Any,
    source: Any,
    document: Any,
    code: Any = NO_CODE,
    micro: Any = NO_NUMBER,
    start: Any = None,
    end: Any = None,
) -> Rows:
    """Rows from columns and constants; without a period, a row speaks of its fact date alone."""
    count = len(subject)

    def column(values: Any, kind: Any) -> Any:
        return np.ascontiguousarray(np.broadcast_to(np.asarray(values, dtype=kind), count))

    day = column(fact, np.int32)
    return Rows(
        subject=column(subject, np.int32),
        indicator=column(indicator, np.int16),
        code=column(code, np.int32),
        micro=column(micro, np.int64),
        start=day if start is None else column(start, np.int32),
        end=day + np.int32(1) if end is None else column(end, np.int32),
        fact=day,
        grade=column(grade, np.int8),
        source=column(source, np.int8),
        document=column(document, np.int16),
    )


def joined(parts: list[Rows], *, until: int) -> Rows:
    """The parts as one, without what lies after the day `until`, ordered by subject.

    Rows of one subject keep the order of the parts, and within a part their own.
    """
    kept = [part.take(part.fact <= until) for part in parts]
    whole = Rows(
        *(np.concatenate([getattr(part, field.name) for part in kept]) for field in fields(Rows))
    )
    small = (
        whole.subject.astype(np.uint16) if whole.subject.max(initial=0) < 2**16 else whole.subject
    )
    return whole.take(np.argsort(small, kind="stable"))


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabularies that rows point into.

    Attributes:
        units: one per indicator; documents: kinds of documents (`bill:sample-vendor-a`).
        single: which kinds of documents belong to one subject and so carry its code.
    """

    indicators: tuple[str, ...]
    units: tuple[str | None, ...]
    codes: tuple[str, ...]
    sources: tuple[str, ...]
    documents: tuple[str, ...]
    single: tuple[bool, ...]


def table(given: Rows, words: Words, subjects: pa.Array) -> pa.Table:
    """Rows as proposals.

    Shapes:
        subjects: the codes that `given.subject` points into.
        returns: PROPOSAL_SCHEMA, in the order given.
    """
    subject = subjects.take(pa.array(given.subject))
    code = pa.array(given.code, mask=given.code == NO_CODE)
    columns = {
        "subject_code": subject,
        "indicator_code": _words(words.indicators, given.indicator),
        "value_code": pa.array(words.codes, pa.string()).take(code),
        "value_number": decimals(given.micro, VALUE_NUMBER, given.micro != NO_NUMBER),
        "unit": _words(words.units, given.indicator),
        "period_start": pa.array(given.start).cast(pa.date32()),
        "period_end": pa.array(given.end).cast(pa.date32()),
        "fact_date": pa.array(given.fact).cast(pa.date32()),
        "grade": pa.array(given.grade),
        "source": _words(words.sources, given.source),
        "document": _documents(given, words, subject),
    }
    return pa.table(columns, schema=PROPOSAL_SCHEMA)


def decimals(steps: NDArray[np.int64], kind: Any, known: NDArray[np.bool_]) -> pa.Array:
    """Decimals from whole numbers of their last digit; null where not known.

    Limits: lays the 128-bit numbers out itself, which is some twenty times as fast as a cast.
    """
    wide = np.empty((len(steps), 2), dtype=np.int64)
    wide[:, 0] = steps
    wide[:, 1] = steps >> 63
    valid = np.packbits(known, bitorder="little")
    return pa.Array.from_buffers(kind, len(steps), [pa.py_buffer(valid), pa.py_buffer(wide)])


def _words(known: tuple[str | None, ...], chosen: NDArray[Any]) -> pa.Array:
    return pa.array(known, pa.string()).take(pa.array(chosen))


def _documents(given: Rows, words: Words, subject: pa.Array) -> pa.Array:
    """`synthetic:<kind>:<yyyymm>`, with the subject's code before the month where it is its own."""
    month = months_of_days(given.fact).astype(np.int32)
    shared = [f"{DOCUMENT_PREFIX}{kind}:{name}" for kind in words.documents for name in MONTH_NAMES]
    place = given.document.astype(np.int32) * len(MONTH_NAMES) + month
    own = np.asarray(words.single, dtype=np.bool_)[given.document]
    if not own.any():
        return pa.array(shared).take(pa.array(place))
    rows_own = np.flatnonzero(own)
    starts = [f"{DOCUMENT_PREFIX}{kind}" for kind in words.documents]
    single = pc.binary_join_element_wise(
        _words(tuple(starts), given.document[rows_own]),
        subject.take(pa.array(rows_own)),
        _words(MONTH_NAMES, month[rows_own]),
        ":",
    )
    place[rows_own] = len(shared) + np.arange(len(rows_own), dtype=np.int32)
    return pa.concat_arrays([pa.array(shared), single]).take(pa.array(place))
