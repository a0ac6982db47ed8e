"""What a chain roadmap is asked for: level, side, waves of money, weights. Not for the network."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from lingnan.roadmap.chain.errors import BudgetNegative, WavesUnusable
from lingnan.roadmap.chain.share import Weights

Method = Literal["auto", "exact", "bounded"]


@dataclass(frozen=True, slots=True)
class Wave:
    """One round of upgrades.

    Attributes:
        period: the first period in which its upgrades count; a supplier that cannot hold the level
            by then is not in it.
        budget_cny: whole yuan that come in for it; what earlier waves left may be spent too.
        capacity: how many upgrades it may hold; null for any number.
    """

    period: int
    budget_cny: int
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One question: the largest share above `level`, within the waves.

    Attributes:
        side: claimed or proven, only told; the candidates decide it.
        bottleneck_ppm: from which share on a supplier below the level is called a bottleneck.
        exact_limit: up to so many candidates `auto` proves the optimum with the MIP solver.
        seconds: how long the MIP solver may work before its bound is taken as it stands.
    """

    level: int
    side: str
    waves: tuple[Wave, ...]
    weights: Weights = field(default_factory=Weights)
    bottleneck_ppm: int = 10_000
    budget_step_cny: int = 100_000
    method: Method = "auto"
    exact_limit: int = 3_000
    seconds: float = 20.0

    def __post_init__(self) -> None:
        check_waves(self.waves)

    @property
    def budget_cny(self) -> int:
        """The money of all waves."""
        return sum(wave.budget_cny for wave in self.waves)

    def with_more(self, yuan: int) -> "Task":
        """The same with more money in the last wave."""
        last = self.waves[-1]
        richer = replace(last, budget_cny=last.budget_cny + yuan)
        return replace(self, waves=(*self.waves[:-1], richer))


def check_waves(waves: Sequence[Wave]) -> None:
    """Refuse waves that cannot be. Raises: BudgetNegative, WavesUnusable."""
    if not waves:
        raise WavesUnusable(why="0")
    for number, wave in enumerate(waves, start=1):
        if wave.budget_cny < 0:
            raise BudgetNegative(wave=number, value=wave.budget_cny)
        if wave.capacity is not None and wave.capacity < 0:
            raise WavesUnusable(why=f"capacity[{number}] = {wave.capacity}")
    periods = [wave.period for wave in waves]
    if any(later <= earlier for earlier, later in pairwise(periods)):
        raise WavesUnusable(why=f"period = {', '.join(map(str, periods))}")
