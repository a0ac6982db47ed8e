"""The roadmap of one enterprise 一企一策: what to do when, at what cost, to what level.

The door of the enterprise path: `plan_enterprise`. Not for solving (kernel, exact), nor for many
enterprises at a time (kernel.batch).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from lingnan.kernel import Finding, Text
from lingnan.roadmap.asked import Asked
from lingnan.roadmap.assumed import SIZES
from lingnan.roadmap.binding import bindings_of, blocks_of
from lingnan.roadmap.case import Case
from lingnan.roadmap.cash import cash_flow, price_risk
from lingnan.roadmap.check import breaks, flow_of, shortfalls
from lingnan.roadmap.errors import SIZE_UNKNOWN, UNASSESSED, PlanBroken
from lingnan.roadmap.kernel.solve import Solution
from lingnan.roadmap.marginal import marginals_of
from lingnan.roadmap.model import (
    Binding,
    Limits,
    Request,
    Roadmap,
    Shortfall,
    Solver,
    Status,
    Subject,
)
from lingnan.roadmap.note import assumptions_of, sources_of, unconfirmed_of
from lingnan.roadmap.planner import Planner
from lingnan.roadmap.projection import in_order, project
from lingnan.roadmap.request import ask
from lingnan.roadmap.schedule import schedule_of
from lingnan.roadmap.shortfall import nothing_affordable, shortfall_of
from lingnan.roadmap.view import view_of


def plan_enterprise(
    planner: Planner,
    subject: Subject,
    request: Request,
    as_of: date,
    *,
    run_id: str | None = None,
) -> Roadmap:
    """Plan one enterprise: most value within the budget, or a level by a day at the least cost.

    Every plan has passed the checker. Without a plan the answer says why, and what would do.

    Raises: see request.ask; PlanBroken when a solver's plan does not pass the check.
    """
    asked = ask(planner, subject, request, as_of)
    case = asked.case()
    found, solver = asked.answer(case)
    return roadmap_of(asked, case, found, solver, run_id)


def roadmap_of(
    asked: Asked, case: Case, found: Solution, solver: Solver, run_id: str | None
) -> Roadmap:
    """Everything that is said about a solution."""
    record, case = case, view_of(case)
    _pass_check(asked, case, found)
    subject, request, setting = asked.subject, asked.request, asked.setting
    pack, calendar = asked.planner.pack, setting.calendar
    status = _status(asked, found)
    is_plan = status == "planned"
    flow = flow_of(case, found.starts)
    cumulative = [int(yuan) for yuan in asked.given.budget]
    budget = [after - before for before, after in zip([0, *cumulative], cumulative, strict=False)]
    schedule = schedule_of(asked, case, found.starts)
    rows = cash_flow(asked, case, found.starts, flow, budget)
    analyse = is_plan and request.with_analysis
    gates = setting.catalogue.model.gates
    findings = tuple(_findings(subject))
    return Roadmap(
        subject=subject,
        request=request,
        model_title=setting.catalogue.model.title,
        size_class=SIZES[asked.given.size],
        city=next((c.name for c in pack.cities if c.code == subject.city_code), None),
        cluster=None if subject.cluster_id is None else pack.cluster(subject.cluster_id).name,
        as_of=asked.as_of,
        run_id=run_id,
        start=calendar.start,
        by=request.by or calendar.begin(calendar.periods) - timedelta(days=1),
        periods=calendar.periods,
        status=status,
        solver=solver,
        objective=found.objective if is_plan else None,
        bound=found.bound if is_plan else None,
        gap=found.gap if is_plan else None,
        budget_per_period=tuple(budget),
        budget_source=asked.money.source,
        limits=Limits(asked.given.parallel, asked.given.staff),
        schedule=schedule,
        cash_flow=rows if is_plan else (),
        price_risk=price_risk(rows) if is_plan else None,
        levels=project(asked, in_order(case, found.starts)),
        gates=tuple(
            (gate.level, part.millipoints)
            for gate in gates
            for part in gate.scores
            if part.dimension is None
        ),
        binding=_bindings(asked, record, found, status),
        marginal=marginals_of(asked, case, found.starts) if analyse else (),
        shortfall=_shortfall(asked, status, found),
        findings=findings,
        assumptions=assumptions_of(asked, schedule),
        unconfirmed=(*(each.what for each in findings), *unconfirmed_of(asked, schedule)),
        sources=sources_of(asked, schedule),
        names={each.id: each.name for each in pack.foundations}
        | {each.id: each.name for each in pack.safeguards},
    )


def _pass_check(asked: Asked, case: Case, found: Solution) -> None:
    """Never hand out a broken plan. Raises: PlanBroken."""
    if found.status != "solved":
        return
    broken = [each.kind for each in breaks(case, found.starts)]
    level = asked.index(case)
    if level is not None and shortfalls(case, found.starts, level):
        broken.append("level")
    if found.objective != asked.score(case, found.starts):
        broken.append("objective")
    target = asked.request.level
    if not broken and target is not None:
        last = project(asked, in_order(case, found.starts))[-1]
        standing = last.proven if asked.request.side == "proven" else last.claimed
        if standing.level < target:
            broken.append("level")
    if broken:
        raise PlanBroken(subject=asked.subject.uscc, why=", ".join(dict.fromkeys(broken)))


def _status(asked: Asked, found: Solution) -> Status:
    if found.status == "infeasible":
        return "infeasible"
    if found.status == "open":
        return "open"
    if not found.starts and asked.request.level is None:
        return "nothing_affordable"
    return "planned"


def _bindings(asked: Asked, record: Case, found: Solution, status: Status) -> tuple[Binding, ...]:
    if not asked.request.with_analysis:
        return ()
    if status == "planned":
        return bindings_of(asked, record, found)
    return () if status == "nothing_affordable" else blocks_of(asked)


def _shortfall(asked: Asked, status: Status, found: Solution) -> Shortfall | None:
    if status == "nothing_affordable":
        return nothing_affordable(asked)
    if status in ("infeasible", "open") and asked.request.with_analysis:
        return shortfall_of(asked, found)
    return None


def _findings(subject: Subject) -> Iterator[Finding]:
    if not subject.is_assessed:
        yield UNASSESSED.finding(subject=subject.uscc)
    if subject.size_class is None:
        yield SIZE_UNKNOWN.finding(subject=subject.uscc)


def status_words(roadmap: Roadmap) -> Text:
    """How an answer ends, in a sentence."""
    level = roadmap.request.level
    if roadmap.status == "planned" and roadmap.schedule:
        return Text("已编制", "planned")
    if roadmap.status == "planned":
        return Text("所提目标已经达到，无需新增项目", "what was asked for holds already")
    if roadmap.status == "nothing_affordable":
        return Text("没有可实施的项目", "there is no measure to carry out")
    if level is None:
        return Text(
            "指定的项目无法全部完成", "the measures that have to be in cannot all be finished"
        )
    day = roadmap.by.isoformat()
    if roadmap.status == "open":
        return Text(
            f"{day}前能否达到{level}级尚无结论",
            f"whether level {level} can be reached by {day} is not settled",
        )
    return Text(f"{day}前无法达到{level}级", f"level {level} cannot be reached by {day}")
