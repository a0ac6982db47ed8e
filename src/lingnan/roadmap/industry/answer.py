"""The answer of an industry roadmap, as values and as JSON. Not for computing (solve, detail)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lingnan.kernel import Text
from lingnan.packs.content import Assumption
from lingnan.roadmap.industry.document import as_json
from lingnan.roadmap.industry.gap import GapRow
from lingnan.roadmap.industry.model import Scope, Terms

Band = tuple[int, int, int]
"""Yuan: low, expected, high."""


@dataclass(frozen=True, slots=True)
class MemberCounts:
    """Who the members are. Levels are counts by level, from 0."""

    count: int
    reached_before: int
    by_city: Mapping[str, int]
    by_size: Mapping[str, int]
    claimed_levels: tuple[int, ...]
    proven_levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PackageRow:
    """One package of the list.

    `measures`: what an enterprise without anything buys, by size class. `gain`: gap units it added
    when chosen. `covers_count`: enterprises below the level to which it gives something;
    `takers_count`: those that take it in some wave. `eligible_ppm`: part of its price (small
    enterprise, expected) that a subsidy may share.
    """

    id: str
    name: Text
    what: Text
    measures: Mapping[str, tuple[str, ...]]
    prices: Mapping[str, Band]
    eligible_ppm: int
    gain: int
    covers_count: int
    takers_count: int


@dataclass(frozen=True, slots=True)
class WaveRow:
    """One half-year: who starts, with what, for which money (expected prices)."""

    wave: int
    period: str
    begins: date
    enterprises_count: int
    ready_count: int
    packages: Mapping[str, int]
    price: Band
    subsidy_cny: int

    @property
    def enterprise_cny(self) -> int:
        """What the enterprises pay themselves, at expected prices."""
        return self.price[1] - self.subsidy_cny


@dataclass(frozen=True, slots=True)
class LevelRow:
    """Members by level at the beginning of a half-year, from level 0."""

    period: str
    begins: date
    claimed: tuple[int, ...]
    proven: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cohort:
    """One enterprise that is served: which wave, which packages, its subsidy."""

    uscc: str
    wave: int
    packages: tuple[str, ...]
    price_cny: int
    subsidy_cny: int


@dataclass(frozen=True, slots=True)
class IndustryAnswer:
    """The roadmap of one industry.

    `objective` and `bound` are in gap units (cover); `floor` is the share of the best list that
    greedy choice is sure to close, `gap` what it may really miss. `able_count` could reach the
    level with the list; `most_count` is an upper limit of those served under the budget.
    """

    scope: Scope
    name: Text
    model_id: str
    terms: Terms
    as_of: date
    members: MemberCounts
    gaps: tuple[GapRow, ...]
    gap_packages: Mapping[int, tuple[str, ...]]
    packages: tuple[PackageRow, ...]
    waves: tuple[WaveRow, ...]
    levels: tuple[LevelRow, ...]
    cohorts: tuple[Cohort, ...]
    objective: int
    bound: int
    floor: float
    gap: float
    able_count: int
    most_count: int
    unfunded_count: int
    waiting_count: int
    reached_after: int
    binding: tuple[Text, ...]
    assumptions: tuple[Assumption, ...]
    unconfirmed: tuple[Text, ...]
    is_synthetic: bool

    @property
    def price(self) -> Band:
        """Yuan of all waves."""
        bands = [wave.price for wave in self.waves]
        return (sum(b[0] for b in bands), sum(b[1] for b in bands), sum(b[2] for b in bands))

    @property
    def subsidy_cny(self) -> int:
        """Public money of all waves."""
        return sum(wave.subsidy_cny for wave in self.waves)

    def to_json(self) -> dict[str, Any]:
        """The answer as plain values; `check_industry` reads the same."""
        return as_json(self)
