"""Sets of steps and of measures as bits of signed words: the few loops that every kernel shares.

A word holds 62 bits, so that it never turns negative. Not for what the bits mean.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.state import Flags
from lingnan.roadmap.step import Integers

WORD_BITS = 62
_PRIME = 67
_PLACES = np.zeros(_PRIME, dtype=np.int64)
for _bit in range(WORD_BITS + 1):
    _PLACES[(1 << _bit) % _PRIME] = _bit
"""Powers of two up to 2^65 leave different remainders on division by 67."""


@numba.njit(cache=True, inline="always")  # type: ignore[untyped-decorator]
def place_of(low: int) -> int:
    """The place of a single bit."""
    return int(_PLACES[low % _PRIME])


def words_for(count: int) -> int:
    """How many words hold `count` bits."""
    return max(1, -(-count // WORD_BITS))


def pack_bits(flags: Flags) -> Integers:
    """Rows of flags as words; shape (k, Q) to (k, W)."""
    count = flags.shape[1]
    found = np.zeros((len(flags), words_for(count)), dtype=np.int64)
    _pack(np.ascontiguousarray(flags), found)
    return found


def union_of(flags: Flags, masks: Integers) -> Flags:
    """The union of the flags of every member of each set; shape (n, Q), (k,) to (k, Q)."""
    found = np.zeros((len(masks), flags.shape[1]), dtype=np.uint8)
    for number in range(len(flags)):
        has = masks >> number & 1 == 1
        if has.any():
            found[has] |= flags[number]
    return found


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _pack(flags: NDArray[np.uint8], out: Integers) -> None:
    for row in range(flags.shape[0]):
        for place in range(flags.shape[1]):
            if flags[row, place]:
                out[row, place // WORD_BITS] |= 1 << (place % WORD_BITS)
