"""From a request to a question about one enterprise: every choice checked and put into numbers.

Not for answering it (asked, enterprise).
"""

from datetime import date

import numpy as np

from lingnan.kernel import Text
from lingnan.roadmap.asked import Asked, why_absent
from lingnan.roadmap.assumed import SIZES, Assumed
from lingnan.roadmap.budget import money_of
from lingnan.roadmap.calendar import Calendar
from lingnan.roadmap.case import MOST_PERIODS
from lingnan.roadmap.catalogue import Catalogue
from lingnan.roadmap.errors import (
    BadLimit,
    ContradictoryChoice,
    LevelUnknown,
    MeasureUnknown,
    MustImpossible,
    QuestionIncomplete,
    SubsidyRuleUnknown,
)
from lingnan.roadmap.kernel.given import FREE, MUST, NEVER, RUNNING, Given
from lingnan.roadmap.model import Request, Running, Subject
from lingnan.roadmap.planner import Planner
from lingnan.roadmap.state import state_of
from lingnan.roadmap.step import Integers
from lingnan.roadmap.tables import PPM, STAFF_FLOOR, STAFF_PPM, Setting

SIZE_WHEN_UNKNOWN = "small"
_MOST_CNY = 10**12
_MOST_PARALLEL = 62
_MOST_STAFF = 10**6


def ask(planner: Planner, subject: Subject, request: Request, as_of: date) -> Asked:
    """Check a request and put it into numbers.

    Raises:
        LevelUnknown, DeadlinePast, QuestionIncomplete, HorizonOutOfRange: the question.
        BadBudget, BadLimit, SubsidyRuleUnknown: money and limits.
        MeasureUnknown, ContradictoryChoice, MustImpossible: the choices.
    """
    asked = in_numbers(planner, subject, request, as_of)
    _possible(asked)
    return asked


def in_numbers(planner: Planner, subject: Subject, request: Request, as_of: date) -> Asked:
    """The same without asking whether what must be in can be: the checker tells that itself."""
    catalogue = planner.catalogue(request.model_id)
    periods = _periods(planner, catalogue, request, as_of)
    known = [rule.id for rule in planner.pack.subsidy_rules]
    for name in request.selected:
        if name not in known:
            raise SubsidyRuleUnknown(rule=name, known=", ".join(known))
    setting = planner.setting(request.model_id, as_of, periods, frozenset(request.selected))
    size = SIZES.index(subject.size_class or SIZE_WHEN_UNKNOWN)
    money = money_of(request.budget_cny, subject.revenue_cny, setting)
    fixed, left_periods, left_price = _choices(catalogue, request)
    claimed = state_of(catalogue.steps, subject.claimed)
    proven = state_of(catalogue.steps, subject.proven)
    clusters = setting.cluster_number
    nowhere = len(setting.city_number)
    place = setting.city_number.get(subject.city_code, nowhere) * len(SIZES) + size
    given = Given(
        size=size,
        section=ord(subject.industry_code[0]) - ord("A"),
        place=place,
        cluster=clusters.get(subject.cluster_id or "", len(clusters)),
        revenue=subject.revenue_cny or 0,
        parallel=_parallel(request, setting, size),
        staff=_staff(request, subject, setting),
        on_proven=int(request.side == "proven"),
        budget=money.scaled(money.total),
        fixed=fixed,
        left_periods=left_periods,
        left_price=left_price,
    )
    side = proven if request.side == "proven" else claimed
    return Asked(planner, setting, subject, request, as_of, given, money, claimed, proven, side)


def _periods(planner: Planner, catalogue: Catalogue, request: Request, as_of: date) -> int:
    if (request.question == "level") != (request.level is not None):
        raise QuestionIncomplete(why=Text("缺少等级", "the level is missing"))
    if (request.question == "level") != (request.by is not None):
        raise QuestionIncomplete(why=Text("等级须有期限", "a level goes with a deadline"))
    if request.level is not None and request.by is not None:
        allowed = [gate.level for gate in catalogue.steps.gates]
        if request.level not in allowed:
            raise LevelUnknown(
                model=catalogue.model.id, level=request.level, allowed=", ".join(map(str, allowed))
            )
        return Calendar.after(as_of, 1).until_deadline(request.by)
    if request.horizon is not None:
        return Calendar.after(as_of, request.horizon).periods
    return min(Assumed(planner.pack).whole("horizon_half_years"), MOST_PERIODS)


