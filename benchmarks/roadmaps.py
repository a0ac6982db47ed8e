"""`make bench-roadmaps`: how good and fast roadmaps are, beside exact solvers on the same cases.

Crowds: `distinct`, every enterprise with answers of its own (benchmarks.crowd); `register`, nine in
ten without a diagnosis, as in the sample province, so that families form.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.crowd import case_of, random_crowd, setting_of
from benchmarks.table import measured
from lingnan.roadmap.case import Case
from lingnan.roadmap.exact import solve_exactly
from lingnan.roadmap.kernel.batch import SOLVED, Crowd, Plans, plan_all
from lingnan.roadmap.kernel.doors import net_spent
from lingnan.roadmap.kernel.solve import CAREFUL, QUICK, memory_for, solve
from lingnan.roadmap.tables import STAFF_FLOOR, Setting

LEVEL = 2
_UNASSESSED = 0.92
_PEOPLE = ((1, 20), (20, 300), (300, 1_000), (1_000, 5_000))
"""Persons by size class: the limits of the statistical classes of industry."""


def register_like(setting: Setting, count: int, seed: int) -> Crowd:
    """Sizes of a register (86 % micro) and answers for the few that have a diagnosis."""
    crowd = random_crowd(setting, count, seed)
    rng = np.random.default_rng(seed + 1)
    size = rng.choice(4, count, p=(0.861, 0.1345, 0.00375, 0.00075))
    revenue = np.exp(rng.normal(np.array((14.3, 16.6, 18.6, 20.5))[size], 1.1)).astype(np.int64)
    low, high = np.array(_PEOPLE)[size].T
    people = np.exp(rng.uniform(np.log(low), np.log(high))).astype(np.int64)
    is_known = rng.random(count) >= _UNASSESSED
    reached = crowd.claimed * is_known[:, None].astype(np.uint8)
    return replace(
        crowd,
        claimed=reached,
        side=reached,
        size=size,
        revenue=revenue,
        place=crowd.place // 4 * 4 + size,
        budget=revenue * 7_500 // 1_000_000,
        slots=np.array(setting.parallel)[size],
        staff=np.maximum(2 * people, int(setting.tables.number[STAFF_FLOOR])),
    )


def crowd_row(name: str, setting: Setting, crowd: Crowd, level: int) -> dict[str, Any]:
    """Plan a crowd; seconds, peak memory, certified gaps, and what became of everybody."""
    found: list[Plans] = []
    seconds, peak, _ = measured(
        lambda: found.append(plan_all(setting.tables, crowd, QUICK, level=level))
    )
    plans = found[0]
    solved = plans.status == SOLVED
    whole = np.maximum(np.maximum(np.abs(plans.bound), np.abs(plans.score)), 1)
    gap = ((plans.bound - plans.score) / whole)[solved]
    return {
        "what": name,
        "enterprises": len(crowd),
        "seconds": round(seconds, 1),
        "a million would take": round(seconds * 1e6 / len(crowd)),
        "peak GiB": round(peak, 1),
        "gap mean %": round(100 * float(gap.mean()), 2),
        "gap p99 %": round(100 * float(np.quantile(gap, 0.99)), 2),
        "solved/infeasible/open/reached": np.bincount(plans.status, minlength=4).tolist(),
    }


def oracle_rows(setting: Setting, count: int, seed: int, level: int | None) -> dict[str, Any]:
    """Quick plans against the proven optimum on held-out enterprises."""
    crowd, memory = random_crowd(setting, count, seed), memory_for(QUICK)
    away, quick_seconds, exact_seconds, proven = [], 0.0, 0.0, 0
    for row in range(count):
        case = case_of(setting, crowd, row)
        index = None if level is None else _index(case, level)
        if level is not None and index is None:
            continue
        start = time.perf_counter()
        quick = solve(case, level_index=index, limits=QUICK, work=memory)
        middle = time.perf_counter()
        exact = solve_exactly(case, level_index=index, seconds=20.0)
        exact_seconds += time.perf_counter() - middle
        quick_seconds += middle - start
        proven += exact.gap == 0.0
        if quick.objective is not None and exact.objective:
            away.append(abs(exact.objective - quick.objective) / exact.objective)
    return {
        "what": f"true gap, question {'b' if level is None else 'a'}",
        "instances": len(away),
        "proven by HiGHS": proven,
        "mean %": round(100 * statistics.fmean(away), 2) if away else None,
        "kernel ms each": round(1000 * quick_seconds / count, 2),
        "HiGHS ms each": round(1000 * exact_seconds / count, 1),
    }


def _index(case: Case, level: int) -> int | None:
    levels = [int(each) for each in case.level[: int(case.levels)]]
    return levels.index(level) if level in levels else None


def as_json(case: Case) -> dict[str, Any]:
    """A case for the CP-SAT process."""
    n, periods = int(case.count), int(case.periods)

    def members(mask: int) -> list[int]:
        return [k for k in range(n) if mask >> k & 1]

    def worth(offer: int, start: int) -> int:
        f = min(start + int(case.duration[case.offer_measure[offer]]), periods)
        return int(case.offer_weight[offer]) * int(case.discount[f]) // int(case.divisor)

    levels = []
    for index in range(int(case.levels)):
        rows = range(int(case.row_start[index]), int(case.row_start[index + 1]))
        levels.append(
            {
                "bonus": int(case.bonus[index]),
                "rows": [
                    {
                        "need": int(case.row_need[row]),
                        "gain": case.row_gain[row, :n].tolist(),
                        "multi": [
                            (members(int(case.multi_mask[m])), int(case.multi_gain[m, row]))
                            for m in range(int(case.multi))
                        ],
                    }
                    for row in rows
                    if case.row_need[row] > 0
                ],
            }
        )
    return {
        "count": n,
        "periods": periods,
        "slots": int(case.slot_limit),
        "people": int(case.staff_limit),
        **{k: case[k][:n].tolist() for k in ("earliest", "latest", "duration", "staff", "value")},
        "budget": case.budget[:periods].tolist(),
        "groups": [
            [
                members(int(case.group_mask[g]))
                for g in range(case.group_start[a], case.group_start[a + 1])
            ]
            for a in range(n)
        ],
        "net": [
            [[int(net_spent(case, a, s, t)) for t in range(periods)] for s in range(periods)]
            for a in range(n)
        ],
        "offers": [
            [
                (int(case.offer_measure[o]), [worth(o, t) for t in range(periods)])
                for o in range(case.offer_start[k], case.offer_start[k + 1])
            ]
            for k in range(int(case.shared))
        ],
        "levels": levels,
    }


def cpsat_row(setting: Setting, python: str, count: int, seconds: float) -> dict[str, Any]:
    """Values and times of CP-SAT in its own process, beside the kernel's on the same cases."""
    crowd, memory = random_crowd(setting, count, 99), memory_for(QUICK)
    cases = [case_of(setting, crowd, row) for row in range(count)]
    start = time.perf_counter()
    ours = [solve(case, limits=QUICK, work=memory).objective or 0 for case in cases]
    took = time.perf_counter() - start
    lines = "\n".join(json.dumps(as_json(case)) for case in cases)
    done = subprocess.run(
        [python, "-m", "benchmarks.cpsat", str(seconds)],
        input=lines,
        text=True,
        capture_output=True,
        check=True,
    )
    theirs = [json.loads(line) for line in done.stdout.splitlines()]
    total = sum(each["seconds"] for each in theirs)
    return {
        "what": f"CP-SAT, at most {seconds} s each, one thread",
        "instances": count,
        "kernel mean value": round(statistics.fmean(ours)),
        "CP-SAT mean value": round(statistics.fmean(each["value"] for each in theirs)),
        "kernel faster by": round(total / took),
    }


