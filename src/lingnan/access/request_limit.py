"""How often one source may ask, kept in memory: the generic cell rate algorithm, bounded.

Not for sign-in attempts, which the database counts (rate).
Source: ITU-T I.371 annex A (virtual scheduling).
"""

from lingnan.access.errors import TooMany


class RequestLimit:
    """So many requests at once, and so many a second after that, for each of many sources."""

    def __init__(self, *, per_second: float, burst: int, sources: int = 50_000) -> None:
        self._step = 1.0 / per_second
        self._window = burst / per_second
        self._sources = sources
        self._full_at: dict[str, float] = {}

    def take(self, source: str, now: float) -> None:
        """Count one request. Units: seconds. Raises: TooMany."""
        full_at = max(self._full_at.get(source, now), now) + self._step
        if full_at - now > self._window:
            raise TooMany(seconds=max(1, round(full_at - now - self._window)))
        if source not in self._full_at and len(self._full_at) >= self._sources:
            self._forget(now)
        self._full_at[source] = full_at

    def _forget(self, now: float) -> None:
        """Let go of sources whose allowance is full; of all when none is."""
        kept = {source: at for source, at in self._full_at.items() if at > now}
        self._full_at = kept if len(kept) < self._sources else {}
