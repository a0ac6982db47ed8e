"""Classes of shares for maps: the same breaks for claimed and proven, so that they compare.

Not for axes, which ECharts scales itself.
"""

from dataclasses import dataclass
from typing import Any

from lingnan.console.charts.palette import CLAIMED_RAMP, INK, PROVEN_RAMP, text_on
from lingnan.console.i18n import Translator

STEPS = 5
_WIDTHS = (0.01, 0.02, 0.04, 0.05, 0.1, 0.15, 0.2)


@dataclass(frozen=True, slots=True)
class Scale:
    """Five classes of equal width from zero; the last is open upwards."""

    width: float

    @classmethod
    def of(cls, shares: list[float]) -> "Scale":
        """Choose the narrowest round classes that still reach the largest share."""
        largest = max(shares, default=0.0)
        return cls(next((w for w in _WIDTHS if w * STEPS >= largest), _WIDTHS[-1]))

    def step(self, share: float) -> int:
        """Answer the class of a share, 0 to 4; a share on a break belongs to the higher class."""
        return min(int(share / self.width + 1e-9), STEPS - 1)

    def colour(self, side: str, share: float) -> str:
        """Answer the surface colour of a share."""
        return _ramp(side)[self.step(share)]

    def text_colour(self, side: str, share: float) -> str:
        """Answer the text colour that reads on that surface."""
        return text_on(self.colour(side, share))

    def visual_map(self, tr: Translator, side: str, title: str, **place: Any) -> dict[str, Any]:
        """Build the piecewise legend of one side; values of the series are percentages."""
        pieces: list[dict[str, Any]] = []
        for step, colour in enumerate(_ramp(side)):
            low = round(step * self.width * 100, 6)
            piece: dict[str, Any] = {"gte": low, "color": colour}
            if step < STEPS - 1:
                high = round((step + 1) * self.width * 100, 6)
                piece["lt"] = high
                piece["label"] = f"{tr.number(low)}–{tr.number(high)}%"
            else:
                piece["label"] = tr.gettext("{low}% and more").format(low=tr.number(low))
            pieces.append(piece)
        return {
            "type": "piecewise",
            "pieces": pieces,
            "orient": "horizontal",
            "itemWidth": 22,
            "itemHeight": 13,
            "itemGap": 8,
            "itemSymbol": "rect",
            "selectedMode": False,
            "text": ["", title],
            "showLabel": True,
            "textGap": 10,
            "textStyle": {"color": INK, "fontSize": 12},
            **place,
        }


def share(part: float, whole: float) -> float | None:
    """Answer part of whole; null when there is no whole."""
    return part / whole if whole else None


def _ramp(side: str) -> tuple[str, ...]:
    return CLAIMED_RAMP if side == "claimed" else PROVEN_RAMP
