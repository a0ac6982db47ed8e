"""The measures of a plan with all that is said of each. Not for why it starts then (reason).

Values come from the checker and the catalogue, never from a solver.
"""

from lingnan.kernel import Text
from lingnan.roadmap.asked import Asked, is_done
from lingnan.roadmap.assumed import SIZES
from lingnan.roadmap.case import Case
from lingnan.roadmap.cash import band_of
from lingnan.roadmap.catalogue import bits_of
from lingnan.roadmap.check import Starts, available_at, value_of
from lingnan.roadmap.kernel.given import MUST, RUNNING
from lingnan.roadmap.model import Planned
from lingnan.roadmap.projection import in_order, states_before
from lingnan.roadmap.raising import raised_by
from lingnan.roadmap.reason import reason_of
from lingnan.roadmap.state import Flags
from lingnan.roadmap.tables import PPM

_UNCOUNTED = "D"


def schedule_of(asked: Asked, case: Case, starts: Starts) -> tuple[Planned, ...]:
    """Every measure of a plan, by start, then by the end, then in the order of the catalogue."""
    granted = grants(case, starts)
    whole = value_of(case, starts)
    states = states_before(asked, in_order(case, starts))
    serves = available_at(case, starts)
    planned = [
        _planned(asked, case, starts, a, granted[a], whole, states[int(case.measure[a])])
        for a in sorted(starts, key=lambda a: (starts[a], serves[a], int(case.measure[a])))
    ]
    return tuple(planned)


def grants(case: Case, starts: Starts) -> dict[int, int]:
    """The subsidy of each measure under the cap of its rule, in the order of payment.

    Also what falls due after the horizon.
    """
    left = [int(case.rule_cap[r]) for r in range(int(case.rules))]
    found = dict.fromkeys(starts, 0)
    due = sorted(
        (start + int(case.duration[a]) - 1 + int(case.rule_lag[case.rule[a]]), a)
        for a, start in starts.items()
        if case.rule[a] >= 0
    )
    for _, a in due:
        rule = int(case.rule[a])
        found[a] = min(int(case.subsidy[a, starts[a]]), left[rule])
        left[rule] -= found[a]
    return found


def _planned(
    asked: Asked,
    case: Case,
    starts: Starts,
    a: int,
    granted: int,
    whole: int,
    states: tuple[Flags, Flags],
) -> Planned:
    setting, given, number = asked.setting, asked.given, int(case.measure[a])
    catalogue, calendar = setting.catalogue, setting.calendar
    measure = catalogue.measures[number]
    start = starts[a]
    finish = start + int(case.duration[a])
    raises = raised_by(asked, number, *states)
    rule = setting.rules[int(case.rule[a])].name if granted else None
    gain_ppm = int(catalogue.gain_ppm[given.size, number])
    without = value_of(case, {b: t for b, t in starts.items() if b != a})
    return Planned(
        measure=measure.id,
        name=measure.name,
        foundation=measure.foundation,
        start_period=start,
        finish_period=finish,
        start=calendar.begin(start),
        finish=calendar.begin(finish),
        cost=band_of(asked, number),
        running_cny_year=2 * int(case.running[a]),
        subsidy_cny=granted,
        subsidy_rule=rule,
        staff_hundredths=int(case.staff[a]),
        value_cny=whole - without,
        gain_cny_year=asked.given.revenue * gain_ppm // PPM,
        gain_grade=_grade(asked, number) if gain_ppm else None,
        raises=raises,
        evidence=evidence_of(asked, number),
        requires=required(asked, case, starts, a),
        why=reason_of(asked, case, starts, a, raises),
        choice={MUST: "must", RUNNING: "running"}.get(int(given.fixed[number])),
    )


def evidence_of(asked: Asked, number: int) -> tuple[Text, ...]:
    """The kinds of evidence that a measure yields, named as the models of the pack do."""
    names: dict[str, Text] = {}
    for content in asked.planner.pack.models:
        for kind, told in content.evidence_kinds.items():
            names.setdefault(kind, told.name)
    kinds = asked.setting.catalogue.measures[number].evidence_kinds
    own = asked.setting.catalogue.model.evidence_kinds
    return tuple(own.get(kind) or names.get(kind) or Text(kind, kind) for kind in kinds)


def required(asked: Asked, case: Case, starts: Starts, a: int) -> tuple[Text, ...]:
    """What had to be finished before a measure: by the plan, or in place already."""
    catalogue, number = asked.setting.catalogue, int(case.measure[a])
    if asked.given.fixed[number] == RUNNING:
        return ()
    planned = {int(case.measure[b]): f for b, f in available_at(case, starts).items()}
    masks = list(catalogue.requirements[number])
    masks += [m & ~(1 << number) for s, m in catalogue.needs[number] if not asked.claimed[s]]
    found: list[Text] = []
    for mask in masks:
        inside = list(bits_of(mask))
        done = [j for j in inside if is_done(asked, j)]
        if done:
            name = catalogue.measures[done[0]].name
            found.append(Text(f"{name.zh}（已具备）", f"{name.en} (in place)"))
            continue
        ready = [j for j in inside if planned.get(j, asked.periods + 1) <= starts[a]]
        if ready:
            found.append(catalogue.measures[min(ready, key=lambda j: planned[j])].name)
    return tuple(dict.fromkeys(found))


def _grade(asked: Asked, number: int) -> str | None:
    """The weakest grade among the outcomes that are counted."""
    size = SIZES[asked.given.size]
    grades = [
        outcome.grade
        for outcome in asked.setting.catalogue.measures[number].outcomes
        if size in outcome.size_classes and outcome.grade != _UNCOUNTED
    ]
    return max(grades, default=None)
