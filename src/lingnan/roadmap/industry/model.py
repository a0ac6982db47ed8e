"""The values of industry roadmaps: what is asked, and on what terms it is answered.

Not for the answer (answer) nor for arithmetic.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from lingnan.kernel import Text

Side = Literal["claimed", "proven"]
MOST_PACKAGES = 10
"""Subsets of a product list are enumerated: 2^10 of them for every state."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose roadmap: a cluster or an industry (code of GB/T 4754), in an area, by size.

    `area` is a city or county code or the beginning of one; null means the whole region.
    """

    cluster_id: str | None = None
    division: str | None = None
    area: str | None = None
    has_micro: bool = False

    @property
    def text(self) -> Text:
        """How messages name it."""
        name = self.cluster_id or self.division or "–"
        place = f" · {self.area}" if self.area else ""
        return Text(name + place, name + place)


@dataclass(frozen=True, slots=True)
class Question:
    """What to plan; null takes the pack's assumption. Money in yuan, rates in parts per million.

    `capacity` overrides the number of projects a half-year for single packages.
    """

    level: int
    as_of: date
    side: Side = "claimed"
    packages_count: int = 6
    budget_cny: int | None = None
    subsidy_rate_ppm: int | None = None
    subsidy_cap_cny: int | None = None
    capacity_per_half_year: int | None = None
    capacity: Mapping[str, int] = field(default_factory=dict)
    horizon: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """A question with every number settled; `budget_cny` null means without limit."""

    level: int
    side: Side
    packages_count: int
    budget_cny: int | None
    subsidy_rate_ppm: int
    subsidy_cap_cny: int
    capacity_per_half_year: int
    capacity: Mapping[str, int]
    nearest_weight: int
    horizon: int

    def capacity_of(self, package_id: str) -> int:
        """Projects that its providers can start in a half-year."""
        return self.capacity.get(package_id, self.capacity_per_half_year)
