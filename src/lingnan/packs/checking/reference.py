"""Checks across records: every id and code that is named must exist, and only once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from pydantic import BaseModel

from lingnan.kernel import industry, region
from lingnan.kernel.text import Text
from lingnan.packs.checking.inspection import Inspection, walk
from lingnan.packs.checking.rule import BAD_CODE, DANGLING, DUPLICATE, LEVEL_TOO_HIGH, TILE_TAKEN
from lingnan.packs.content import (
    EntityCondition,
    IndicatorCondition,
    IndustryCondition,
    LevelCondition,
)
from lingnan.packs.unconfirmed import key_of

_KINDS = {
    "source": Text("出处", "source"),
    "city": Text("城市", "city"),
    "cluster": Text("集群", "cluster"),
    "target": Text("目标", "target"),
    "denominator": Text("基数", "population"),
    "indicator": Text("指标", "indicator"),
    "model": Text("评测模型", "assessment model"),
    "path": Text("路径", "path"),
    "entity class": Text("主体类别", "entity class"),
    "section": Text("国民经济门类", "industry section"),
    "region": Text("地区", "region"),
}


def check_references(at: Inspection) -> None:
    """Duplicates, dangling ids, bad codes, two cities on one tile."""
    _duplicates(at)
    _sources(at)
    _cities(at)
    _clusters(at)
    _definitions(at)
    _targets_named(at)
    _items(at)


def _dangling(
    at: Inspection,
    key: str,
    index: int,
    field: str,
    kind: str,
    named: Iterable[str],
    known: Collection[str],
) -> None:
    for name in named:
        if name not in known:
            at.report(DANGLING, key, index, field=field, value=name, kind=_KINDS[kind])


def _duplicates(at: Inspection) -> None:
    for key, records in at.lists():
        seen: set[str] = set()
        for index, record in enumerate(records):
            name = key_of(record)
            if name in seen:
                at.report(DUPLICATE, key, index, value=name)
            seen.add(name)
    ids = [item.id for target in at.pack.targets for item in target.definitions]
    ids += [item.id for item in at.pack.models]
    for name, times in Counter(ids).items():
        if times > 1:
            at.report(DUPLICATE, "targets", None, value=name)
    items = Counter(indicator.code for indicator in at.pack.indicators)
    for name, times in items.items():
        if times > 1 and ":" in name:
            at.report(DUPLICATE, "indicators", None, value=name)


def _sources(at: Inspection) -> None:
    known = {source.id for source in at.pack.sources}
    for key, records in at.lists():
        for index, record in enumerate(records):
            _named_sources(at, key, index, record, known)
    for index, model in enumerate(at.pack.models):
        _named_sources(at, "models", index, model, known)
    if at.pack.cloud_rules is not None:
        _named_sources(at, "cloud_rules", None, at.pack.cloud_rules, known)


def _named_sources(
    at: Inspection, key: str, index: int | None, record: BaseModel, known: Collection[str]
) -> None:
    for path, part in walk(record, f"{key}[{key_of(record)}]"):
        named = (*getattr(part, "source", ()), *(getattr(part, "bases_source", None) or ()))
        for name in named:
            if name not in known and not name.startswith(("http://", "https://")):
                kind = _KINDS["source"]
                at.report(DANGLING, key, index, field=f"{path}.source", value=name, kind=kind)


def _cities(at: Inspection) -> None:
    home = region.problem(at.pack.region_code)
    if home is not None:
        at.report(
            BAD_CODE, "pack", None, field="region_code", value=at.pack.region_code, problem=home
        )
        return
    root = at.pack.region_code.rstrip("0")
    tiles: dict[tuple[int, int], str] = {}
    for index, city in enumerate(at.pack.cities):
        problem: object = region.problem(city.code)
        if problem is None and not (city.code.startswith(root) and city.code.endswith("00")):
            problem = Text(
                f"不是 {at.pack.region_code} 下的地级市", f"no city under {at.pack.region_code}"
            )
        if problem is not None:
            at.report(BAD_CODE, "cities", index, field="code", value=city.code, problem=problem)
        tile = (city.tile_row, city.tile_col)
        if tile in tiles:
            at.report(TILE_TAKEN, "cities", index, value=city.short_zh, other=tiles[tile])
        tiles[tile] = city.short_zh
    known = {city.code for city in at.pack.cities}
    for index, count in enumerate(at.pack.city_counts):
        _dangling(at, "city_counts", index, "city_code", "city", [count.city_code], known)


def _clusters(at: Inspection) -> None:
    cities = {city.code for city in at.pack.cities}
    known = {cluster.id for cluster in at.pack.clusters}
    for index, cluster in enumerate(at.pack.clusters):
        named = [*cluster.bases, *(code for focus in cluster.focus for code in focus.bases)]
        _dangling(at, "clusters", index, "bases", "city", named, cities)
    for index, row in enumerate(at.pack.cluster_industries):
        named = [row.cluster_id]
        _dangling(at, "cluster_industries", index, "cluster_id", "cluster", named, known)
        problem = industry.problem(row.code)
        if problem is None and industry.normalise(row.code) != row.code:
            problem = "section"
        if problem is not None:
            more = {"value": row.code, "problem": problem}
            at.report(BAD_CODE, "cluster_industries", index, field="code", **more)


def _definitions(at: Inspection) -> None:
    pack = at.pack
    indicators = {indicator.code for indicator in pack.indicators}
    models = {model.id: model for model in pack.models}
    classes = {f"{item.entity_kind}:{item.code}" for item in pack.entity_classes}
    for index, target in enumerate(pack.targets):
        for path, part in walk(target, target.id):
            if isinstance(part, IndicatorCondition):
                _dangling(at, "targets", index, path, "indicator", [part.code], indicators)
            elif isinstance(part, LevelCondition):
                _dangling(at, "targets", index, path, "model", part.models, models)
                for model in (models[name] for name in part.models if name in models):
                    top = len(model.levels) - 1
                    if part.at_least > top:
                        more = {"model": model.id, "top": top}
                        at.report(
                            LEVEL_TOO_HIGH,
                            "targets",
                            index,
                            field=path,
                            value=part.at_least,
                            **more,
                        )
            elif isinstance(part, EntityCondition) and part.class_code is not None:
                named = [f"{part.entity_kind}:{part.class_code}"]
                _dangling(at, "targets", index, path, "entity class", named, classes)
            elif isinstance(part, IndustryCondition):
                _dangling(at, "targets", index, path, "section", part.sections, industry.SECTIONS)


def _targets_named(at: Inspection) -> None:
    pack = at.pack
    targets = {target.id for target in pack.targets}
    regions = {pack.region_code, *(city.code for city in pack.cities)}
    populations = {item.id for item in pack.denominators}
    paths = {path.id for path in pack.paths}
    cities = {city.code for city in pack.cities}
    for index, target in enumerate(pack.targets):
        named = [target.denominator_id] if target.denominator_id else []
        _dangling(at, "targets", index, "denominator_id", "denominator", named, populations)
    for index, point in enumerate(pack.published):
        _dangling(at, "published", index, "target_id", "target", [point.target_id], targets)
        _dangling(at, "published", index, "region_code", "region", [point.region_code], regions)
    for index, goal in enumerate(pack.companion_targets):
        named = [goal.target_id] if goal.target_id else []
        _dangling(at, "companion_targets", index, "target_id", "target", named, targets)
        _dangling(
            at, "companion_targets", index, "region_code", "region", [goal.region_code], regions
        )
    for index, measure in enumerate(pack.policy_measures):
        named = [measure.path_id] if measure.path_id else []
        _dangling(at, "policy_measures", index, "path_id", "path", named, paths)
    for index, tool in enumerate(pack.instruments):
        _dangling(at, "instruments", index, "region_code", "region", [tool.region_code], regions)
        _dangling(at, "instruments", index, "excluded_cities", "city", tool.excluded_cities, cities)
    for index, gap in enumerate(pack.gaps):
        _dangling(at, "gaps", index, "targets", "target", gap.targets, targets)


def _items(at: Inspection) -> None:
    known = {indicator.code for indicator in at.pack.indicators}
    for index, model in enumerate(at.pack.models):
        for item in model.items:
            field = f"{model.id}:{item.id}.measured_by"
            _dangling(at, "models", index, field, "indicator", item.measured_by, known)
