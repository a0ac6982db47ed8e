"""The types of a content pack: what may stand in its files, record by record.

Every type refuses unknown keys and is frozen. Not for finding or reading files: see packs.load.
"""

from lingnan.packs.content.assumption import Assumption, Gap
from lingnan.packs.content.city import City, CityCount, CityGroup
from lingnan.packs.content.cluster import Cluster, ClusterIndustry, Focus
from lingnan.packs.content.definition import (
    AboveScaleCondition,
    ActiveCondition,
    AnyOfCondition,
    Condition,
    EntityCondition,
    IndicatorCondition,
    IndustryCondition,
    LevelCondition,
    MetricDefinition,
)
from lingnan.packs.content.indicator import EntityClass, Indicator
from lingnan.packs.content.measure import (
    AnswerNeed,
    Effect,
    Facility,
    Measure,
    Outcome,
    PriceBand,
    SubsidyRate,
    SubsidyRule,
)
from lingnan.packs.content.plan import (
    CompanionTarget,
    Foundation,
    Instrument,
    Parameter,
    Path,
    PolicyMeasure,
    Safeguard,
)
from lingnan.packs.content.published import Denominator, DenominatorPoint, PublishedPoint
from lingnan.packs.content.record import Content, Record, Source, TextField
from lingnan.packs.content.scenario import MoneyFloor, Scenario, ScenarioChange
from lingnan.packs.content.target import Milestone, Target

__all__ = [
    "AboveScaleCondition",
    "ActiveCondition",
    "AnswerNeed",
    "AnyOfCondition",
    "Assumption",
    "City",
    "CityCount",
    "CityGroup",
    "Cluster",
    "ClusterIndustry",
    "CompanionTarget",
    "Condition",
    "Content",
    "Denominator",
    "DenominatorPoint",
    "Effect",
    "EntityClass",
    "EntityCondition",
    "Facility",
    "Focus",
    "Foundation",
    "Gap",
    "Indicator",
    "IndicatorCondition",
    "IndustryCondition",
    "Instrument",
    "LevelCondition",
    "Measure",
    "MetricDefinition",
    "Milestone",
    "MoneyFloor",
    "Outcome",
    "Parameter",
    "Path",
    "PolicyMeasure",
    "PriceBand",
    "PublishedPoint",
    "Record",
    "Safeguard",
    "Scenario",
    "ScenarioChange",
    "Source",
    "SubsidyRate",
    "SubsidyRule",
    "Target",
    "TextField",
]
