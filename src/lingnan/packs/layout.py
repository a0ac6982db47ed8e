"""Which files a pack consists of, and which records stand in each.

`defaults` may stand at the top of any YAML file listed here: `source`, `is_confirmed` and
`in_force` for the records of that file that do not say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from lingnan.packs.content import (
    Assumption,
    City,
    CityCount,
    Cluster,
    ClusterIndustry,
    CompanionTarget,
    Content,
    Denominator,
    Facility,
    Foundation,
    Gap,
    Indicator,
    Instrument,
    Measure,
    Path,
    PolicyMeasure,
    PublishedPoint,
    Safeguard,
    Scenario,
    Source,
    SubsidyRule,
    Target,
)

YAML_FILES: Final[Mapping[str, Mapping[str, type[Content]]]] = {
    "sources.yaml": {"sources": Source},
    "targets.yaml": {"targets": Target},
    "clusters.yaml": {"clusters": Cluster},
    "plan.yaml": {
        "paths": Path,
        "foundations": Foundation,
        "safeguards": Safeguard,
        "policy_measures": PolicyMeasure,
        "instruments": Instrument,
        "companion_targets": CompanionTarget,
    },
    "indicators.yaml": {"indicators": Indicator},
    "denominators.yaml": {"denominators": Denominator},
    "assumptions.yaml": {"assumptions": Assumption},
    "allocation.yaml": {"assumptions": Assumption},
    "sample.yaml": {"assumptions": Assumption},
    "scenarios.yaml": {"scenarios": Scenario},
    "gaps.yaml": {"gaps": Gap},
}
CSV_FILES: Final[Mapping[str, tuple[str, type[Content]]]] = {
    "cities.csv": ("cities", City),
    "city_above_scale.csv": ("city_counts", CityCount),
    "cluster_industries.csv": ("cluster_industries", ClusterIndustry),
    "published.csv": ("published", PublishedPoint),
}
OPTIONAL_FILES: Final = frozenset(
    {
        "allocation.yaml",
        "sample.yaml",
        "scenarios.yaml",
        "gaps.yaml",
        "plan.yaml",
        "city_above_scale.csv",
        "published.csv",
    }
)
MANIFEST_FILE: Final = "pack.yaml"
#: One assessment model a file; folders below (such as specs) are not content of the pack.
MODEL_FILE: Final = re.compile(r"models/[^/]+\.yaml")
#: The catalogue of measures, a foundation a file, with what it assumes and how it is subsidised.
CATALOGUE_FILE: Final = re.compile(r"measures/[^/]+\.yaml")
CATALOGUE_LISTS: Final[Mapping[str, type[Content]]] = {
    "measures": Measure,
    "subsidy_rules": SubsidyRule,
    "facilities": Facility,
    "assumptions": Assumption,
}
#: Files cloud*.yaml together form the cloud rules; cloud_<key>.csv is the list <key> of them.
CLOUD_PREFIX: Final = "cloud"
DEFAULTS_KEY: Final = "defaults"


def lists_in(name: str) -> Mapping[str, type[Content]] | None:
    """Which lists of records may stand in a YAML file of this name; None if it holds no lists."""
    if CATALOGUE_FILE.fullmatch(name):
        return CATALOGUE_LISTS
    return YAML_FILES.get(name)
