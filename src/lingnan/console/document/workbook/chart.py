"""Native Excel charts over cells of their own sheet: cash flow, level path, bars.

Names and values are references, never typed in, so that editing a cell redraws the chart.
Not for what a chart shows (picture).
"""

from typing import Any

from lingnan.console.charts.palette import GRID_LINE, INK, MUTED
from lingnan.console.document.picture import Picture, Series
from lingnan.console.document.workbook.look import FONTS
from lingnan.console.document.workbook.sheet import Sheet, clean

_HEIGHT = 300
_PIXELS_A_CHAR = 7.2
_PIXELS_A_ROW = 20


def draw(book: Any, sheet: Sheet, picture: Picture) -> None:
    """Write the chart's values right of the sheet's print area, and draw it at the cursor."""
    sheet.heading(picture.title, 11)
    column = sheet.last + 2
    top = sheet.row
    note = sheet.looks.get(font_color=MUTED, font_size=9)
    sheet.sheet.write_string(top, column, clean(picture.title), note)
    for row, name in enumerate(picture.categories, top + 2):
        sheet.sheet.write_string(row, column, clean(name), note)
    for number, one in enumerate(picture.series, column + 1):
        sheet.sheet.write_string(top + 1, number, clean(one.name), note)
        for row, value in enumerate(one.values, top + 2):
            if value is not None:
                sheet.sheet.write_number(row, number, value, note)
    charts = [_chart(book, sheet, picture, shape, top, column) for shape in (True, False)]
    first, *rest = [chart for chart in charts if chart is not None]
    for other in rest:
        first.combine(other)
    _dress(first, sheet, picture)
    width = int(sum(sheet.widths) * _PIXELS_A_CHAR)
    first.set_size({"width": width, "height": _HEIGHT})
    sheet.sheet.insert_chart(
        top, 0, first, {"object_position": 2, "description": f"{picture.title}. {picture.summary}"}
    )
    sheet.row = top + max(_HEIGHT // _PIXELS_A_ROW + 1, len(picture.categories) + 3)


def _chart(
    book: Any, sheet: Sheet, picture: Picture, is_column: bool, top: int, column: int
) -> Any | None:
    chosen = [
        (n, s)
        for n, s in enumerate(picture.series, column + 1)
        if (s.shape == "column") == is_column
    ]
    if not chosen:
        return None
    kind: dict[str, str] = {"type": "column" if is_column else "line"}
    if is_column and picture.is_stacked:
        kind["subtype"] = "stacked"
    chart = book.add_chart(kind)
    bottom = top + 1 + len(picture.categories)
    for number, one in chosen:
        chart.add_series(
            {
                "name": [sheet.name, top + 1, number],
                "categories": [sheet.name, top + 2, column, bottom, column],
                "values": [sheet.name, top + 2, number, bottom, number],
                **_look(sheet, picture, one),
            }
        )
    return chart


def _look(sheet: Sheet, picture: Picture, one: Series) -> dict[str, Any]:
    font = {"name": FONTS[sheet.tr.lang], "size": 9, "color": INK}
    if one.shape == "column":
        look: dict[str, Any] = {
            "fill": {"color": one.colour},
            "border": {"color": INK, "width": 0.25},
            "gap": 70,
            "overlap": 100 if picture.is_stacked else 0,
        }
        if not picture.is_stacked:
            look["data_labels"] = {
                "value": True,
                "position": "outside_end",
                "num_format": picture.number_format,
                "font": font,
            }
        return look
    if one.shape == "gate":
        last = len(picture.categories) - 1
        return {
            "line": {"color": one.colour, "width": 0.75, "dash_type": "round_dot"},
            "marker": {"type": "none"},
            "data_labels": {
                "series_name": True,
                "value": False,
                "position": "above",
                "font": {**font, "size": 8, "color": MUTED},
                "custom": [{"delete": True}] * last,
            },
        }
    marker = {"type": "diamond" if one.is_dashed else "circle", "size": 6}
    return {
        "line": {
            "color": one.colour,
            "width": 2,
            **({"dash_type": "dash"} if one.is_dashed else {}),
        },
        "marker": {
            **marker,
            "border": {"color": one.colour},
            "fill": {"color": "#ffffff" if one.is_dashed else one.colour},
        },
    }


def _dress(chart: Any, sheet: Sheet, picture: Picture) -> None:
    font = {"name": FONTS[sheet.tr.lang], "size": 9, "color": INK}
    chart.set_title({"none": True})
    chart.set_x_axis({"num_font": font, "label_position": "low", "line": {"color": MUTED}})
    chart.set_y_axis(
        {
            "num_font": {**font, "color": MUTED},
            "num_format": picture.number_format,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": GRID_LINE, "width": 0.5}},
            **(
                {"name": picture.axis, "name_font": {**font, "bold": False, "rotation": 0}}
                if picture.axis
                else {}
            ),
        }
    )
    gates = [n for n, one in enumerate(picture.series) if one.shape == "gate"]
    if picture.has_legend:
        chart.set_legend({"position": "bottom", "font": font, "delete_series": gates})
    else:
        chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"none": True}})
