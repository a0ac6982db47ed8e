"""A chain roadmap as it is handed out: to people as text, to programs as JSON.

Not for computing it (see roadmap) nor for the lake (see store).
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from lingnan.kernel import Text
from lingnan.roadmap.chain.share import Weights
from lingnan.roadmap.chain.task import Wave
from lingnan.roadmap.chain.worth import Bottleneck, NextBest, SingleSource

#: Lists of a document that may be long show so many; the counts tell how many there are.
SHOWN = 20


class MemberStatus(StrEnum):
    """What becomes of a member of a chain.

    above: holds the level already; planned: in a wave; possible: could be upgraded, not in the
    plan; late: not before the last wave; unaffordable: costs more than all the money; idle: could
    be upgraded, and no link of it could then count; cannot: no upgrade reaches the level;
    unknown: never assessed; unreached: no supply leads from it to the leader.
    """

    ABOVE = "above"
    PLANNED = "planned"
    POSSIBLE = "possible"
    LATE = "late"
    UNAFFORDABLE = "unaffordable"
    IDLE = "idle"
    CANNOT = "cannot"
    UNKNOWN = "unknown"
    UNREACHED = "unreached"


@dataclass(frozen=True, slots=True)
class Member:
    """One supplier of a chain.

    Attributes:
        tier: 1 sells to the leader itself; null when nothing leads to the leader.
        share_ppm: what it supplies, as a share of the leader's supply; all members make 1,000,000.
        lost_ppm: what cannot count while it is below: its sales and its purchases.
        wave: counted from 1; null when the plan does not upgrade it.
    """

    uscc: str
    tier: int | None
    level_now: int | None
    status: MemberStatus
    share_ppm: int
    lost_ppm: int
    cost_cny: int | None
    finish_period: int | None
    wave: int | None
    is_bottleneck: bool
    is_single_source: bool


@dataclass(frozen=True, slots=True)
class PlannedWave:
    """One wave: its money, what it does, and the share once its upgrades are finished."""

    wave: int
    period: int
    budget_cny: int
    capacity: int | None
    carried_cny: int
    cost_cny: int
    left_cny: int
    upgraded: tuple[str, ...]
    share_ppm: int


@dataclass(frozen=True, slots=True)
class MoreMoney:
    """What `step_cny` more in the last wave would buy: ppm found, and at most."""

    step_cny: int
    gain_ppm: int
    most_ppm: int


@dataclass(frozen=True, slots=True)
class ChainRoadmap:
    """The roadmap of one chain (一链一策).

    Attributes:
        objective, bound: share in ppm after the last wave, and the most that any plan could reach.
        gap: (bound − objective) / bound; gain_gap: the same of what the plan adds.
        method: exact (proven as far as the gap says, by HiGHS) or bounded (search and bound).
        weights: as asked; next_best and single_sources may be long, JSON shows the first.
    """

    chain: str
    leader: str
    level: int
    side: str
    method: str
    budget_cny: int
    cost_cny: int
    share_before_ppm: int
    objective: int
    bound: int
    weights: Weights
    waves: tuple[PlannedWave, ...]
    members: tuple[Member, ...]
    bottlenecks: tuple[Bottleneck, ...]
    single_sources: tuple[SingleSource, ...]
    next_best: tuple[NextBest, ...]
    more_money: MoreMoney
    binding: tuple[Text, ...]
    assumptions: tuple[Text, ...]

    @property
    def gap(self) -> float:
        """How far the plan can be from the best, as a share of the bound."""
        return (self.bound - self.objective) / self.bound if self.bound else 0.0

    @property
    def gain_gap(self) -> float:
        """How far the gain can be from the best gain, as a share of that."""
        most = self.bound - self.share_before_ppm
        return (self.bound - self.objective) / most if most else 0.0

    @property
    def upgraded_count(self) -> int:
        """How many suppliers the plan brings to the level."""
        return sum(len(wave.upgraded) for wave in self.waves)

    @property
    def status(self) -> str:
        """nothing (no upgrade possible), optimal (no gap), or planned."""
        if not self.upgraded_count and self.bound == self.objective:
            return "nothing"
        return "optimal" if self.bound == self.objective else "planned"

    def wave_plan(self) -> tuple[Wave, ...]:
        """The waves as they were asked for."""
        return tuple(Wave(w.period, w.budget_cny, w.capacity) for w in self.waves)

    def to_json(self) -> dict[str, Any]:
        """The document: plain values only, ready for json.dumps; see check for reading it back."""
        return {
            "kind": "chain",
            "chain": self.chain,
            "leader": self.leader,
            "level": self.level,
            "side": self.side,
            "status": self.status,
            "method": self.method,
            "budget": self.budget_cny,
            "cost": self.cost_cny,
            "share_before": self.share_before_ppm,
            "objective": self.objective,
            "bound": self.bound,
            "gap": round(self.gap, 6),
            "gain_gap": round(self.gain_gap, 6),
            "weights": asdict(self.weights),
            "waves": [{**asdict(w), "upgraded": list(w.upgraded)} for w in self.waves],
            "members": [{**asdict(m), "status": str(m.status)} for m in self.members],
            "bottlenecks": [asdict(each) for each in self.bottlenecks],
            "single_sources_count": len(self.single_sources),
            "single_sources": [asdict(each) for each in self.single_sources[:SHOWN]],
            "next_best": [
                {**asdict(each), "waits_for": list(each.waits_for)}
                for each in self.next_best[:SHOWN]
            ],
            "more_money": asdict(self.more_money),
            "binding": [asdict(each) for each in self.binding],
            "assumptions": [asdict(each) for each in self.assumptions],
        }
