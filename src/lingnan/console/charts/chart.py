"""What every chart builder answers: an ECharts option with the words and the table that go with it.

Not for drawing: the option is plain JSON values, so a report, a page or an API can carry it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from lingnan.console.charts.palette import FONT, GRID_LINE, INK, MUTED

Option = dict[str, Any]
#: Charts of this width in CSS pixels or less are read on a phone.
PHONE: Final = 480


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table under a chart.

    `short` words and dates are not broken into lines; a `name` stands as it was given, in whatever
    language.
    """

    label: str
    kind: Literal["number", "text", "short", "name"] = "number"


@dataclass(frozen=True, slots=True)
class Table:
    """The values of a chart, written out; the first column names the row.

    `is_matrix`: many narrow columns; shown small and on a landscape page.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    is_matrix: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart.

    Attributes:
        id: letters, digits and dashes; unique on a page.
        description: what a reader who cannot see the chart is told.
        height: in CSS pixels.
        is_wide: better on a landscape page.
    """

    id: str
    title: str
    description: str
    option: Option
    table: Table
    height: int = 360
    is_wide: bool = False


def frame(description: str, option: Mapping[str, Any], *, has_decal: bool = False) -> Option:
    """Add to an option what all charts share: no animation, type, description and safe tooltips.

    Limits: tooltips are drawn as text, never as HTML, since names come from users' files.
    """
    tooltip = {
        "renderMode": "richText",
        "confine": True,
        "backgroundColor": "#ffffff",
        "borderColor": GRID_LINE,
        "textStyle": {"color": INK, "fontSize": 12},
    }
    framed: Option = {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "aria": {
            "enabled": True,
            "label": {"description": description},
            "decal": {"show": has_decal},
        },
        **option,
    }
    framed["tooltip"] = {**tooltip, **option.get("tooltip", {})}
    if "legend" in option:
        legend = {"textStyle": {"color": INK, "fontSize": 12}, "inactiveColor": MUTED}
        framed["legend"] = {**legend, **option["legend"]}
    return framed


def numbers(values: Sequence[float | None]) -> list[float]:
    """Keep the known values."""
    return [value for value in values if value is not None]