def warm_row(setting: Setting) -> dict[str, Any]:
    """Re-planning one enterprise when a slider moves: kernel and exact, in a warm process."""
    crowd, memory = random_crowd(setting, 40, 5), memory_for(CAREFUL)
    times: dict[str, list[float]] = {"kernel quick": [], "kernel careful": [], "exact": []}
    quick = memory_for(QUICK)
    for row in range(40):
        case = case_of(setting, crowd, row)
        for name, work in (
            ("kernel quick", lambda c=case: solve(c, limits=QUICK, work=quick)),
            ("kernel careful", lambda c=case: solve(c, limits=CAREFUL, work=memory)),
            ("exact", lambda c=case: solve_exactly(c, seconds=20.0)),
        ):
            start = time.perf_counter()
            work()
            times[name].append(1000 * (time.perf_counter() - start))
    return {
        "what": "one enterprise, warm: median, slowest of 40 (ms)",
        **{name: (round(statistics.median(t)), round(max(t))) for name, t in times.items()},
    }


def main() -> None:
    """Measure and print one JSON line a row."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.roadmaps")
    parser.add_argument("--enterprises", type=int, default=1_000_000)
    parser.add_argument("--distinct", type=int, default=20_000)
    parser.add_argument("--instances", type=int, default=500)
    parser.add_argument("--ortools-python", help="A Python that has ortools, for CP-SAT.")
    asked = parser.parse_args()
    setting = setting_of()
    plan_all(setting.tables, random_crowd(setting, 4, 0), QUICK)  # compiles
    plan_all(setting.tables, random_crowd(setting, 4, 0), QUICK, level=LEVEL)

    def tell(row: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    tell(warm_row(setting))
    for level in (None, LEVEL):
        tell(oracle_rows(setting, asked.instances, 77, level))
    if asked.ortools_python:
        tell(cpsat_row(setting, asked.ortools_python, min(20, asked.instances), 20.0))
    for name, make, count in (
        ("distinct", random_crowd, asked.distinct),
        ("register", register_like, asked.enterprises),
    ):
        for level, question in ((0, "b"), (LEVEL, "a")):
            crowd = make(setting, count, 11)
            tell(crowd_row(f"{name}, question {question}", setting, crowd, level))


if __name__ == "__main__":
    main()
