"""The loaded content pack: one frozen value that every room reads its rules from.

Not for reading files (load) nor for judging their consistency (check).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath
from typing import TypeVar

from lingnan.kernel.text import Text
from lingnan.packs.content import (
    Assumption,
    City,
    CityCount,
    CityGroup,
    Cluster,
    ClusterIndustry,
    CompanionTarget,
    Denominator,
    EntityClass,
    Facility,
    Foundation,
    Gap,
    Indicator,
    Instrument,
    Measure,
    MetricDefinition,
    Path,
    PolicyMeasure,
    PublishedPoint,
    Safeguard,
    Scenario,
    Source,
    SubsidyRule,
    Target,
)
from lingnan.packs.content.cloud import CloudRules
from lingnan.packs.content.model import ModelContent
from lingnan.packs.errors import PackLookupError
from lingnan.packs.unconfirmed import unconfirmed_for_target, unconfirmed_records

_T = TypeVar("_T")


@dataclass(frozen=True)
class Pack:
    """All content of one region, validated.

    `content_hash` is the SHA-256 over all content files; two packs with equal hashes are equal.
    Limits: not slotted, because it keeps indexes of its records once they are asked for.
    """

    id: str
    version: str
    title: Text
    region_code: str
    languages: tuple[str, ...]
    is_test: bool
    root: FilePath
    content_hash: str
    sources: tuple[Source, ...]
    city_groups: tuple[CityGroup, ...]
    entity_classes: tuple[EntityClass, ...]
    cities: tuple[City, ...]
    city_counts: tuple[CityCount, ...]
    clusters: tuple[Cluster, ...]
    cluster_industries: tuple[ClusterIndustry, ...]
    targets: tuple[Target, ...]
    paths: tuple[Path, ...]
    foundations: tuple[Foundation, ...]
    safeguards: tuple[Safeguard, ...]
    policy_measures: tuple[PolicyMeasure, ...]
    instruments: tuple[Instrument, ...]
    measures: tuple[Measure, ...]
    subsidy_rules: tuple[SubsidyRule, ...]
    facilities: tuple[Facility, ...]
    companion_targets: tuple[CompanionTarget, ...]
    indicators: tuple[Indicator, ...]
    models: tuple[ModelContent, ...]
    published: tuple[PublishedPoint, ...]
    denominators: tuple[Denominator, ...]
    assumptions: tuple[Assumption, ...]
    scenarios: tuple[Scenario, ...]
    gaps: tuple[Gap, ...]
    cloud_rules: CloudRules | None

    def city(self, code: str) -> City:
        """The city of this six-digit code. Raises: PackLookupError."""
        return self._find("city", self._cities, code)

    def cluster(self, cluster_id: str) -> Cluster:
        """The cluster of this id. Raises: PackLookupError."""
        return self._find("cluster", self._clusters, cluster_id)

    def target(self, target_id: str) -> Target:
        """The target of this id. Raises: PackLookupError."""
        return self._find("target", self._targets, target_id)

    def definition(self, definition_id: str) -> MetricDefinition:
        """The metric definition of this id, of whatever target. Raises: PackLookupError."""
        return self._find("definition", self._definitions, definition_id)

    def model(self, model_id: str) -> ModelContent:
        """The assessment model of this id. Raises: PackLookupError."""
        return self._find("model", self._models, model_id)

    def indicator(self, code: str) -> Indicator:
        """The indicator of this code, items of models included. Raises: PackLookupError."""
        return self._find("indicator", self._indicators, code)

    def assumption(self, assumption_id: str) -> Assumption:
        """The assumption of this id. Raises: PackLookupError."""
        return self._find("assumption", self._assumptions, assumption_id)

    def scenario(self, scenario_id: str) -> Scenario:
        """The scenario of this id. Raises: PackLookupError."""
        return self._find("scenario", self._scenarios, scenario_id)

    def instrument(self, instrument_id: str) -> Instrument:
        """The instrument of this id. Raises: PackLookupError."""
        return self._find("instrument", self._instruments, instrument_id)

    def measure(self, measure_id: str) -> Measure:
        """The measure of this id. Raises: PackLookupError."""
        return self._find("measure", self._measures, measure_id)

    def denominator(self, denominator_id: str) -> Denominator:
        """The published population of this id. Raises: PackLookupError."""
        return self._find("denominator", self._denominators, denominator_id)

    def source(self, source_id: str) -> Source:
        """The source of this id. Raises: PackLookupError."""
        return self._find("source", self._sources, source_id)

    def published_for(
        self, target_id: str, region_code: str | None = None
    ) -> tuple[PublishedPoint, ...]:
        """Published points of a target by time, for the whole region unless one is named."""
        region = region_code or self.region_code
        points = [p for p in self.published if (p.target_id, p.region_code) == (target_id, region)]
        return tuple(sorted(points, key=lambda point: point.as_of))

    def unconfirmed(self) -> tuple[tuple[str, Text | None], ...]:
        """Every record that no source confirms: its path in the pack and its note."""
        return unconfirmed_records(self)

    def unconfirmed_for_target(self, target_id: str) -> tuple[Text, ...]:
        """The unconfirmed facts that any result about this target rests on."""
        return unconfirmed_for_target(self, self.target(target_id))

    def _find(self, kind: str, index: Mapping[str, _T], key: str) -> _T:
        found = index.get(key)
        if found is None:
            known = ", ".join(list(index)[:30]) + (", …" if len(index) > 30 else "")
            raise PackLookupError(pack=self.id, kind=kind, id=key, known=known)
        return found

    @cached_property
    def _cities(self) -> dict[str, City]:
        return {item.code: item for item in self.cities}

    @cached_property
    def _clusters(self) -> dict[str, Cluster]:
        return {item.id: item for item in self.clusters}

    @cached_property
    def _targets(self) -> dict[str, Target]:
        return {item.id: item for item in self.targets}

    @cached_property
    def _definitions(self) -> dict[str, MetricDefinition]:
        return {item.id: item for target in self.targets for item in target.definitions}

    @cached_property
    def _models(self) -> dict[str, ModelContent]:
        return {item.id: item for item in self.models}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {item.code: item for item in self.indicators}

    @cached_property
    def _assumptions(self) -> dict[str, Assumption]:
        return {item.id: item for item in self.assumptions}

    @cached_property
    def _scenarios(self) -> dict[str, Scenario]:
        return {item.id: item for item in self.scenarios}

    @cached_property
    def _instruments(self) -> dict[str, Instrument]:
        return {item.id: item for item in self.instruments}

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        return {item.id: item for item in self.measures}

    @cached_property
    def _denominators(self) -> dict[str, Denominator]:
        return {item.id: item for item in self.denominators}

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {item.id: item for item in self.sources}
