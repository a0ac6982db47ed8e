"""What more money would buy: the same question with 100,000 yuan more, and so on.

A plan that a smaller budget allows is allowed by a larger one, so that the answers never fall.
Not for what else holds the plan back (binding).
"""

from dataclasses import replace

from lingnan.kernel import Text
from lingnan.roadmap.asked import Asked
from lingnan.roadmap.case import Case
from lingnan.roadmap.check import Starts, breaks
from lingnan.roadmap.model import Marginal
from lingnan.roadmap.phrase import listing
from lingnan.roadmap.view import view_of

STEP_CNY = 100_000
STEPS = 5


def marginals_of(asked: Asked, case: Case, starts: Starts) -> tuple[Marginal, ...]:
    """Objective and measures with 1 to 5 steps more, spread over time as the budget is."""
    is_cost = asked.request.level is not None
    first = asked.score(case, starts)
    best = {int(case.measure[a]): t for a, t in starts.items()}
    score = first
    found: list[Marginal] = []
    for step in range(1, STEPS + 1):
        more = asked.case(budget=asked.money.scaled(asked.money.total + step * STEP_CNY))
        solution = asked.solve(more)
        if solution.objective is not None and not breaks(view_of(more), solution.starts):
            is_better = solution.objective < score if is_cost else solution.objective > score
            if is_better:
                score = solution.objective
                best = {int(more.measure[a]): t for a, t in solution.starts.items()}
        told = _told(asked, case, starts, best, step * STEP_CNY, score, abs(score - first))
        if found and found[-1].gain_cny and found[-1].objective == score:
            told = replace(told, text=Text("与上一档相同", "no more than the step before"))
        found.append(told)
    return tuple(found)


def _told(
    asked: Asked,
    case: Case,
    starts: Starts,
    best: dict[int, int],
    extra: int,
    score: int,
    gain: int,
) -> Marginal:
    measures = asked.setting.catalogue.measures
    before = {int(case.measure[a]): t for a, t in starts.items()}
    buys = [j for j in sorted(best) if j not in before]
    drops = [j for j in sorted(before) if j not in best]
    earlier = [j for j in sorted(best) if j in before and best[j] < before[j]]
    clauses = []
    for numbers, zh, en in (
        (buys, "增加{}", "adds {}"),
        (drops, "不再需要{}", "does without {}"),
        (earlier, "提前实施{}", "brings forward {}"),
    ):
        if numbers:
            names = listing(measures[j].name for j in numbers)
            clauses.append(Text(zh.format(names.zh), en.format(names.en)))
    if not clauses:
        clauses = [Text("安排不变", "nothing changes")]
    text = Text("；".join(c.zh for c in clauses), "; ".join(c.en for c in clauses))
    return Marginal(
        extra, score, gain, tuple((measures[j].id, measures[j].name) for j in buys), text
    )
