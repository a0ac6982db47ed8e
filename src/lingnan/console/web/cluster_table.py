"""Clusters of a city and levels of a place as tables whose figures lead to their enterprises.

Shared by the overview of a city office and the pages of cities and clusters.
"""

from collections.abc import Iterable

from lingnan.console.charts import Column, Table
from lingnan.console.charts.scale import share
from lingnan.console.i18n import Translator
from lingnan.console.views import CityView, LevelCount
from lingnan.console.web.linked import LinkedTable
from lingnan.console.web.pages import address


def city_cluster_table(tr: Translator, city: CityView) -> LinkedTable | None:
    """List the clusters that have enterprises in a city, most claims without proof first."""
    _ = tr.gettext
    names = {cluster.id: cluster.name for cluster in city.clusters}
    counts = sorted(
        (count for count in city.cluster_counts if count.population),
        key=lambda count: (count.proven - count.claimed, count.cluster_id),
    )
    if not counts:
        return None
    columns = (
        Column(_("Cluster"), "text"),
        Column(city.population_name),
        Column(_("Claimed, count")),
        Column(_("Claimed, share")),
        Column(_("Proven, count")),
        Column(_("Proven, share")),
        Column(_("Claimed without proof")),
    )
    rows = tuple(
        (
            names[count.cluster_id],
            tr.number(count.population),
            tr.number(count.claimed),
            tr.percent(share(count.claimed, count.population), 1),
            tr.number(count.proven),
            tr.percent(share(count.proven, count.population), 1),
            tr.number(count.claimed - count.proven),
        )
        for count in counts
    )
    rows_of = f"/trace/targets/{city.main_target_id}/rows?city={city.code}&cluster="
    links = tuple(
        (
            f"/clusters/{count.cluster_id}",
            f"{rows_of}{count.cluster_id}&side=population",
            f"{rows_of}{count.cluster_id}&side=claimed",
            None,
            f"{rows_of}{count.cluster_id}&side=proven",
            None,
            f"{rows_of}{count.cluster_id}&side=gap",
        )
        for count in counts
    )
    caption = _("{target}, by cluster").format(target=city.main_target_name)
    note = _("An enterprise may belong to several clusters.")
    return LinkedTable(Table(caption, columns, rows, note=note), links)


def linked_levels(table: Table, levels: Iterable[LevelCount], **where: str) -> LinkedTable:
    """Link the counts of a table of levels to the enterprises that stand there."""
    links = []
    for level in levels:
        paths = {
            side: address("/enterprises", where, **{side: level.level or "0"})
            for side in ("claimed", "proven")
        }
        links.append((None, paths["claimed"], None, paths["proven"], None))
    return LinkedTable(table, tuple(links))
