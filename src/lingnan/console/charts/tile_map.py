"""The cities of a province as equal tiles, each with its claimed and its proven share.

A tile map, because a map by area would show the size of mountains, not of industry. The places of
the tiles come from the content pack. Not for counties.
"""

from typing import Any

from lingnan.console.charts.chart import Chart, Column, Table, frame
from lingnan.console.charts.palette import GOAL, INK, PAPER, STRIP
from lingnan.console.charts.scale import Scale, share
from lingnan.console.charts.words import side_name
from lingnan.console.i18n import Translator
from lingnan.console.views import CityCount

_STRIPS = 3  # name, claimed, proven
_ROW_HEIGHT = 78


def tile_map(
    tr: Translator,
    *,
    chart_id: str,
    title: str,
    cities: tuple[CityCount, ...],
    population_name: str,
    marked_code: str | None = None,
) -> Chart:
    """Draw one tile a city: its name, its claimed share above its proven share.

    Units: shares of `population`, in percent.
    Limits: a city without population shows a dash; `marked_code` is framed.
    """
    _ = tr.gettext
    columns = max((city.tile_col for city in cities), default=0) + 1
    first_column = min((city.tile_col for city in cities), default=0)
    rows = max((city.tile_row for city in cities), default=0) + 1
    first_row = min((city.tile_row for city in cities), default=0)
    across, down = columns - first_column, rows - first_row
    scale = Scale.of(
        [s for city in cities for s in _shares(city) if s is not None],
    )
    names: list[dict[str, Any]] = []
    sides: dict[str, list[dict[str, Any]]] = {"claimed": [], "proven": []}
    for city in cities:
        x, y = city.tile_col - first_column, (city.tile_row - first_row) * _STRIPS
        names.append(_name(city, x, y, is_marked=city.code == marked_code))
        for offset, side in enumerate(("claimed", "proven"), start=1):
            sides[side].append(_strip(tr, scale, city, side, [x, y + offset]))
    axis = {"show": False, "type": "category"}
    option = {
        "grid": {"left": 4, "right": 4, "top": 66, "bottom": 4},
        "xAxis": [
            {**axis, "data": [str(n) for n in range(across)]},
            _gap(across, position="top"),
        ],
        "yAxis": [
            {**axis, "data": [str(n) for n in range(down * _STRIPS)], "inverse": True},
            {**_gap(down, position="right"), "inverse": True},
        ],
        "visualMap": [
            scale.visual_map(tr, "claimed", side_name(tr, "claimed"), seriesIndex=1, top=0, left=0),
            scale.visual_map(tr, "proven", side_name(tr, "proven"), seriesIndex=2, top=26, left=0),
            {"show": False, "min": 0, "max": 1, "seriesIndex": 0, "inRange": {"color": [STRIP]}},
        ],
        "tooltip": {"trigger": "item"},
        "series": [
            {"type": "heatmap", "name": _("City"), "data": names},
            {"type": "heatmap", "name": side_name(tr, "claimed"), "data": sides["claimed"]},
            {"type": "heatmap", "name": side_name(tr, "proven"), "data": sides["proven"]},
        ],
    }
    description = _describe(tr, title, cities)
    return Chart(
        chart_id,
        title,
        description,
        frame(description, option),
        _table(tr, title, cities, population_name),
        height=70 + down * _ROW_HEIGHT,
    )


def _name(city: CityCount, x: int, y: int, *, is_marked: bool) -> dict[str, Any]:
    item: dict[str, Any] = {
        "name": city.name,
        "value": [x, y, 0],
        "label": {
            "show": True,
            "formatter": city.short,
            "color": PAPER if is_marked else INK,
            "fontWeight": "bold",
            "fontSize": 13,
        },
        "tooltip": {"show": False},
    }
    if is_marked:
        item["itemStyle"] = {"color": GOAL}
    return item


def _strip(
    tr: Translator, scale: Scale, city: CityCount, side: str, place: list[int]
) -> dict[str, Any]:
    _ = tr.gettext
    count = city.claimed if side == "claimed" else city.proven
    value = share(count, city.population)
    label = {
        "show": True,
        "fontSize": 12,
        "formatter": (_("claimed {share}") if side == "claimed" else _("proven {share}")).format(
            share=tr.percent(value)
        ),
        "color": INK if value is None else scale.text_colour(side, value),
    }
    shown: float | str = "-" if value is None else round(value * 100, 4)
    return {
        "name": city.name,
        "value": [*place, shown],
        "label": label,
        "tooltip": {
            "formatter": tr.gettext("{city}, {side}: {count} of {population} ({share})").format(
                city=city.name,
                side=side_name(tr, side),
                count=tr.number(count),
                population=tr.number(city.population),
                share=tr.percent(value, 1),
            )
        },
    }


def _gap(count: int, *, position: str) -> dict[str, Any]:
    """Draw white lines between the tiles by a second axis that has one category a tile."""
    return {
        "type": "category",
        "position": position,
        "data": [str(n) for n in range(count)],
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "axisLabel": {"show": False},
        "splitLine": {"show": True, "lineStyle": {"color": PAPER, "width": 6}},
        "z": 5,
    }


def _shares(city: CityCount) -> tuple[float | None, float | None]:
    return share(city.claimed, city.population), share(city.proven, city.population)


def _describe(tr: Translator, title: str, cities: tuple[CityCount, ...]) -> str:
    parts = [
        tr.gettext("{name}: claimed {claimed}, proven {proven}").format(
            name=city.short, claimed=tr.percent(claimed), proven=tr.percent(proven)
        )
        for city in cities
        for claimed, proven in [_shares(city)]
    ]
    return tr.sentence([tr.gettext("Tile map: {title}").format(title=title), *parts])


def _table(
    tr: Translator, title: str, cities: tuple[CityCount, ...], population_name: str
) -> Table:
    _ = tr.gettext
    columns: tuple[Column, ...] = (
        Column(_("City"), kind="short"),
        Column(_("Area"), kind="short"),
        Column(population_name),
        Column(_("Claimed, count")),
        Column(_("Claimed, share")),
        Column(_("Proven, count")),
        Column(_("Proven, share")),
        Column(_("Difference, percentage points")),
    )
    has_goal = any(city.expected is not None for city in cities)
    if has_goal:
        columns += (Column(_("Part of the goal")), Column(_("Proven, missing to it")))
    ordered = sorted(cities, key=lambda city: (-(_shares(city)[1] or 0.0), city.code))
    rows = []
    for city in ordered:
        claimed, proven = _shares(city)
        gap = None if claimed is None or proven is None else (proven - claimed) * 100
        rows.append(
            (
                city.name,
                city.group,
                tr.number(city.population),
                tr.number(city.claimed),
                tr.percent(claimed, 1),
                tr.number(city.proven),
                tr.percent(proven, 1),
                tr.signed(gap, 1),
                *(_goal_cells(tr, city) if has_goal else ()),
            )
        )
    note = _("Ordered by proven share.")
    if has_goal:
        note += _(
            " Part of the goal: by population, unless the city stated its own goal (marked *)."
        )
    return Table(title, columns, tuple(rows), note=note)


def _goal_cells(tr: Translator, city: CityCount) -> tuple[str, str]:
    if city.expected is None:
        return tr.number(None), tr.number(None)
    star = " *" if city.is_stated else ""
    return tr.number(city.expected) + star, tr.number(max(city.expected - city.proven, 0))
