"""The diagnosis of one enterprise and the score of a sheet, as `lingnan diagnose` and `score`."""

from datetime import date
from typing import Annotated

from pydantic import Field

from lingnan.console.api.shape.found import Found
from lingnan.console.api.shape.part import FromPack, Sent, Told, Words
from lingnan.console.i18n import N_

Answer = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Model = Annotated[str, FromPack("model")]


class DiagnosisQuery(Sent):
    """On which model."""

    model: Model | None = Field(None, description=N_("only this assessment model"))


class ScenarioCount(Told):
    """How many scenarios reach a level, and how many mandatory ones among them."""

    level: int
    count: int
    mandatory_count: int


class Stage(Told):
    """One stage of a staged model."""

    level: int
    millipoints: int
    is_satisfied: bool


class Candidate(Told):
    """An item that would narrow the gap."""

    item: str
    reason: str
    answer: str | None
    gain_millipoints: int
    levels_short: int
    is_mandatory: bool


class Gap(Told):
    """What the next level still asks for."""

    next_level: int
    points_short: int = Field(description=N_("millipoints"))
    scenarios_short: int
    mandatory_short: int
    candidates: list[Candidate]


class Side(Told):
    """Where one side stands."""

    level: int
    level_name: Words
    millipoints: int
    answered_count: int
    scenarios: list[ScenarioCount]
    stages: list[Stage]


class Dimension(Told):
    """One dimension, in millipoints."""

    id: str
    name: Words
    claimed: int
    proven: int
    full_millipoints: int
    is_counted: bool


class BothGaps(Told):
    """The gaps of both sides; null at the top."""

    claimed: Gap | None
    proven: Gap | None


class Named(Told):
    """An id with its name."""

    id: str
    name: Words


class MissingProof(Told):
    """A claim without proof, and what proving it would add."""

    item: str
    text: Words
    answer: str
    lift_millipoints: int
    lift_level: int
    millipoints_after: int
    level_after: int
    alone_millipoints: int
    evidence_kinds: list[Named]


class ItemEvidence(Told):
    """The best row of an item."""

    item: str
    answer: str
    indicator: str
    value: str | None
    unit: str | None
    grade: int
    grade_name: Words
    is_proof: bool
    is_fresh: bool
    fact_date: date
    source: str
    document: str | None
    evidence_no: int
    segment_no: int | None


class PeerDimension(Told):
    """One dimension among peers, in millipoints."""

    enterprises_count: int
    claimed_median: int
    proven_median: int


class Peers(Told):
    """The same cluster and size class."""

    cluster: str | None
    size_class: str | None
    claimed_percentile: int | None
    proven_percentile: int | None
    dimensions: dict[str, PeerDimension] = Field(description=N_("* is the whole score"))


class ModelView(Told):
    """What one model says."""

    model: str
    edition: str
    title: Words
    choices: dict[str, str]
    is_confirmed: bool
    unconfirmed: list[Words]
    full_millipoints: int
    claimed: Side
    proven: Side
    dimensions: list[Dimension]
    gaps: BothGaps
    missing_proof: list[MissingProof]
    unanswered: list[str]
    inconsistencies: list[Found]
    unreadable: list[Found]
    evidence: list[ItemEvidence]
    peers: Peers | None


class Diagnosis(Told):
    """The diagnosis of one enterprise as of the last run."""

    subject: str
    as_of: date
    models: list[ModelView]
    name: str | None
    is_synthetic: bool
    run_id: str | None


class Sheet(Sent):
    """An answer sheet; nothing of it is kept."""

    model: Model
    answers: dict[str, Answer | list[Answer] | int | float | None] = Field(
        default_factory=dict,
        max_length=500,
        description=N_("options or shares by item, such as B, [B, C] or 60%"),
    )
    scenarios: dict[str, Answer | int | None] = Field(
        default_factory=dict, max_length=500, description=N_("levels by scenario")
    )
    choices: dict[str, str] = Field(
        default_factory=dict, max_length=20, description=N_("open points of the model, settled")
    )


class SheetScore(Told):
    """What a sheet is worth."""

    model: str
    edition: str
    choices: dict[str, str]
    millipoints: int
    full_millipoints: int
    level: int
    dimensions: dict[str, int]
    scenarios: list[ScenarioCount]
    stages: list[Stage]
    gaps: Gap | None
    is_confirmed: bool
    findings: list[Found]
