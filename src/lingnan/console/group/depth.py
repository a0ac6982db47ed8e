"""Roadmaps of groups in depth: kept, or planned now; what a page asks first equals the run's rows.

Not for the tables of the run (table).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from lingnan.console.group.ground import standing
from lingnan.console.group.keep import keep, place_of, read_kept
from lingnan.console.web.call import Call
from lingnan.pipeline.group_answers import (
    ChainAsked,
    ParkAsked,
    SideName,
    chain_answer,
    chain_problem,
    industry_answer,
    industry_inputs,
    park_answer,
    park_problem,
)
from lingnan.roadmap.industry import Question, Scope

Json = dict[str, Any]


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


def kept_answer(call: Call, wanted: Wanted) -> Json | None:
    """Answer what was planned before; null when it was not. Raises: NoRun."""
    return read_kept(wanted.place(call))


def planned_answer(call: Call, wanted: Wanted) -> Json:
    """Answer a question, from what is kept or by planning.

    Raises: NoRun, NothingToPlan, PlanningBusy; as park_answer, chain_answer, industry_answer.
    """
    place = wanted.place(call)
    found = read_kept(place)
    if found is None:
        found = keep(place, _plan(call, wanted), is_lasting=wanted.is_first)
    return found


def _plan(call: Call, wanted: Wanted) -> Json:
    asked = wanted.asked
    with standing(call.desk, call.run.run_id) as lent:
        ground = lent.ground
        if isinstance(asked, ParkAsked):
            bare = replace(asked, budget_cny=None)
            park = lent.problem(bare, lambda: park_problem(ground, bare))
            return park_answer(ground, asked, is_exact=wanted.is_exact, problem=park)
        if isinstance(asked, ChainAsked):
            method: Literal["exact", "bounded"] = "exact" if wanted.is_exact else "bounded"
            told = replace(asked, method=method)
            key = (asked.chain, asked.side)
            chain = lent.problem(key, lambda: chain_problem(ground, told))
            return chain_answer(ground, told, chain)
        scope = Scope(cluster_id=asked.cluster_id, area=asked.area)
        planning = ground.planning
        question = Question(
            level=planning.level,
            as_of=planning.as_of,
            side=asked.side,
            packages_count=asked.packages_count,
            budget_cny=asked.budget_cny,
            capacity_per_half_year=asked.capacity_per_half_year,
        )
        industry = lent.problem(scope, lambda: industry_inputs(ground, scope))
        return industry_answer(ground, scope, question, industry)


def _first(asked: ParkAsked | ChainAsked | IndustryAsked) -> object:
    if isinstance(asked, ParkAsked):
        return ParkAsked(asked.park)
    if isinstance(asked, ChainAsked):
        return ChainAsked(asked.chain, "proven")
    return IndustryAsked(asked.cluster_id, asked.area)
