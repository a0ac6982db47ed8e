"""Roadmaps of groups in depth: kept, or planned now; what a page asks first equals the run's rows.

Not for the tables of the run (table).
"""

from dataclasses import replace
from typing import Any, Literal

from lingnan.console.group.ground import standing
from lingnan.console.group.keep import keep, read_kept
from lingnan.console.group.order import ordered_answer
from lingnan.console.group.wanted import Wanted
from lingnan.console.web.call import Call
from lingnan.pipeline.group_answers import (
    ChainAsked,
    ParkAsked,
    chain_answer,
    chain_problem,
    industry_answer,
    industry_inputs,
    park_answer,
    park_problem,
)
from lingnan.roadmap.industry import Question, Scope

Json = dict[str, Any]


def kept_answer(call: Call, wanted: Wanted) -> Json | None:
    """Answer what a page or a job planned before; null when neither did. Raises: NoRun."""
    found = read_kept(wanted.place(call))
    return ordered_answer(call, wanted) if found is None else found


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
