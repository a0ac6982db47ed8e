"""Check a roadmap as a file states it, also one edited by hand: every constraint, every figure.

The file gives the question, the money, the limits and the starts; all else is recomputed from the
catalogue and the enterprise's answers by the plain checker, without solver code. Not for opening
files (pipeline) nor for whether a better plan exists.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lingnan.kernel import Finding, Text
from lingnan.roadmap import errors
from lingnan.roadmap.asked import Asked, is_in_place, open_requirements, why_absent
from lingnan.roadmap.case import Case
from lingnan.roadmap.catalogue import bits_of
from lingnan.roadmap.check import Break, Starts, breaks, level_after, shortfalls
from lingnan.roadmap.kernel.given import FREE, MUST, NEVER, RUNNING
from lingnan.roadmap.model import Subject
from lingnan.roadmap.phrase import half_year, listing, people
from lingnan.roadmap.plan_file import PlanFile, read_plan
from lingnan.roadmap.planner import Planner
from lingnan.roadmap.request import in_numbers
from lingnan.roadmap.stated import stated_findings


def check_roadmap(
    plan: PlanFile | Mapping[str, Any], planner: Planner, subject: Subject
) -> list[Finding]:
    """Every constraint that a plan breaks and every stated figure that is wrong; empty if sound.

    Shapes: plan: the JSON of an answer, or as much of it as read_plan asks for; subject: with the
        answers on the plan's model.
    Raises: RoadmapFileUnreadable; as request.ask for a question that cannot be.
    """
    file = plan if isinstance(plan, PlanFile) else read_plan(plan)
    asked = in_numbers(planner, subject, file.request, file.as_of)
    found: list[Finding] = []
    chosen = _chosen(asked, file, found)
    case = _case(asked, chosen)
    starts = _placed(asked, case, chosen, found)
    found += [_told(asked, case, starts, each) for each in breaks(case, starts)]
    found += _level(asked, case, starts)
    if not found:
        found += stated_findings(asked, case, starts, file.stated)
    return found


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A measure of a file by its number."""

    number: int
    start: int


def _chosen(asked: Asked, file: PlanFile, found: list[Finding]) -> list[_Chosen]:
    """The measures of a file that are known, each once."""
    number_of = asked.setting.catalogue.number_of
    seen: dict[str, int] = {}
    for measure, start in file.starts:
        if measure not in number_of:
            why = Text("目录中没有该项目", "the catalogue does not have it")
            found.append(
                errors.MEASURE_NOT_AVAILABLE.finding(
                    field="measure", value=measure, measure=measure, why=why
                )
            )
        elif measure in seen:
            name = asked.setting.catalogue.measures[number_of[measure]].name
            found.append(errors.TWICE.finding(field="measure", value=measure, measure=name))
        else:
            seen[measure] = start
    return [_Chosen(number_of[measure], start) for measure, start in seen.items()]


def _case(asked: Asked, chosen: Sequence[_Chosen]) -> Case:
    """The problem with everything in it that the file has, whatever it costs.

    Solvers leave out what cannot be paid or is of no use; a file may have it all the same.
    """
    fixed = asked.given.fixed.copy()
    for each in chosen:
        if fixed[each.number] == FREE:
            fixed[each.number] = MUST
    given = asked.given._replace(fixed=fixed, budget=asked.plenty)
    case = asked.planner.fill(asked.setting, given, asked.claimed, asked.side)
    for t in range(asked.periods):
        case.budget[t] = asked.given.budget[t]
    for a in range(int(case.count)):
        case.must[a] = asked.given.fixed[int(case.measure[a])] in (MUST, RUNNING)
    return case


def _placed(
    asked: Asked, case: Case, chosen: Sequence[_Chosen], found: list[Finding]
) -> dict[int, int]:
    """Starts by local number; what cannot be chosen at all becomes a finding."""
    local = {int(case.measure[a]): a for a in range(int(case.count))}
    starts = {}
    for each in chosen:
        if each.number in local:
            starts[local[each.number]] = each.start
        else:
            found.append(_absent(asked, each))
    listed = {each.number for each in chosen}
    for number in asked.wanted():
        if number not in local and number not in listed:
            name = asked.setting.catalogue.measures[number].name
            found.append(errors.MUST_MISSING.finding(field="measure", measure=name))
    return starts


