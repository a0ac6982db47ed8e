"""What each report is told: typed plain values in the reader's language.

Not for: layout (report/, templates/), and not for reading the store (report/load*.py). A null is
unknown and is shown as a dash. Counts are already multiplied by the store's expansion.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Side = Literal["claimed", "proven"]
Basis = Literal["published", "claimed", "proven"]
Status = Literal["on_track", "at_risk", "off_track", "unknown"]


@dataclass(frozen=True, slots=True)
class SourceRef:
    """One source of a pack: its id, its title, and its address if it is public."""

    id: str
    title: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that is not confirmed and acts on the result beside which it is shown."""

    subject: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class AssumptionLine:
    """An assumed value on which a result rests; `value` and `span` are written with their unit."""

    name: str
    value: str
    why: str
    span: str | None = None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a result is what it is: what is counted, by which clause, from which inputs."""

    definition: str | None = None
    sources: tuple[SourceRef, ...] = ()
    inputs: tuple[str, ...] = ()
    method: str | None = None
    assumptions: tuple[AssumptionLine, ...] = ()
    unconfirmed: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which run a report shows; the same stamp gives the same report.

    Units: `expansion` is the number of enterprises that one registered enterprise stands for.
    """

    region: str
    as_of: date
    run_id: str
    pack_id: str
    pack_title: str
    pack_version: str
    code_version: str
    table_versions: tuple[tuple[str, int], ...] = ()
    is_synthetic: bool = False
    expansion: int = 1
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A count on a day."""

    on: date
    value: float


@dataclass(frozen=True, slots=True)
class FanPoint:
    """A forecast for a day: with 80 % probability between `p10` and `p90`."""

    on: date
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class PublishedValue:
    """A count that an authority published.

    `as_of` is the earliest day it may speak of; `latest` the last one where the sources differ.
    """

    as_of: date
    value: float
    comparator: str = ""
    latest: date | None = None
    source: str = ""
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Milestone:
    """What a plan wants by a day; `goal` null when the plan's value is not known."""

    deadline: date
    goal: float | None
    comparator: str = ""
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A target's course so far on each side, and its forecast on one basis."""

    claimed: tuple[Point, ...] = ()
    proven: tuple[Point, ...] = ()
    published: tuple[PublishedValue, ...] = ()
    fan: tuple[FanPoint, ...] = ()
    fan_basis: Basis = "claimed"


@dataclass(frozen=True, slots=True)
class DefinitionCount:
    """What one way of counting a target gives; several compete where no rule was published."""

    name: str
    claimed: int
    proven: int
    population: int
    is_headline: bool
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class TargetView:
    """One target: where it stands, where it goes and how fast it would have to go.

    Units: counts in `unit`; paces in `unit` per month; `miss_probability` is a share (0–1).
    """

    id: str
    name: str
    unit: str
    deadline: date
    goal: float | None
    comparator: str
    claimed: float | None
    proven: float | None
    published: PublishedValue | None
    forecast: FanPoint | None
    required_pace: float | None
    actual_pace: float | None
    status: Status
    milestones: tuple[Milestone, ...] = ()
    trajectory: Trajectory = field(default_factory=Trajectory)
    miss_probability: float | None = None
    is_goal_confirmed: bool = True
    definitions: tuple[DefinitionCount, ...] = ()
    explanation: Explanation = field(default_factory=Explanation)


@dataclass(frozen=True, slots=True)
class CityCount:
    """One city's counts for one definition, and its place on the tile map.

    `expected` is the city's part of the goal: stated by the city itself if `is_stated`, else its
    share by population; null when there is no goal.
    """

    code: str
    name: str
    short: str
    group: str
    tile_row: int
    tile_col: int
    population: int
    claimed: int
    proven: int
    expected: int | None = None
    is_stated: bool = False


@dataclass(frozen=True, slots=True)
class ClusterRef:
    """One cluster of the plan."""

    id: str
    name: str
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class ClusterCount:
    """One cluster's counts for one definition; `city_code` when only those in one city.

    `registered` is how many enterprises were really counted, before a sample is scaled up.
    """

    cluster_id: str
    population: int
    claimed: int
    proven: int
    city_code: str | None = None
    registered: int | None = None

    @property
    def seen(self) -> int:
        """How many enterprises the shares rest on."""
        return self.population if self.registered is None else self.registered


