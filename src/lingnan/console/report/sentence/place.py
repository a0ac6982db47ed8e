"""What to say about cities and clusters.

Not for targets over time (target).
"""

from lingnan.console.charts.heat_table import FEW
from lingnan.console.charts.scale import share
from lingnan.console.i18n import Translator
from lingnan.console.views import (
    CityCount,
    ClusterCount,
    ClusterRef,
    LevelCount,
    MissingProofCount,
)

Counts = CityCount | ClusterCount


def cities_finding(tr: Translator, cities: tuple[CityCount, ...]) -> str:
    """Say which city leads on each side and where claimed and proven lie furthest apart."""
    _ = tr.gettext
    counted = [city for city in cities if city.population]
    if not counted:
        return tr.sentence([_("no city has been counted yet")])
    top_claimed = max(counted, key=_claimed)
    top_proven = max(counted, key=_proven)
    widest = max(counted, key=_difference)
    leaders = [
        _("{city} has the highest claimed share ({share})").format(
            city=top_claimed.short, share=tr.percent(_claimed(top_claimed), 1)
        ),
        _("{city} the highest proven share ({share})").format(
            city=top_proven.short, share=tr.percent(_proven(top_proven), 1)
        ),
    ]
    if top_claimed is top_proven:
        leaders = [
            _("{city} has both the highest claimed and the highest proven share").format(
                city=top_claimed.short
            )
            + _(" ({claimed} and {proven})").format(
                claimed=tr.percent(_claimed(top_claimed), 1),
                proven=tr.percent(_proven(top_proven), 1),
            )
        ]
    return tr.sentence(
        [
            *leaders,
            _("the two lie furthest apart in {city}: {points} percentage points").format(
                city=widest.short, points=tr.number(_difference(widest) * 100, 1)
            ),
        ]
    )


def city_finding(tr: Translator, cities: tuple[CityCount, ...], code: str) -> str:
    """Say how one city ranks among all, on each side."""
    _ = tr.gettext
    counted = [city for city in cities if city.population]
    mine = next((city for city in counted if city.code == code), None)
    if mine is None:
        return tr.sentence([_("this city has not been counted yet")])
    return tr.sentence(
        [
            _("{city} claims {share}, place {rank} of {count} cities").format(
                city=mine.short,
                share=tr.percent(_claimed(mine), 1),
                rank=1 + sum(_claimed(city) > _claimed(mine) for city in counted),
                count=len(counted),
            ),
            _("{share} are proven, place {rank}").format(
                share=tr.percent(_proven(mine), 1),
                rank=1 + sum(_proven(city) > _proven(mine) for city in counted),
            ),
        ]
    )


def heat_finding(
    tr: Translator,
    clusters: tuple[ClusterRef, ...],
    cities: tuple[CityCount, ...],
    cells: tuple[ClusterCount, ...],
) -> str:
    """Say which cell has the widest difference, and which cluster the least proof.

    Limits: only cells of at least `FEW` enterprises.
    """
    _ = tr.gettext
    counted = [cell for cell in cells if cell.seen >= FEW]
    if not counted:
        return tr.sentence([_("no cluster has enough enterprises in a city to compare")])
    widest = max(counted, key=_difference)
    cluster_name = {cluster.id: cluster.name for cluster in clusters}
    city_name = {city.code: city.short for city in cities}
    totals: dict[str, tuple[int, int]] = {}
    for cell in counted:
        proven, population = totals.get(cell.cluster_id, (0, 0))
        totals[cell.cluster_id] = (proven + cell.proven, population + cell.population)
    least = min(totals, key=lambda cluster: totals[cluster][0] / totals[cluster][1])
    return tr.sentence(
        [
            _(
                "claimed and proven lie furthest apart in {cluster}, {city}: "
                "{claimed} claimed, {proven} proven"
            ).format(
                cluster=cluster_name[widest.cluster_id],
                city=city_name.get(widest.city_code or "", ""),
                claimed=tr.percent(_claimed(widest)),
                proven=tr.percent(_proven(widest)),
            ),
            _("the cluster with the lowest proven share is {cluster} ({share})").format(
                cluster=cluster_name[least],
                share=tr.percent(totals[least][0] / totals[least][1]),
            ),
        ]
    )


def clusters_finding(
    tr: Translator, clusters: tuple[ClusterRef, ...], counts: tuple[ClusterCount, ...]
) -> str:
    """Say which cluster of a city has most unproven claims."""
    _ = tr.gettext
    names = {cluster.id: cluster.name for cluster in clusters}
    counted = [count for count in counts if count.claimed]
    if not counted:
        return tr.sentence([_("no cluster has been counted yet")])
    widest = max(counted, key=lambda count: count.claimed - count.proven)
    return tr.sentence(
        [
            _(
                "most claims without proof are in {cluster}: "
                "{claimed} claimed, {proven} proven, {missing} without proof"
            ).format(
                cluster=names[widest.cluster_id],
                claimed=tr.number(widest.claimed),
                proven=tr.number(widest.proven),
                missing=tr.number(widest.claimed - widest.proven),
            )
        ]
    )


def levels_finding(tr: Translator, levels: tuple[LevelCount, ...], wanted: int = 2) -> str:
    """Say how many enterprises reach a level, claimed and proven."""
    _ = tr.gettext
    name = next((level.name for level in levels if level.level == wanted), None)
    claimed = sum(level.claimed for level in levels)
    proven = sum(level.proven for level in levels)
    if name is None or not claimed or not proven:
        return tr.sentence([_("no enterprise has been assessed yet")])
    high_claimed = sum(level.claimed for level in levels if level.level >= wanted)
    high_proven = sum(level.proven for level in levels if level.level >= wanted)
    return tr.sentence(
        [
            _("{claimed} of {count} assessed enterprises ({share}) claim {level} or higher").format(
                claimed=tr.number(high_claimed),
                count=tr.number(claimed),
                share=tr.percent(high_claimed / claimed, 1),
                level=name,
            ),
            _("{proven} ({share}) can prove it").format(
                proven=tr.number(high_proven), share=tr.percent(share(high_proven, proven), 1)
            ),
        ]
    )


def missing_finding(tr: Translator, missing: tuple[MissingProofCount, ...]) -> str:
    """Say which proof would help most enterprises."""
    _ = tr.gettext
    if not missing:
        return tr.sentence([_("no claim lacks proof")])
    first = max(missing, key=lambda entry: entry.enterprises)
    return tr.sentence(
        [
            _(
                'for {count} enterprises, proof of "{item}" would lift the proven score most, '
                "by {points} points on average"
            ).format(
                count=tr.number(first.enterprises),
                item=first.item,
                points=tr.points(first.lift_millipoints),
            )
        ]
    )


def _claimed(counts: Counts) -> float:
    return counts.claimed / counts.population


def _proven(counts: Counts) -> float:
    return counts.proven / counts.population


def _difference(counts: Counts) -> float:
    return _claimed(counts) - _proven(counts)
