"""A question about one enterprise in numbers, and the same with one thing changed.

Every relaxation (more money, people, time, a requirement dropped) is another case of the same
question. Not for checking requests (request) nor for wording answers (enterprise).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from lingnan.kernel import Text
from lingnan.roadmap.assumed import SIZES
from lingnan.roadmap.budget import Money
from lingnan.roadmap.case import Case
from lingnan.roadmap.catalogue import bits_of
from lingnan.roadmap.check import Starts, effort_of, flow_of, value_of
from lingnan.roadmap.kernel.branch import Limits
from lingnan.roadmap.kernel.given import MUST, NEVER, RUNNING, Given
from lingnan.roadmap.kernel.solve import CAREFUL, QUICK, Solution
from lingnan.roadmap.model import Request, Side, Solver, Subject
from lingnan.roadmap.phrase import SIZE_WORDS, listing
from lingnan.roadmap.planner import Planner
from lingnan.roadmap.state import Flags
from lingnan.roadmap.step import Integers
from lingnan.roadmap.tables import Setting

_PLENTY_CNY = 10**13
EXACT_SECONDS = 60.0
SETTLE_SECONDS = 20.0
"""How long the exact solver may try where the kernel leaves a question open."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question.

    Shapes: claimed, proven, side (S,): steps reached; side is the one planned on.
    """

    planner: Planner
    setting: Setting
    subject: Subject
    request: Request
    as_of: date
    given: Given
    money: Money
    claimed: Flags
    proven: Flags
    side: Flags

    @property
    def periods(self) -> int:
        """Half-years of the plan."""
        return self.setting.calendar.periods

    @property
    def limits(self) -> Limits:
        """How hard the kernel tries."""
        return CAREFUL if self.request.with_analysis else QUICK

    @property
    def plenty(self) -> Integers:
        """So much money that it never binds."""
        return np.full(self.periods, _PLENTY_CNY, dtype=np.int64)

    def wanted(self) -> list[int]:
        """Measures (numbers in the catalogue) that must be in."""
        return [j for j, word in enumerate(self.given.fixed) if word in (MUST, RUNNING)]

    def missing(self, case: Case, wanted: Iterable[int]) -> list[int]:
        """Which of these a case leaves out."""
        there = {int(case.measure[a]) for a in range(int(case.count))}
        return [j for j in wanted if j not in there]

    def case(
        self,
        *,
        budget: Integers | None = None,
        parallel: int | None = None,
        staff: int | None = None,
    ) -> Case:
        """The case of this question, or with a limit changed.

        A level that holds already is a gate without conditions: then only what must be in is.
        """
        given = self.given._replace(
            budget=self.given.budget if budget is None else budget,
            parallel=self.given.parallel if parallel is None else parallel,
            staff=self.given.staff if staff is None else staff,
        )
        case = self.planner.fill(self.setting, given, self.claimed, self.side)
        level = self.request.level
        if level is not None and level <= int(case.level_now):
            case.levels = 1
            case.level[0] = level
            case.row_start[0] = case.row_start[1] = 0
        return case

    def index(self, case: Case) -> int | None:
        """Where the level asked for stands among those of a case; null for question (b)."""
        if self.request.level is None:
            return None
        levels = [int(case.level[k]) for k in range(int(case.levels))]
        return levels.index(self.request.level)

    def solve(self, case: Case, *, limits: Limits | None = None) -> Solution:
        """Plan a case by the kernel; what must be in and is beyond time or money is infeasible."""
        if self.missing(case, self.wanted()):
            return Solution("infeasible", {}, None, None)
        return self.planner.solve(case, self.index(case), limits or self.limits)

    def solve_exactly(self, case: Case, *, seconds: float = EXACT_SECONDS) -> Solution:
        """The same by HiGHS."""
        if self.missing(case, self.wanted()):
            return Solution("infeasible", {}, None, None)
        if int(case.count) == 0:  # a program without columns; the kernel settles it at once
            return self.solve(case)
        return self.planner.solve_exactly(case, self.index(case), seconds=seconds)

    def answer(self, case: Case) -> tuple[Solution, Solver]:
        """The plan, by the solver asked for; by HiGHS too where the kernel leaves it open."""
        if self.request.solver == "exact":
            return self.solve_exactly(case), "exact"
        found = self.solve(case)
        if found.status == "open" and self.request.with_analysis:
            settled = self.solve_exactly(case, seconds=SETTLE_SECONDS)
            if settled.status != "open":
                return settled, "exact"
        return found, "kernel"

    def score(self, case: Case, starts: Starts) -> int:
        """The objective of a plan."""
        return value_of(case, starts) if self.request.level is None else effort_of(case, starts)

    def spent(self, case: Case, starts: Starts) -> list[int]:
        """Cumulative net spending of a plan."""
        balance = flow_of(case, starts).balance
        return [int(case.budget[t]) - left for t, left in enumerate(balance)]

    def lengthened(self, periods: int) -> "Asked":
        """The same question with more half-years and no more money than there is."""
        request = self.request
        setting = self.planner.setting(
            request.model_id, self.as_of, periods, frozenset(request.selected)
        )
        money = self.money.lengthened(periods)
        given = self.given._replace(budget=money.scaled(money.total))
        return replace(self, setting=setting, money=money, given=given)

    def flags(self, side: Side) -> Flags:
        """The steps reached on a side."""
        return self.claimed if side == "claimed" else self.proven


def why_absent(asked: Asked, number: int) -> Text:
    """Why a measure cannot be carried out here even with all the money."""
    setting, given = asked.setting, asked.given
    catalogue = setting.catalogue
    measure = catalogue.measures[number]
    is_running = given.fixed[number] == RUNNING
    if is_running:
        left = int(given.left_periods[number])
        return Text(
            f"还需{left}个半年，规划期只有{asked.periods}个半年",
            f"{left} half-years are left of it and the plan has {asked.periods}",
        )
    if not catalogue.available[given.size, number]:
        size = SIZE_WORDS[SIZES[given.size]]
        return Text(
            f"目录中没有适用于{size.zh}企业的价格",
            f"the catalogue has no price of it for {size.en} enterprises",
        )
    if not catalogue.sections[number, given.section]:
        sections = "、".join(measure.sections)
        return Text(
            f"只适用于国民经济行业门类{sections}",
            f"it is for the industry sections {', '.join(measure.sections)} only",
        )
    if given.fixed[number] == NEVER:
        return Text("已被排除", "it was excluded")
    if is_in_place(asked, number):
        return Text("其效果均已具备", "all that it surely brings is there already")
    duration = int(catalogue.duration[given.size, number])
    if duration > asked.periods:
        return Text(
            f"需要{duration}个半年，规划期只有{asked.periods}个半年",
            f"it takes {duration} half-years and the plan has {asked.periods}",
        )
    needed = open_requirements(asked, number)
    if needed:
        one = listing(
            Text(
                "或".join(catalogue.measures[k].name.zh for k in bits_of(mask)),
                " or ".join(catalogue.measures[k].name.en for k in bits_of(mask)),
            )
            for mask in needed
            if mask
        )
        if not one.zh:
            return Text("目录中没有项目能满足其前置条件", "no measure brings about what it needs")
        return Text(
            f"规划期内无法先完成{one.zh}再完成该项目",
            f"what must be finished before it ({one.en}) leaves no time for it within the plan",
        )
    return Text(
        "对该企业的申报结果没有新的作用", "it adds nothing to what the enterprise has already"
    )


def is_in_place(asked: Asked, number: int) -> bool:
    """Whether all that a measure surely raises is claimed already."""
    gate = asked.setting.catalogue.gate_provider[number]
    if asked.setting.catalogue.proves[number] or not gate.any():
        return False
    return bool(asked.claimed[gate].all())


def open_requirements(asked: Asked, number: int) -> list[int]:
    """The sets (bits) of which one must still be finished before a measure; 0: nothing can."""
    catalogue = asked.setting.catalogue
    done = sum(1 << j for j in range(len(catalogue)) if is_done(asked, j))
    found = [mask for mask in catalogue.requirements[number] if not mask & done]
    for step, mask in catalogue.needs[number]:
        others = mask & ~(1 << number)
        if not asked.claimed[step] and not others & done:
            found.append(others)
    return found


def is_done(asked: Asked, number: int) -> bool:
    """Whether a measure is in place and not running."""
    return asked.given.fixed[number] < RUNNING and is_in_place(asked, number)
