"""Random enterprises, each with a state of its own, for measuring the roadmap solvers.

Shares of size classes, revenues and answers are invented; nothing here says anything of a region.
"""

from datetime import date
from typing import Any

import numpy as np

from lingnan.diagnosis import build_model
from lingnan.packs import load_pack
from lingnan.roadmap.case import Case, empty_case
from lingnan.roadmap.catalogue import build_catalogue
from lingnan.roadmap.kernel.batch import Crowd, plan_all
from lingnan.roadmap.kernel.doors import fill_case
from lingnan.roadmap.kernel.given import Given, scratch_for
from lingnan.roadmap.kernel.solve import QUICK, solve
from lingnan.roadmap.tables import BUDGET_PPM, PPM, STAFF_FLOOR, Setting, set_up

MODEL = "miit-sme-2024"
MEASURES = 40
_SIZE_SHARES = (0.55, 0.33, 0.10, 0.02)
_LOG_REVENUE = (14.5, 16.5, 18.5, 20.5)
_PEOPLE = (4, 40, 200, 900)


def setting_of(periods: int = 6) -> Setting:
    """The catalogue of the Guangdong pack."""
    pack = load_pack("guangdong")
    catalogue = build_catalogue(pack, build_model(pack.model(MODEL)))
    return set_up(pack, catalogue, date(2023, 9, 30), periods)


def random_crowd(setting: Setting, count: int, seed: int) -> Crowd:
    """Enterprises of all sizes, each with its own answers, place and revenue."""
    rng = np.random.default_rng(seed)
    size = rng.choice(4, count, p=_SIZE_SHARES)
    revenue = np.exp(rng.normal(np.array(_LOG_REVENUE)[size], 0.8)).astype(np.int64)
    steps = setting.catalogue.steps
    reached = np.zeros((count, len(steps.steps)), dtype=np.uint8)
    skill = rng.beta(2, 4, count) + size * 0.05
    for item, own in zip(steps.model.items, steps.of_item, strict=True):
        highest = (skill * (len(own) + 1) * rng.uniform(0.5, 1.4, count)).astype(np.int64)
        for step in own:
            is_free = item.kind == "multi"
            reached[:, step.number] = rng.random(count) < skill if is_free else step.rank < highest
    number = setting.tables.number
    cities = len(setting.city_number)
    return Crowd(
        claimed=reached,
        side=reached,
        size=size,
        section=np.full(count, 2),
        place=rng.integers(0, cities, count) * 4 + size,
        cluster=rng.integers(0, len(setting.cluster_number) + 1, count),
        revenue=revenue,
        budget=revenue * int(number[BUDGET_PPM]) // PPM,
        slots=np.array(setting.parallel)[size],
        staff=np.maximum(np.array(_PEOPLE)[size] * 2, int(number[STAFF_FLOOR])),
    )


def case_of(setting: Setting, crowd: Crowd, row: int) -> Case:
    """The case of one of them."""
    tables = setting.tables
    nothing = np.zeros(len(tables.order), dtype=np.int64)
    periods = np.arange(1, int(tables.number[0]) + 1)
    columns = ("size", "section", "place", "cluster", "revenue", "slots", "staff")
    facts: list[Any] = [int(getattr(crowd, name)[row]) for name in columns]
    given = Given(*facts, 0, int(crowd.budget[row]) * periods, nothing, nothing, nothing)
    case = empty_case()
    fill_case(tables, given, crowd.claimed[row], crowd.side[row], scratch_for(tables), case)
    return case


def compile_solver() -> None:
    """Compile the solver into the user's cache: plans a few enterprises by every question."""
    setting = setting_of()
    crowd = random_crowd(setting, 4, 0)
    for level in (0, 2):
        plan_all(setting.tables, crowd, QUICK, level=level)
    solve(case_of(setting, crowd, 0))


if __name__ == "__main__":
    compile_solver()