def _absent(asked: Asked, each: _Chosen) -> Finding:
    """Why a measure of the file is no choice here."""
    setting = asked.setting
    catalogue = setting.catalogue
    measure = catalogue.measures[each.number]
    place: dict[str, Any] = {"field": "measure", "value": measure.id, "measure": measure.name}
    size = asked.given.size
    can = (
        catalogue.available[size, each.number]
        and catalogue.sections[each.number, asked.given.section]
        and asked.given.fixed[each.number] != NEVER
        and not is_in_place(asked, each.number)
    )
    duration = int(catalogue.duration[size, each.number])
    when = half_year(setting.calendar.name(each.start))
    if can and duration > asked.periods:
        return errors.STARTS_OUTSIDE.finding(
            **place, start=when, duration=duration, horizon=asked.periods
        )
    needed = open_requirements(asked, each.number)
    if can and needed:
        return errors.REQUIREMENT_BROKEN.finding(**place, start=when, needed=_needed(asked, needed))
    return errors.MEASURE_NOT_AVAILABLE.finding(**place, why=why_absent(asked, each.number))


def _needed(asked: Asked, masks: Sequence[int]) -> Text:
    measures = asked.setting.catalogue.measures
    groups = [[measures[j].name for j in bits_of(mask)] for mask in masks if mask]
    return listing(
        Text(" / ".join(n.zh for n in group), " or ".join(n.en for n in group)) for group in groups
    )


def _told(asked: Asked, case: Case, starts: Starts, each: Break) -> Finding:
    """One broken constraint in words."""
    calendar, measures = asked.setting.calendar, asked.setting.catalogue.measures
    name = calendar.name(each.period) if each.period >= 0 else ""
    when = half_year(name) if name else Text("", "")
    if each.kind == "cash":
        return errors.CASH_BROKEN.finding(
            field="schedule", value=name, period=when, short=f"{each.amount:,}"
        )
    if each.kind == "parallel":
        return errors.PARALLEL_BROKEN.finding(
            field="schedule", value=name, period=when, count=each.amount, limit=each.limit
        )
    if each.kind == "staff":
        return errors.STAFF_BROKEN.finding(
            field="schedule",
            value=name,
            period=when,
            need=people(each.amount),
            limit=people(each.limit),
        )
    measure = measures[int(case.measure[each.measure])]
    place: dict[str, Any] = {"field": "measure", "value": measure.id, "measure": measure.name}
    if each.kind == "must":
        return errors.MUST_MISSING.finding(**place)
    if each.kind == "running":
        return errors.RUNNING_MOVED.finding(**place, start=when)
    if each.kind == "requirement":
        mask = int(case.group_mask[each.amount])
        numbers = sum(1 << int(case.measure[b]) for b in bits_of(mask))
        return errors.REQUIREMENT_BROKEN.finding(
            **place, start=when, needed=_needed(asked, [numbers])
        )
    start = starts[each.measure]
    shown = half_year(calendar.name(start)) if start >= 0 else Text(str(start), str(start))
    return errors.STARTS_OUTSIDE.finding(
        **place,
        start=shown,
        duration=int(case.duration[each.measure]),
        horizon=asked.periods,
    )


def _level(asked: Asked, case: Case, starts: Starts) -> Iterator[Finding]:
    """Question (a): the level asked for holds at the end."""
    level = asked.request.level
    if level is None or level <= int(case.level_now):
        return
    index = [int(case.level[k]) for k in range(int(case.levels))].index(level)
    if shortfalls(case, starts, index):
        found = level_after(case, starts)
        yield errors.LEVEL_MISSED.finding(field="target_level", found=found, level=level)
