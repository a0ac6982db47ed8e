"""One question about a park, chain or industry, and where its answer is kept.

Not for answering it (depth, order).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from lingnan.console.group.keep import place_of
from lingnan.console.web.call import Call
from lingnan.pipeline.group_answers import ChainAsked, ParkAsked, SideName


@dataclass(frozen=True, slots=True)
class IndustryAsked:
    """What is asked of an industry; money in yuan for all waves, null without limit."""

    cluster_id: str
    area: str | None = None
    side: SideName = "claimed"
    packages_count: int = 6
    budget_cny: int | None = None
    capacity_per_half_year: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One question about a group.

    Attributes: is_exact: proven by the solver, which takes longer.
    """

    asked: ParkAsked | ChainAsked | IndustryAsked
    is_exact: bool = False

    @property
    def kind(self) -> Literal["park", "chain", "industry"]:
        """Which path it is about."""
        if isinstance(self.asked, ParkAsked):
            return "park"
        return "chain" if isinstance(self.asked, ChainAsked) else "industry"

    @property
    def is_first(self) -> bool:
        """Whether it is what a page asks before anybody changes anything."""
        return not self.is_exact and self.asked == _first(self.asked)

    def place(self, call: Call) -> Path:
        """Where its answer is kept."""
        values: Mapping[str, object] = {**asdict(self.asked), "is_exact": self.is_exact}
        return place_of(call.store.root, call.run.run_id, self.kind, values)


def _first(asked: ParkAsked | ChainAsked | IndustryAsked) -> object:
    if isinstance(asked, ParkAsked):
        return ParkAsked(asked.park)
    if isinstance(asked, ChainAsked):
        return ChainAsked(asked.chain, "proven")
    return IndustryAsked(asked.cluster_id, asked.area)