def _parallel(request: Request, setting: Setting, size: int) -> int:
    if request.parallel is None:
        return setting.parallel[size]
    if not 1 <= request.parallel <= _MOST_PARALLEL:
        why = Text(f"须为1至{_MOST_PARALLEL}", f"it is 1 to {_MOST_PARALLEL}")
        raise BadLimit(
            what=Text("并行项目数", "measures at a time"), value=request.parallel, why=why
        )
    return request.parallel


def _staff(request: Request, subject: Subject, setting: Setting) -> int:
    if request.staff_fte is not None:
        hundredths = int(request.staff_fte * 100)
        if not 0 <= hundredths <= _MOST_STAFF:
            why = Text("须为0至10000人", "it is 0 to 10,000 people")
            raise BadLimit(what=Text("投入人员", "staff"), value=request.staff_fte, why=why)
        return hundredths
    number = setting.tables.number
    share = (subject.employees or 0) * 100 * int(number[STAFF_PPM]) // PPM
    return max(share, int(number[STAFF_FLOOR]))


def _choices(catalogue: Catalogue, request: Request) -> tuple[Integers, Integers, Integers]:
    """What is fixed a measure, and what is left of running ones."""
    fixed = np.full(len(catalogue), FREE, dtype=np.int64)
    left_periods, left_price = np.zeros_like(fixed), np.zeros_like(fixed)
    for word, names in ((MUST, request.must), (NEVER, request.never)):
        for name in names:
            number = _number(catalogue, name)
            if fixed[number] not in (FREE, word):
                why = Text("既要求必做又要求不做", "it must be in and must stay out")
                raise ContradictoryChoice(measure=name, why=why)
            fixed[number] = word
    for running in request.running:
        number = _number(catalogue, running.measure)
        if fixed[number] == NEVER:
            why = Text("已在实施又要求不做", "it is running and must stay out")
            raise ContradictoryChoice(measure=running.measure, why=why)
        if fixed[number] == RUNNING:
            why = Text("在建情况给出两次", "it is said to be running twice")
            raise ContradictoryChoice(measure=running.measure, why=why)
        _check_running(running)
        fixed[number] = RUNNING
        left_periods[number], left_price[number] = running.periods, running.price_cny
    return fixed, left_periods, left_price


def _check_running(running: Running) -> None:
    if not 1 <= running.periods <= MOST_PERIODS:
        why = Text(f"须为1至{MOST_PERIODS}个半年", f"it is 1 to {MOST_PERIODS} half-years")
        what = Text(f"{running.measure}的剩余期数", f"what is left of {running.measure},")
        raise BadLimit(what=what, value=running.periods, why=why)
    if not 0 <= running.price_cny <= _MOST_CNY:
        what = Text(f"{running.measure}的剩余价款", f"what is left to pay for {running.measure},")
        why = Text("须为非负整数元", "it is a whole number of yuan, zero or more")
        raise BadLimit(what=what, value=running.price_cny, why=why)


def _number(catalogue: Catalogue, name: str) -> int:
    if name not in catalogue.number_of:
        raise MeasureUnknown(measure=name, known=", ".join(catalogue.number_of))
    return catalogue.number_of[name]


def _possible(asked: Asked) -> None:
    """Whatever has to be in can be carried out, money aside. Raises: MustImpossible."""
    wanted = asked.wanted()
    if not wanted:
        return
    case = asked.case(budget=asked.plenty)
    for number in asked.missing(case, wanted):
        measure = asked.setting.catalogue.measures[number]
        raise MustImpossible(measure=measure.name, why=why_absent(asked, number))
