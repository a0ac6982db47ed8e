"""Bounds of what the resolver does: per identifier, for all misses together, and under way.

The arithmetic is that of node.limits; sources (IP addresses) are limited by the transports.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.node.limits import Source, SourceLimits, fill
from lingnan.sources.identifier.resolver.errors import IdentifierTooOften, RecursionBusy

_REMEMBERED: Final = 65_536
_MISSES: Final = Text("后端查询达到上限", "as many questions as granted go to servers each second")
_ALL: Final = Text("同时进行的递归已满", "too many questions are being followed")
_EACH: Final = Text("该前缀同时进行的递归已满", "too many questions are about this prefix")


class Rate:
    """What may happen so often: refills steadily, up to a burst.

    Units: times per second; `now` in seconds of any clock.
    """

    def __init__(self, per_second: float, burst: float, now: float) -> None:
        self._limits = SourceLimits(requests_per_second=per_second, requests_burst=burst)
        self._source = Source(self._limits, now, is_allowed=True, is_free=False)

    def take(self, now: float) -> bool:
        """Answer whether it may happen once more, and note that it has."""
        fill(self._source, self._limits, now)
        if self._source.tokens < 1.0:
            return False
        self._source.tokens -= 1.0
        return True


class IdentifierRates:
    """How often each identifier may be asked for; the one asked longest ago is forgotten first."""

    def __init__(self, per_second: float | None, burst: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._rates: OrderedDict[bytes, Rate] = OrderedDict()

    def require(self, handle: bytes, shown: str, now: float) -> None:
        """Count one question about a folded handle. Raises: IdentifierTooOften."""
        if self._per_second is None:
            return
        rate = self._rates.get(handle)
        if rate is None:
            rate = self._rates[handle] = Rate(self._per_second, self._burst, now)
            if len(self._rates) > _REMEMBERED:
                self._rates.popitem(last=False)
        else:
            self._rates.move_to_end(handle)
        if not rate.take(now):
            raise IdentifierTooOften(handle=shown)


class Recursions:
    """Questions being followed: all together and about one prefix, and new ones each second.

    So that one dead authority does not hold every place.
    """

    def __init__(
        self, *, at_once: int, at_once_each: int, per_second: float, burst: float, now: float
    ) -> None:
        self._at_once = at_once
        self._each = at_once_each
        self._misses = Rate(per_second, burst, now)
        self._prefixes: Counter[bytes] = Counter()
        self.count = 0

    @contextmanager
    def enter(self, prefix: bytes, now: float) -> Iterator[None]:
        """Hold a place while a question is followed. Raises: RecursionBusy."""
        if self.count >= self._at_once:
            raise RecursionBusy(reason=_ALL)
        if self._prefixes[prefix] >= self._each:
            raise RecursionBusy(reason=_EACH)
        if not self._misses.take(now):
            raise RecursionBusy(reason=_MISSES)
        self.count += 1
        self._prefixes[prefix] += 1
        try:
            yield
        finally:
            self.count -= 1
            self._prefixes[prefix] -= 1
            if not self._prefixes[prefix]:
                del self._prefixes[prefix]