@dataclass(frozen=True, slots=True)
class OverviewView:
    """The whole province: all targets, and the main target by city and cluster."""

    stamp: Stamp
    targets: tuple[TargetView, ...]
    main_target_id: str
    main_target_name: str
    population_name: str
    cities: tuple[CityCount, ...]
    clusters: tuple[ClusterRef, ...]
    cells: tuple[ClusterCount, ...]
    map_explanation: Explanation = field(default_factory=Explanation)
    cluster_explanation: Explanation = field(default_factory=Explanation)
    assumptions: tuple[AssumptionLine, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many enterprises stand on one level of a model, on each side."""

    level: int
    name: str
    claimed: int
    proven: int


@dataclass(frozen=True, slots=True)
class MissingProofCount:
    """For how many enterprises the proof of one item would lift the proven score most."""

    item: str
    enterprises: int
    lift_millipoints: int


@dataclass(frozen=True, slots=True)
class CityTarget:
    """One target inside one city, over time."""

    id: str
    name: str
    unit: str
    population: int | None
    claimed: float | None
    proven: float | None
    trajectory: Trajectory
    milestones: tuple[Milestone, ...] = ()
    explanation: Explanation = field(default_factory=Explanation)


@dataclass(frozen=True, slots=True)
class CityView:
    """One city among all: its targets, its clusters, its levels and the proof it lacks."""

    stamp: Stamp
    code: str
    name: str
    group: str
    main_target_id: str
    main_target_name: str
    population_name: str
    targets: tuple[CityTarget, ...]
    cities: tuple[CityCount, ...]
    clusters: tuple[ClusterRef, ...]
    cluster_counts: tuple[ClusterCount, ...]
    model_name: str
    levels: tuple[LevelCount, ...]
    missing: tuple[MissingProofCount, ...]
    map_explanation: Explanation = field(default_factory=Explanation)
    cluster_explanation: Explanation = field(default_factory=Explanation)
    level_explanation: Explanation = field(default_factory=Explanation)


@dataclass(frozen=True, slots=True)
class SideResult:
    """An enterprise's result on one side.

    Units: millipoints; `percentile` 0–100 among its peers. `missing`: what the next level wants.
    """

    level: int
    level_name: str
    millipoints: int
    percentile: int | None = None
    next_level_name: str | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DimensionView:
    """One dimension of a model: the enterprise and its peers, in millipoints of `full`.

    `is_counted` false: reported on its own, not part of the score.
    """

    id: str
    name: str
    full: int
    claimed: int
    proven: int
    peer_p25: int | None = None
    peer_median: int | None = None
    peer_p75: int | None = None
    peer_proven_median: int | None = None
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item of a model: what it could give, what is claimed, what is proven, what comes next."""

    id: str
    name: str
    full: int
    claimed: int
    proven: int
    answer: str | None = None
    next_step: str | None = None


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """A graded item: the level claimed and proven, and what the next level asks for."""

    id: str
    name: str
    is_mandatory: bool
    claimed: int
    proven: int
    next_step: str | None = None


@dataclass(frozen=True, slots=True)
class MissingProof:
    """A claimed answer without proof, in the order in which proving pays.

    `lift_millipoints` is what its proof adds after the proofs before it, `level_after` the name of
    the proven level then; `would_lift_level` when this proof is the one that lifts it.
    """

    item_id: str
    item: str
    answer: str
    lift_millipoints: int
    accepted: tuple[str, ...] = ()
    level_after: str = ""
    would_lift_level: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One row of the ledger as a reader sees it; `is_best` when the result rests on it."""

    evidence_no: int
    item_id: str
    item: str
    value: str
    grade: int
    grade_name: str
    fact_date: date
    source: str
    document: str | None
    is_fresh: bool
    is_best: bool


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """With whom an enterprise is compared."""

    cluster: str | None
    size: str | None
    enterprises: int


@dataclass(frozen=True, slots=True)
class ModelView:
    """One enterprise under one assessment model.

    `nearest_items` are ids of the items that narrow the gap to the next claimed level most;
    `contradictions` sentences about answers that cannot both be true.
    """

    id: str
    name: str
    edition: str
    full: int
    claimed: SideResult
    proven: SideResult
    dimensions: tuple[DimensionView, ...]
    items: tuple[ItemView, ...]
    scenarios: tuple[ScenarioView, ...]
    missing_proof: tuple[MissingProof, ...]
    evidence: tuple[EvidenceLine, ...]
    peers: PeerGroup | None = None
    nearest_items: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    explanation: Explanation = field(default_factory=Explanation)


@dataclass(frozen=True, slots=True)
class CountedTarget:
    """Whether an enterprise counts towards a target, and since when; null when it does not."""

    name: str
    definition: str
    claimed_from: date | None
    proven_from: date | None


@dataclass(frozen=True, slots=True)
class EnterpriseView:
    """One enterprise: who it is, how it stands under each model, and where it is counted."""

    stamp: Stamp
    uscc: str
    name: str
    city: str
    industry: str
    size: str | None
    clusters: tuple[str, ...]
    is_above_scale: bool | None
    models: tuple[ModelView, ...]
    counted: tuple[CountedTarget, ...] = ()
    other_evidence: tuple[EvidenceLine, ...] = ()
