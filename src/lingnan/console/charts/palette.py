"""Colours, patterns and axis styles of all charts.

Claimed, proven and published differ in hue, in lightness, in line and in pattern, so that they stay
apart in greyscale and for colour-blind readers. Text on colours keeps WCAG AA (4.5 : 1).
Not for the page around the charts: that is assets/report.css, which repeats the named colours.
"""

from typing import Any

INK = "#1b2733"
MUTED = "#566370"
GRID_LINE = "#d5dbe1"
PAPER = "#ffffff"
STRIP = "#e8ecf0"
CLAIMED = "#bf841f"
CLAIMED_LINE = "#8f5c00"
PROVEN = "#15406b"
PUBLISHED = "#5b6670"
GOAL = "#a3262a"
MISSING = "#eef1f4"
FONT = (
    '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", '
    '"Helvetica Neue", Arial, sans-serif'
)

#: Five steps from light to dark; the same step of the two ramps has about the same lightness.
PROVEN_RAMP = ("#eef4f9", "#c9dcec", "#8db4d6", "#3f77a8", "#15406b")
CLAIMED_RAMP = ("#fcf5e6", "#f3dfb5", "#dcb464", "#9d6a12", "#5f3c00")

#: Hatching of the claimed side: what is said but not proven is never a solid surface.
HATCH: dict[str, Any] = {
    "symbol": "rect",
    "color": "rgba(255,255,255,0.72)",
    "dashArrayX": [1, 0],
    "dashArrayY": [2, 4],
    "rotation": -0.7853981633974483,
}
#: Dots of the published side.
DOTS: dict[str, Any] = {
    "symbol": "circle",
    "color": "rgba(255,255,255,0.8)",
    "symbolSize": 0.7,
    "dashArrayX": [[4, 4], [0, 4, 4, 0]],
    "dashArrayY": [4, 0],
}
#: No pattern; ECharts wants an object here, not the word none.
SOLID: dict[str, Any] = {"symbol": "none"}

SIDE_COLOUR = {"claimed": CLAIMED, "proven": PROVEN, "published": PUBLISHED}
SIDE_LINE = {"claimed": CLAIMED_LINE, "proven": PROVEN, "published": PUBLISHED}
SIDE_DECAL: dict[str, Any] = {"claimed": HATCH, "proven": SOLID, "published": DOTS}


def luminance(colour: str) -> float:
    """Answer the relative luminance of ``#rrggbb``.

    Source: WCAG 2.2, definition of relative luminance.
    """
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Answer the contrast ratio of two colours, 1 to 21.

    Source: WCAG 2.2, definition of contrast ratio.
    """
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_on(colour: str) -> str:
    """Answer the text colour that reads better on a surface."""
    return max((INK, PAPER), key=lambda ink: contrast(ink, colour))


def category_axis(labels: list[str], **more: Any) -> dict[str, Any]:
    """Build an axis of names in the common style."""
    return {
        "type": "category",
        "data": labels,
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": MUTED}},
        "axisLabel": {
            "color": INK,
            "fontSize": 12,
            "interval": 0,
            "width": 230,
            "overflow": "break",
        },
        **more,
    }


def value_axis(name: str, **more: Any) -> dict[str, Any]:
    """Build an axis of numbers, from zero, named with its unit."""
    return {
        "type": "value",
        "min": 0,
        "name": name,
        "nameTextStyle": {"color": MUTED, "fontSize": 12},
        "axisLabel": {"color": MUTED, "fontSize": 11},
        "splitLine": {"lineStyle": {"color": GRID_LINE, "width": 0.6}},
        **more,
    }
