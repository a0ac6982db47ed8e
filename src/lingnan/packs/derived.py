"""What a pack derives from its own lists: counts by city, industries by cluster, item indicators.

Done when a pack is read, and again when a scenario changed one of the lists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lingnan.packs.content import City, CityCount, Cluster, ClusterIndustry, Indicator
from lingnan.packs.content.model import ModelContent


def with_counts(cities: tuple[City, ...], counts: tuple[CityCount, ...]) -> tuple[City, ...]:
    """The cities, each with its published counts by year."""
    by_city: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for count in counts:
        by_city[count.city_code][count.as_of.year] = count.value
    return tuple(
        city.model_copy(update={"above_scale_counts": by_city[city.code]}) for city in cities
    )


def with_industries(
    clusters: tuple[Cluster, ...], industries: tuple[ClusterIndustry, ...]
) -> tuple[Cluster, ...]:
    """The clusters, each with its rows of the industry mapping."""
    by_cluster: defaultdict[str, list[ClusterIndustry]] = defaultdict(list)
    for industry in industries:
        by_cluster[industry.cluster_id].append(industry)
    return tuple(
        cluster.model_copy(update={"industries": tuple(by_cluster[cluster.id])})
        for cluster in clusters
    )


def item_indicators(model: ModelContent) -> Iterator[Indicator]:
    """Each item of a model is an indicator, answered by its options; freshness is the model's."""
    for item in model.items:
        yield Indicator(
            code=model.indicator_code(item.id),
            name=item.text,
            unit="option",
            value_kind="option",
            fresh_days=model.fresh_days,
            expires_days=model.expires_days,
            evidence_kinds=item.evidence_kinds,
            source=model.source,
            is_confirmed=model.is_confirmed and item.is_confirmed,
            in_force=model.in_force,
        )
