"""Plan cases with CP-SAT, in a process of its own: ortools and highspy do not go together.

Reads one case a line (JSON, see benchmarks.roadmaps) and prints value and seconds for each.
"""

import json
import sys
import time

from ortools.sat.python import cp_model


def plan(case, seconds):
    """Question (b) as CP-SAT sees it: starts, requirements, cash, slots, people, offers, levels."""
    model, periods = cp_model.CpModel(), case["periods"]
    x = {
        (a, t): model.new_bool_var(f"x{a}_{t}")
        for a in range(case["count"])
        for t in range(case["earliest"][a], case["latest"][a] + 1)
    }
    chosen = [[x[a, t] for t in range(periods) if (a, t) in x] for a in range(case["count"])]
    terms = []
    for own in chosen:
        model.add(sum(own) <= 1)
    for (a, t), var in x.items():
        terms.append(case["value"][a][t + case["duration"][a]] * var)
        for group in case["groups"][a]:
            done = [
                x[k, s] for k in group for s in range(t - case["duration"][k] + 1) if (k, s) in x
            ]
            model.add(sum(done) >= var)
    for t in range(periods):
        model.add(sum(case["net"][a][s][t] * v for (a, s), v in x.items()) <= case["budget"][t])
        busy = [(a, v) for (a, s), v in x.items() if s <= t < s + case["duration"][a]]
        model.add(sum(v for _, v in busy) <= case["slots"])
        model.add(sum(case["staff"][a] * v for a, v in busy) <= case["people"])
    for offers in case["offers"]:
        used = []
        for a, worth in offers:
            for t in range(periods):
                if (a, t) in x:
                    take = model.new_bool_var("")
                    model.add_implication(take, x[a, t])
                    terms.append(worth[t] * take)
                    used.append(take)
        model.add(sum(used) <= 1)
    held = []
    for level in case["levels"]:
        is_held = model.new_bool_var("")
        held.append(is_held)
        terms.append(level["bonus"] * is_held)
        for row in level["rows"]:
            gain = [row["gain"][a] * v for (a, _), v in x.items()]
            for group, worth in row["multi"]:
                step = model.new_bool_var("")
                model.add(sum(v for a in group for v in chosen[a]) >= step)
                gain.append(worth * step)
            model.add(sum(gain) >= row["need"] * is_held)
    model.add(sum(held) <= 1)
    model.maximize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    begin = time.perf_counter()
    solver.solve(model)
    return int(solver.objective_value), time.perf_counter() - begin


for line in sys.stdin:
    value, took = plan(json.loads(line), float(sys.argv[1]))
    sys.stdout.write(json.dumps({"value": value, "seconds": took}) + "\n")
