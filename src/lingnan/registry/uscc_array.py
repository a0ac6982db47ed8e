"""Credit codes by the million: the checks of kernel.uscc over whole columns, and fast sorting.

Not another definition of validity: a property test holds this equal to kernel.uscc.
"""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingnan.kernel import uscc

LENGTH: Final = 18
_OTHER: Final = 255

_VALUE: Final = np.full(256, _OTHER, dtype=np.uint8)
_VALUE[np.frombuffer(uscc.ALPHABET.encode(), dtype=np.uint8)] = np.arange(len(uscc.ALPHABET))
_IS_DEPARTMENT: Final = np.zeros(256, dtype=bool)
_IS_DEPARTMENT[np.frombuffer(uscc.DEPARTMENTS.encode(), dtype=np.uint8)] = True


def normalise(values: pa.Array) -> pa.Array:
    """Bring a column of typed codes to written form, touching only those that are not.

    Shapes: strings, null where empty; returns the same rows.
    """
    doubtful = np.ones(len(values), dtype=bool)
    shaped = _is_shaped(values)
    letters = _letters(values.filter(pa.array(shaped)))
    doubtful[shaped] = (_VALUE[letters] == _OTHER).any(axis=1)
    doubtful &= ~np.asarray(pc.is_null(values))
    if not doubtful.any():
        return values
    mask = pa.array(doubtful)
    typed = values.filter(mask).to_pylist()
    written = pa.array([uscc.normalise(each) for each in typed], pa.string())
    return pc.replace_with_mask(values, mask, written)


def problems(values: pa.Array) -> NDArray[np.object_]:
    """Answer for each normalised code what kernel.uscc.problem answers; None also for null.

    Shapes: strings; returns one entry per row.
    """
    found = np.full(len(values), None, dtype=object)
    shaped = _is_shaped(values)
    letters = _letters(values.filter(pa.array(shaped)))
    marks = _VALUE[letters]
    is_alphabet = (marks != _OTHER).all(axis=1) & (marks[:, 2:8] < 10).all(axis=1)
    total = np.zeros(len(marks), dtype=np.int32)
    for place, weight in enumerate(uscc.WEIGHTS):
        total += marks[:, place].astype(np.int32) * weight
    is_checked = (-total % 31) == marks[:, LENGTH - 1]
    is_department = _IS_DEPARTMENT[letters[:, 0]]
    within = np.full(len(marks), None, dtype=object)
    within[~is_department] = "department"
    within[~is_checked] = "check"
    within[~is_alphabet] = "alphabet"
    found[shaped] = within
    for odd in np.flatnonzero(~shaped & ~np.asarray(pc.is_null(values))):
        found[odd] = uscc.problem(values[odd].as_py())
    return found


def sort_keys(values: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Answer two numbers per valid code whose order (first, then second) is the order of the codes.

    Limits: every code must be valid; equal numbers then mean equal codes.
    """
    marks = _VALUE[_letters(values)]
    first = np.zeros(len(marks), dtype=np.int64)
    second = np.zeros(len(marks), dtype=np.int64)
    for place in range(LENGTH // 2):
        first = first * 31 + marks[:, place]
        second = second * 31 + marks[:, place + LENGTH // 2]
    return first, second


def _is_shaped(values: pa.Array) -> NDArray[np.bool_]:
    """Which values are 18 ASCII characters: as many bytes as characters."""
    is_long = pc.equal(pc.binary_length(values), LENGTH)
    is_ascii = pc.equal(pc.utf8_length(values), LENGTH)
    shaped: NDArray[np.bool_] = np.asarray(pc.fill_null(pc.and_(is_long, is_ascii), False))
    return shaped


def _letters(values: pa.Array) -> NDArray[np.uint8]:
    """Answer the bytes of codes that all have 18 of them. Shapes: rows × 18."""
    if not len(values):
        return np.zeros((0, LENGTH), dtype=np.uint8)
    content = values.buffers()[2]
    start = int(np.frombuffer(values.buffers()[1], dtype=np.int32)[values.offset])
    letters = np.frombuffer(content, dtype=np.uint8, count=len(values) * LENGTH, offset=start)
    return letters.reshape(-1, LENGTH)
