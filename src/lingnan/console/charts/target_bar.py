"""One target on one line, as plain rectangles: proven, claimed, published, forecast, goal.

Drawn by the template as SVG, so that a page of many targets needs no script. The figures stand
beside it in words. Not for courses over time (trajectory).
"""

from collections.abc import Iterable
from dataclasses import dataclass

#: The width of the picture, in its own units.
WIDTH = 440
_ROOM = 1.04


@dataclass(frozen=True, slots=True)
class TargetBar:
    """Places on the line, 0 to WIDTH; null where there is no such value.

    Attributes: low, middle, high: the forecast at the deadline.
    """

    claimed: int | None
    proven: int | None
    published: int | None
    goal: int | None
    low: int | None = None
    middle: int | None = None
    high: int | None = None

    @property
    def band(self) -> int | None:
        """The width of the forecast's range, never too narrow to be seen."""
        return None if self.low is None or self.high is None else max(self.high - self.low, 2)


def target_bar(
    *,
    claimed: float | None,
    proven: float | None,
    published: float | None,
    goal: float | None,
    forecast: tuple[float, float, float] | None = None,
) -> TargetBar:
    """Place the values of a target on one line from zero to a little past the greatest."""
    low, middle, high = forecast or (None, None, None)
    greatest = max(_known((claimed, proven, published, goal, high)), default=0.0)

    def place(value: float | None) -> int | None:
        if value is None or greatest <= 0:
            return None
        return round(max(value, 0.0) / (greatest * _ROOM) * WIDTH)

    return TargetBar(
        *(place(value) for value in (claimed, proven, published, goal, low, middle, high))
    )


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]
