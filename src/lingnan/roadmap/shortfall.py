"""What would do where a question cannot be met: more money, more time, both, or nothing at all.

Bisection over the budget, to 1,000 yuan; every step is a solved question. Not for plans that exist
(marginal, binding).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from lingnan.diagnosis import score
from lingnan.diagnosis.model import Model
from lingnan.diagnosis.score import shortfalls
from lingnan.kernel import Text
from lingnan.roadmap.asked import SETTLE_SECONDS, Asked
from lingnan.roadmap.case import MOST_PERIODS, Case
from lingnan.roadmap.kernel.solve import Solution
from lingnan.roadmap.model import Shortfall
from lingnan.roadmap.phrase import listing, money, points, sentence
from lingnan.roadmap.state import answers_of
from lingnan.roadmap.view import view_of

GRAIN_CNY = 1_000
_MOST_PARALLEL = 62
_MOST_STAFF = 10**9
_STEP_SECONDS = 5.0
"""How long the exact solver may try at one step of the bisection."""


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest budget found to do; `is_certified`: 1,000 yuan less is proven not to."""

    budget_cny: int
    is_certified: bool


def shortfall_of(asked: Asked, found: Solution) -> Shortfall:
    """What would do instead of a question that has no plan."""
    least = smallest_budget(asked, is_open=found.status == "open")
    day = _earliest(asked)
    clauses = [*_enough(least, day)] or [*_both(asked)] or [*_never(asked)]
    return Shortfall(
        None if least is None else least.budget_cny,
        least is not None and least.is_certified,
        day,
        sentence(clauses),
    )


def nothing_affordable(asked: Asked) -> Shortfall:
    """Why question (b) has an empty plan: the money carries nothing, or nothing is left to do."""
    plenty = asked.case(budget=asked.plenty)
    whole = asked.solve(plenty)
    if not whole.starts:
        text = Text(
            "目录中没有可在规划期内实施且对该企业有新作用的项目",
            "no measure of the catalogue that fits the plan adds anything to what is there",
        )
        return Shortfall(None, False, None, sentence([text]))
    least = smallest_budget(asked, is_open=False)
    if least is None:
        return Shortfall(None, False, None, Text("", ""))
    case = asked.case(budget=asked.money.scaled(least.budget_cny))
    names = listing(
        asked.setting.catalogue.measures[int(case.measure[a])].name
        for a in asked.solve(case).starts
    )
    now, enough = money(asked.money.total), money(least.budget_cny)
    text = Text(
        f"预算{now.zh}不足以实施任何项目；至少需要{enough.zh}，可先实施{names.zh}",
        f"the budget of {now.en} does not suffice for any measure; {enough.en} would be the least, "
        f"for {names.en}",
    )
    return Shortfall(least.budget_cny, least.is_certified, None, sentence([text]))


def smallest_budget(asked: Asked, *, is_open: bool) -> Least | None:
    """The least total, to 1,000 yuan, with which the question has a plan; null if no money does it.

    `is_open`: it is not proven that the present budget does not do.
    """
    rich = asked.case(budget=asked.money.scaled(int(asked.plenty[0])))
    whole = _settled(asked, rich)
    if not _does(whole):
        return None
    high = _needed(asked, rich, whole)
    low = asked.money.total // GRAIN_CNY
    proven = -1 if is_open else low
    while high - low > 1:
        middle = (low + high) // 2
        case = asked.case(budget=asked.money.scaled(middle * GRAIN_CNY))
        solution = _settled(asked, case, _STEP_SECONDS)
        if _does(solution):
            high = min(middle, _needed(asked, case, solution))
            continue
        low = middle
        if solution.status != "open":
            proven = middle
    return Least(high * GRAIN_CNY, proven >= high - 1)


def _does(solution: Solution) -> bool:
    """Whether there is a plan that does anything at all."""
    return solution.status == "solved" and bool(solution.starts)


def _settled(asked: Asked, case: Case, seconds: float = SETTLE_SECONDS) -> Solution:
    """By the kernel; by HiGHS where that leaves it open."""
    found = asked.solve(case)
    return found if found.status != "open" else asked.solve_exactly(case, seconds=seconds)


