"""Durations in buckets: four to each doubling, so that a percentile is right within an eighth.

Not for the metrics page (see node).
"""

from collections.abc import Mapping
from typing import Final

_FINE: Final = 2
#: Last bucket: everything of 2²⁶ µs, 67 seconds, and above.
LAST: Final = 26 << _FINE


def bucket_of(microseconds: int) -> int:
    """Answer the bucket of a duration."""
    if microseconds < 4:
        return max(microseconds, 0)
    length = microseconds.bit_length() - 1
    fine = (microseconds >> (length - _FINE)) & 3
    return min((length << _FINE) + fine, LAST)


def bounds_of(bucket: int) -> tuple[int, int]:
    """Answer the least duration in a bucket and the least above it, in microseconds."""
    if bucket < 4:
        return bucket, bucket + 1
    length, fine = bucket >> _FINE, bucket & 3
    step = 1 << (length - _FINE)
    return (4 + fine) * step, (5 + fine) * step


def merge(one: Mapping[int, int], other: Mapping[int, int]) -> dict[int, int]:
    """Add two histograms."""
    total = dict(one)
    for bucket, count in other.items():
        total[bucket] = total.get(bucket, 0) + count
    return total


def percentile(buckets: Mapping[int, int], share: float) -> int | None:
    """Answer the duration that `share` (0–1) of all do not exceed; None of an empty histogram.

    Units: microseconds, the middle of the bucket.
    """
    total = sum(buckets.values())
    if not total:
        return None
    rank = max(1, -(-int(total * share * 1_000_000) // 1_000_000))
    seen = 0
    for bucket in sorted(buckets):
        seen += buckets[bucket]
        if seen >= rank:
            low, high = bounds_of(bucket)
            return (low + high - 1) // 2
    return None
