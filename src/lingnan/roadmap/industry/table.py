"""Industry roadmaps of all clusters at once, as rows of the result tables.

Two clusters are solved at a time: the kernels leave the interpreter free. Not for the guide of one
cluster with its gaps, sentences and cohorts (plan).
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lingnan.roadmap.calendar import Calendar
from lingnan.roadmap.industry.bound import gap_of
from lingnan.roadmap.industry.detail import package_rows, wave_rows
from lingnan.roadmap.industry.greedy import floor_share
from lingnan.roadmap.industry.member import Members, eligible
from lingnan.roadmap.industry.model import Question, Terms
from lingnan.roadmap.industry.package import packages_of
from lingnan.roadmap.industry.plan import Inputs
from lingnan.roadmap.industry.question import settle
from lingnan.roadmap.industry.solve import Solution, solve
from lingnan.roadmap.industry.store import (
    INDUSTRY_PACKAGE_SCHEMA,
    INDUSTRY_SCHEMA,
    INDUSTRY_WAVE_SCHEMA,
)
from lingnan.roadmap.industry.target import target_of

ROUNDS = 6
ENOUGH = 0.005
WORKERS = 2


@dataclass(frozen=True, slots=True)
class IndustryTables:
    """Rows for out_industry, out_industry_package and out_industry_wave."""

    industry: pa.Table
    package: pa.Table
    wave: pa.Table


def industry_tables(
    inputs: Inputs, question: Question, *, has_micro: bool = False
) -> IndustryTables:
    """The roadmap of every cluster of the pack that has members, on the same terms each.

    Shapes: schemas in store, in the order of the pack; a cluster without members has no row.
    Raises: as plan_industry, but for scopes.
    Limits: the bound is left once within ENOUGH of the list, or after ROUNDS rounds.
    """
    catalogue = inputs.catalogue
    terms = settle(question, catalogue)
    calendar = Calendar.after(question.as_of, terms.horizon)
    packages = packages_of(catalogue, terms.side)
    target = target_of(catalogue.steps, terms.level)
    reached = inputs.states.side(terms.side)

    def solved(members: Members) -> Solution:
        return solve(
            packages, target, terms, members, reached[members.rows], rounds=ROUNDS, enough=ENOUGH
        )

    clusters = [cluster.id for cluster in catalogue.pack.clusters]
    parts = _by_cluster(inputs, clusters, has_micro=has_micro)
    with ThreadPoolExecutor(WORKERS) as pool:
        solutions = list(pool.map(solved, parts.values()))
    rows: tuple[list[dict[str, Any]], ...] = ([], [], [])
    for cluster, solution in zip(parts, solutions, strict=True):
        key = {"cluster_id": cluster, "area": None, "model_id": catalogue.model.id}
        rows[0].append(key | _industry(terms, solution))
        for place, package in enumerate(package_rows(packages, solution)):
            rows[1].append(
                key
                | {
                    "place": place,
                    "package_id": package.id,
                    "gain": package.gain,
                    "covers_count": package.covers_count,
                    "takers_count": package.takers_count,
                    "small_price_cny": package.prices.get("small", (0, None, 0))[1],
                    "medium_price_cny": package.prices.get("medium", (0, None, 0))[1],
                }
            )
        for wave in wave_rows(packages, solution, calendar):
            rows[2].append(
                key
                | {
                    "wave": wave.wave,
                    "period": wave.period,
                    "enterprises_count": wave.enterprises_count,
                    "ready_count": wave.ready_count,
                    "price_cny": wave.price[1],
                    "subsidy_cny": wave.subsidy_cny,
                }
            )
    return IndustryTables(
        pa.Table.from_pylist(rows[0], schema=INDUSTRY_SCHEMA),
        pa.Table.from_pylist(rows[1], schema=INDUSTRY_PACKAGE_SCHEMA),
        pa.Table.from_pylist(rows[2], schema=INDUSTRY_WAVE_SCHEMA),
    )


def _by_cluster(inputs: Inputs, clusters: Sequence[str], *, has_micro: bool) -> dict[str, Members]:
    """The members of every cluster that has any."""
    everyone = eligible(inputs.register, inputs.states.assessed, has_micro=has_micro)
    column = inputs.register["primary_cluster_id"]
    index = pc.fill_null(pc.index_in(column, value_set=pa.array(clusters)), -1)
    place = index.to_numpy()[everyone.rows]
    order = np.argsort(place, kind="stable")
    edges = np.searchsorted(place[order], np.arange(len(clusters) + 1))
    return {
        cluster: everyone.at(order[edges[number] : edges[number + 1]])
        for number, cluster in enumerate(clusters)
        if edges[number + 1] > edges[number]
    }


def _industry(terms: Terms, solution: Solution) -> dict[str, Any]:
    served = solution.waves.served
    low, expected, high = solution.able.price[served].sum(axis=0).tolist()
    return {
        "side": terms.side,
        "level": terms.level,
        "members_count": len(solution.members),
        "reached_before": solution.reached_before,
        "able_count": len(solution.able.member),
        "reached_after": solution.reached_after,
        "packages_count": len(solution.choice.packages),
        "price_low_cny": low,
        "price_cny": expected,
        "price_high_cny": high,
        "subsidy_cny": solution.subsidy_cny,
        "objective": solution.choice.objective,
        "floor": floor_share(terms.packages_count),
        "bound": solution.bound.value,
        "gap": gap_of(solution.choice.objective, solution.bound.value),
    }