def _needed(asked: Asked, case: Case, solution: Solution) -> int:
    """Thousands of yuan that carry a plan."""
    least = asked.money.least_for(asked.spent(view_of(case), solution.starts))
    return max(-(-least // GRAIN_CNY), 0)


def _earliest(asked: Asked) -> date | None:
    """The end of the first half-year by which it can be done with the same money."""
    for periods in range(asked.periods + 1, MOST_PERIODS + 1):
        longer = asked.lengthened(periods)
        if _does(longer.solve(longer.case())):
            return _end(longer)
    return None


def _end(asked: Asked) -> date:
    return asked.setting.calendar.begin(asked.periods) - timedelta(days=1)


def _enough(least: Least | None, day: date | None) -> Iterator[Text]:
    if least is not None:
        told = money(least.budget_cny)
        if least.is_certified:
            yield Text(
                f"预算不低于{told.zh}即可实现，再少{GRAIN_CNY:,}元则不可行（已证明）",
                f"a budget of {told.en} would do; CNY {GRAIN_CNY:,} less is proven not to",
            )
        else:
            yield Text(
                f"预算{told.zh}即可实现；更少的预算是否可行尚未证明",
                f"a budget of {told.en} would do; whether less would is not proven",
            )
    if day is not None:
        yield Text(
            f"预算不变，可于{day.year}年{day.month}月{day.day}日前实现",
            f"with the present money it can be done by {day.isoformat()}",
        )


def _both(asked: Asked) -> Iterator[Text]:
    """More time and more money, then more hands as well."""
    longest = asked if asked.periods == MOST_PERIODS else asked.lengthened(MOST_PERIODS)
    day = _end(longest)
    if _does(_settled(longest, longest.case(budget=longest.plenty))):
        yield Text(
            f"须同时增加资金和时间：资金充足时可于{day.year}年{day.month}月{day.day}日前实现",
            f"it takes more money and more time: with enough money it can be done by "
            f"{day.isoformat()}",
        )
        return
    freed = longest.case(budget=longest.plenty, parallel=_MOST_PARALLEL, staff=_MOST_STAFF)
    if _does(_settled(longest, freed)):
        yield Text(
            "除资金和时间外，还须放宽并行项目数或增加投入人员",
            "beside money and time it takes more measures at a time, or more people for them",
        )


def _never(asked: Asked) -> Iterator[Text]:
    """No measures of the catalogue reach the level: what its gate still lacks with all of them."""
    level = asked.request.level
    if level is None:
        yield Text(
            "指定的项目无法在限制条件内同时完成",
            "the measures that have to be in cannot all be finished within the limits",
        )
        return
    longest = asked if asked.periods == MOST_PERIODS else asked.lengthened(MOST_PERIODS)
    case = longest.case(budget=longest.plenty, parallel=_MOST_PARALLEL, staff=_MOST_STAFF)
    catalogue = asked.setting.catalogue
    reached = asked.side.copy()
    for a in range(int(case.count)):
        number = int(case.measure[a])
        if catalogue.proves[number]:
            sure = asked.claimed if asked.request.side == "proven" else asked.side
        else:
            sure = catalogue.gate_provider[number].astype(np.uint8)
        np.maximum(reached, sure, out=reached)
    known = asked.subject.proven if asked.request.side == "proven" else asked.subject.claimed
    lacking = list(_lacking(catalogue.model, answers_of(catalogue.steps, reached, known), level))
    name = catalogue.model.level_names[level]
    told = listing(lacking)
    tail = Text(f"，仍差{told.zh}", f"; it still lacks {told.en}") if told.zh else Text("", "")
    yield Text(
        f"目录中适用于该企业的项目全部完成也达不到{name.zh}{tail.zh}",
        f"all measures of the catalogue that suit the enterprise do not reach {name.en}{tail.en}",
    )


def _lacking(model: Model, answers: dict[str, str], level: int) -> Iterator[Text]:
    """What the gate of a level lacks under an answer sheet."""
    found = score(model, answers)
    for stage in found.stages:
        if stage.stage <= level and not stage.is_satisfied:
            short = (model.root.threshold or 1000) - stage.millipoints
            yield Text(
                f"第{stage.stage}级的{points(short)}分",
                f"{points(short)} points of stage {stage.stage}",
            )
    gate = next((gate for gate in model.gates if gate.level == level), None)
    if gate is None:
        return
    marks = {dim.id: dim.millipoints for dim in found.dimensions}
    short, scenarios, mandatory = shortfalls(gate, found.millipoints, marks, found.counts)
    if short:
        yield Text(f"{points(short)}分", f"{points(short)} points")
    if scenarios:
        yield Text(f"{scenarios}个业务场景", f"{scenarios} scenarios")
    if mandatory:
        yield Text(f"{mandatory}个约束性场景", f"{mandatory} mandatory scenarios")
