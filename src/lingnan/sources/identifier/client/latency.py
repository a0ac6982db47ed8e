"""How fast servers answered, so that reads go to the fastest site and broken ones wait.

Not for counting what the node serves (see node metrics).
"""

from typing import Final

#: Weight of the latest measure in the moving average.
_WEIGHT: Final = 0.25
#: Seconds for which a server that failed goes last.
_PENALTY_SECONDS: Final = 60.0
#: Servers remembered; the one measured longest ago is forgotten first.
_REMEMBERED: Final = 1_024


class Latency:
    """Moving averages by server key.

    Units: seconds; `now` of any clock that does not go back.
    """

    def __init__(self) -> None:
        self._average: dict[str, float] = {}
        self._failed_at: dict[str, float] = {}

    def measured(self, key: str, seconds: float) -> None:
        """Take in one answer."""
        before = self._average.pop(key, seconds)
        self._average[key] = before + _WEIGHT * (seconds - before)
        self._failed_at.pop(key, None)
        if len(self._average) > _REMEMBERED:
            del self._average[next(iter(self._average))]

    def failed(self, key: str, now: float) -> None:
        """Take in that a server could not be reached or did not answer."""
        self._failed_at.pop(key, None)
        self._failed_at[key] = now
        if len(self._failed_at) > _REMEMBERED:
            del self._failed_at[next(iter(self._failed_at))]

    def rank(self, key: str, now: float) -> tuple[bool, float]:
        """Answer what to order by: working before failed, unknown before known, then the fastest.

        Unknown servers come first so that each is measured once.
        """
        failed_at = self._failed_at.get(key)
        is_down = failed_at is not None and now - failed_at < _PENALTY_SECONDS
        return is_down, self._average.get(key, 0.0)
