"""Clusters by cities: in each cell the claimed share beside the proven share.

Not for more than about thirty columns.
"""

from typing import Any

from lingnan.console.charts.chart import Chart, Column, Table, frame
from lingnan.console.charts.palette import GRID_LINE, INK, PAPER, STRIP
from lingnan.console.charts.scale import Scale, share
from lingnan.console.charts.words import side_name
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.views import CityCount, ClusterCount, ClusterRef

#: Fewer enterprises than this say little about a cell; it is drawn pale.
FEW = 10
_ROW_HEIGHT = 23
_SIDES = ("claimed", "proven")


def heat_table(
    tr: Translator,
    *,
    chart_id: str,
    title: str,
    clusters: tuple[ClusterRef, ...],
    cities: tuple[CityCount, ...],
    cells: tuple[ClusterCount, ...],
) -> Chart:
    """Draw one row a cluster and one pair of cells a city.

    Units: shares of the enterprises of the cell, in percent.
    Limits: empty where a cluster has no enterprise in a city; numbers are left out below `FEW`.
    """
    _ = tr.gettext
    counts = {(cell.cluster_id, cell.city_code): cell for cell in cells}
    scale = Scale.of(
        [
            value
            for cell in cells
            if cell.seen >= FEW
            for value in (share(cell.claimed, cell.population),)
            if value is not None
        ]
    )
    data: dict[str, list[dict[str, Any]]] = {side: [] for side in _SIDES}
    for row, cluster in enumerate(clusters):
        for column, city in enumerate(cities):
            cell = counts.get((cluster.id, city.code))
            if cell is None or not cell.population:
                continue
            for offset, side in enumerate(_SIDES):
                place = [column * 2 + offset, row]
                data[side].append(_cell(tr, scale, cell, cluster, city, side, place))
    rotate = 0 if tr.lang == "zh" else 60
    heads = {"interval": 0, "color": INK, "fontSize": 11, "rotate": rotate, "margin": 6}
    hidden = {"show": False, "type": "category"}
    line = {"axisLine": {"show": False}, "axisTick": {"show": False}}
    gaps = {"show": True, "lineStyle": {"color": PAPER, "width": 4}}
    option = {
        "grid": {
            "left": 4,
            "right": 4 if tr.lang == "zh" else 24,
            "top": 88 if tr.lang == "zh" else 118,
            "bottom": 4,
            "containLabel": True,
        },
        "xAxis": [
            {**hidden, "data": [str(n) for n in range(len(cities) * 2)]},
            {
                **line,
                "type": "category",
                "position": "top",
                "data": [city.short for city in cities],
                "axisLabel": heads,
                "splitLine": gaps,
                "z": 5,
            },
        ],
        "yAxis": {
            **line,
            "type": "category",
            "inverse": True,
            "data": [cluster.name for cluster in clusters],
            "axisLabel": {"color": INK, "fontSize": 12, "interval": 0},
            "splitLine": {"show": True, "lineStyle": {"color": GRID_LINE, "width": 0.5}},
        },
        "visualMap": [
            scale.visual_map(tr, side, title, seriesIndex=index, top=26 * index, left=0)
            for index, (side, title) in enumerate(
                (
                    ("claimed", _("Left half of a cell: claimed")),
                    ("proven", _("Right half of a cell: proven")),
                )
            )
        ],
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "heatmap",
                "name": side_name(tr, side),
                "data": data[side],
                "itemStyle": {"borderColor": PAPER, "borderWidth": 1},
            }
            for side in _SIDES
        ],
    }
    description = _describe(tr, title, clusters, cities, cells)
    return Chart(
        chart_id,
        title,
        description,
        frame(description, option),
        _table(tr, title, clusters, cities, counts),
        height=(92 if tr.lang == "zh" else 122) + _ROW_HEIGHT * len(clusters),
        is_wide=True,
    )


def _cell(
    tr: Translator,
    scale: Scale,
    cell: ClusterCount,
    cluster: ClusterRef,
    city: CityCount,
    side: str,
    place: list[int],
) -> dict[str, Any]:
    count = cell.claimed if side == "claimed" else cell.proven
    value = count / cell.population
    is_few = cell.seen < FEW
    item: dict[str, Any] = {
        "value": [*place, round(value * 100, 3)],
        "label": {
            "show": not is_few,
            "formatter": tr.number(value * 100),
            "fontSize": 10,
            "color": scale.text_colour(side, value),
        },
        "tooltip": {
            "formatter": tr.gettext(
                "{cluster}, {city}, {side}: {count} of {population} ({share})"
            ).format(
                cluster=cluster.name,
                city=city.name,
                side=side_name(tr, side),
                count=tr.number(count),
                population=tr.number(cell.population),
                share=tr.percent(value, 1),
            )
        },
    }
    if is_few:
        item["itemStyle"] = {"color": STRIP}
    return item


def _describe(
    tr: Translator,
    title: str,
    clusters: tuple[ClusterRef, ...],
    cities: tuple[CityCount, ...],
    cells: tuple[ClusterCount, ...],
) -> str:
    _ = tr.gettext
    clauses = [
        _("Heat table: {title}; {clusters} clusters by {cities} cities").format(
            title=title, clusters=len(clusters), cities=len(cities)
        )
    ]
    for cluster in clusters:
        mine = [cell for cell in cells if cell.cluster_id == cluster.id]
        population = sum(cell.population for cell in mine)
        clauses.append(
            _("{name}: claimed {claimed}, proven {proven}").format(
                name=cluster.name,
                claimed=tr.percent(share(sum(cell.claimed for cell in mine), population)),
                proven=tr.percent(share(sum(cell.proven for cell in mine), population)),
            )
        )
    return tr.sentence(clauses)


def _table(
    tr: Translator,
    title: str,
    clusters: tuple[ClusterRef, ...],
    cities: tuple[CityCount, ...],
    counts: dict[tuple[str, str | None], ClusterCount],
) -> Table:
    _ = tr.gettext
    columns = (
        Column(_("Cluster"), kind="text"),
        *(Column(city.short) for city in cities),
    )
    rows = []
    for cluster in clusters:
        texts = [cluster.name]
        for city in cities:
            cell = counts.get((cluster.id, city.code))
            if cell is None or not cell.population:
                texts.append(NOTHING)
            else:
                texts.append(f"{tr.number(cell.claimed)}/{tr.number(cell.proven)}")
        rows.append(tuple(texts))
    note = _(
        "Each cell: claimed count / proven count. A dash: no enterprise of the cluster. "
        "Grey in the chart: fewer than {few} enterprises."
    ).format(few=FEW)
    return Table(title, columns, tuple(rows), is_matrix=True, note=note)
