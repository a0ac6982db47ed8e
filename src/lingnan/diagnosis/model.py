"""The values of the room: a model ready for scoring, and what scoring answers.

Not for: reading content (build), the arithmetic (score, program), nor tables (batch).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lingnan.kernel import Text

Side = Literal["claimed", "proven"]
ItemKind = Literal["single", "multi", "ratio", "clause", "graded"]
Aggregate = Literal["sum", "weighted_mean", "minimum", "staged_product"]

#: Answers of one side: item id -> chosen option codes in the order of the questionnaire, "B,C".
Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer. `upper_share` is the inclusive upper bound of a ratio band."""

    code: str
    text: Text
    millipoints: int
    is_exclusive: bool
    upper_share: Fraction | None
    evidence_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One question, scenario or clause; `number` is its place in the model, from 0.

    `indicators` are all indicators that answer it, its own first.
    """

    number: int
    id: str
    kind: ItemKind
    text: Text
    topic: Text | None
    options: tuple[Option, ...]
    max_millipoints: int
    group: str | None
    is_mandatory: bool
    indicators: tuple[str, ...]
    evidence_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place in the tree where an item stands."""

    item_number: int


@dataclass(frozen=True, slots=True)
class Given:
    """A place in the tree whose value does not depend on answers (an empty cell that counts)."""

    millipoints: Fraction


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree: combines `parts`. A mean is a weighted_mean of equal weights.

    `weights` add up to 1 in a weighted_mean and are empty otherwise. `threshold` is set in a
    staged_product only, whose parts are its stages in order.
    """

    id: str
    aggregate: Aggregate
    parts: tuple[Part, ...]
    weights: tuple[Fraction, ...] = ()
    threshold: int | None = None


Part = Node | Leaf | Given


@dataclass(frozen=True, slots=True)
class Dimension:
    """A part of the model that is reported on its own; counted ones make up the score."""

    id: str
    text: Text
    node: Node
    full_millipoints: int
    is_counted: bool


@dataclass(frozen=True, slots=True)
class ScoreGate:
    """The score (of the whole, or of one dimension) must reach `millipoints`."""

    millipoints: int
    dimension: str | None


@dataclass(frozen=True, slots=True)
class CountGate:
    """`count` items of a group must reach `level`, `mandatory_count` of them mandatory ones."""

    group: str
    level: int
    count: int
    mandatory_count: int


@dataclass(frozen=True, slots=True)
class Gate:
    """What a level takes; all conditions must hold."""

    level: int
    scores: tuple[ScoreGate, ...]
    counts: tuple[CountGate, ...]


@dataclass(frozen=True, slots=True)
class Consistency:
    """The answer to item `lower` cannot honestly exceed the answer to item `upper`."""

    lower: str
    upper: str
    text: Text


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """An assessment model ready for scoring; compared by identity, so that work on it is kept.

    `gates` are ordered by level; empty where the level is the number of satisfied stages of the
    root. `choices` are the settled open points. Units: millipoints throughout.
    """

    id: str
    edition: str
    title: Text
    items: tuple[Item, ...]
    by_id: Mapping[str, Item]
    root: Node
    dimensions: tuple[Dimension, ...]
    gates: tuple[Gate, ...]
    full_millipoints: int
    level_names: tuple[Text, ...]
    consistency: tuple[Consistency, ...]
    evidence_kinds: Mapping[str, Text]
    choices: Mapping[str, str]
    is_confirmed: bool
    unconfirmed: tuple[Text, ...]

    @property
    def top_level(self) -> int:
        """The highest level there is."""
        return len(self.level_names) - 1


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """Millipoints of one dimension, rounded down."""

    id: str
    millipoints: int
    full_millipoints: int
    is_counted: bool


@dataclass(frozen=True, slots=True)
class StageScore:
    """What one stage of a staged model reaches, before the stages are put together."""

    stage: int
    millipoints: int
    is_satisfied: bool


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many items of a group reach a level, and how many mandatory ones among them."""

    group: str
    level: int
    count: int
    mandatory_count: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What the gate of the next level still asks for; each figure 0 where it is met.

    `points_short` are millipoints of the score, or of the next stage in a staged model.
    """

    next_level: int
    points_short: int
    scenarios_short: int
    mandatory_short: int


@dataclass(frozen=True, slots=True)
class Score:
    """The result of one answer sheet on one model. `gap` is null at the top level."""

    model_id: str
    millipoints: int
    level: int
    dimensions: tuple[DimensionScore, ...]
    stages: tuple[StageScore, ...]
    counts: tuple[GroupCount, ...]
    answered_count: int
    gap: Gap | None
