"""What holds a plan back, in words: each limit is loosened and the question solved again.

Not for more money by steps (marginal).
"""

from collections.abc import Iterator

from lingnan.kernel import Text
from lingnan.roadmap.asked import Asked
from lingnan.roadmap.case import MOST_PERIODS, Case
from lingnan.roadmap.check import Flow, Starts, available_at, breaks, flow_of
from lingnan.roadmap.kernel.solve import Solution
from lingnan.roadmap.model import Binding
from lingnan.roadmap.phrase import half_year, listing, money, people
from lingnan.roadmap.view import view_of

_MOST_WAITING = 4
_ONE_PERSON = 100


def bindings_of(asked: Asked, record: Case, found: Solution) -> tuple[Binding, ...]:
    """The limits whose loosening is certain to bring something, the costliest first.

    A gain below what the certificate of the plan leaves open is not told: a better plan within the
    limits might have it too.
    """
    case = view_of(record)
    rows = [
        *_money(asked, found, flow_of(case, found.starts)),
        *_parallel(asked, case, found),
        *_staff(asked, case, found),
        *_horizon(asked, found),
        *_requirements(asked, record, case, found),
    ]
    return tuple(sorted(rows, key=lambda row: -(row.gain_cny or 0)))


def blocks_of(asked: Asked) -> tuple[Binding, ...]:
    """For a question without a plan: which single limit, loosened, gives it one."""
    limit, staff = asked.given.parallel, asked.given.staff
    tries = (
        (
            "cash",
            asked.case(budget=asked.plenty),
            Text(
                "资金不足：若资金不限，即可按期实现",
                "the money is too little: with unlimited money it could be done in time",
            ),
        ),
        (
            "parallel",
            asked.case(parallel=limit + 1),
            Text(
                f"同时最多实施{limit}个项目：若可再多一个，即可按期实现",
                f"at most {limit} at a time: with one more at a time it could be done in time",
            ),
        ),
        (
            "staff",
            asked.case(staff=staff + _ONE_PERSON),
            Text(
                f"可投入{people(staff)}人：若再有1人，即可按期实现",
                f"{people(staff)} people for measures: with one more it could be done in time",
            ),
        ),
    )
    return tuple(
        Binding(kind, None, None, None, text)
        for kind, case, text in tries
        if asked.solve(case).status == "solved"
    )


def _gain(asked: Asked, found: Solution, loosened: Solution) -> int:
    """How much better a loosened question is for certain; 0 if that is not certain."""
    if loosened.objective is None or found.objective is None or found.bound is None:
        return 0
    if asked.request.level is not None:
        is_certain = loosened.objective < found.bound
        return found.objective - loosened.objective if is_certain else 0
    is_certain = loosened.objective > found.bound
    return loosened.objective - found.objective if is_certain else 0


def _brings(asked: Asked, gain: int, zh: str, en: str) -> Text:
    told = money(gain)
    if asked.request.level is not None:
        return Text(f"{zh}，可节省{told.zh}", f"{en} would save {told.en}")
    return Text(f"{zh}，可增加价值{told.zh}", f"{en} would add a value of {told.en}")


def _money(asked: Asked, found: Solution, flow: Flow) -> Iterator[Binding]:
    gain = _gain(asked, found, asked.solve(asked.case(budget=asked.plenty)))
    if not gain:
        return
    period = min(range(asked.periods), key=lambda t: flow.balance[t])
    name = asked.setting.calendar.name(period)
    when, left = half_year(name), money(flow.balance[period])
    brings = _brings(asked, gain, "若资金不限", "unlimited money")
    text = Text(
        f"预算到{when.zh}末只余{left.zh}；{brings.zh}",
        f"the budget is used up to the last {left.en} by the end of {when.en}; {brings.en}",
    )
    yield Binding("cash", None, name, gain, text)


def _tight(case: Case, starts: Starts, weights: dict[int, int]) -> tuple[int, int]:
    """The period of the greatest load, and the load."""
    load = [0] * int(case.periods)
    for a, start in starts.items():
        for t in range(start, start + int(case.duration[a])):
            load[t] += weights[a]
    period = max(range(len(load)), key=lambda t: load[t])
    return period, load[period]


def _parallel(asked: Asked, case: Case, found: Solution) -> Iterator[Binding]:
    limit = asked.given.parallel
    gain = _gain(asked, found, asked.solve(asked.case(parallel=limit + 1)))
    if not gain:
        return
    period, _ = _tight(case, found.starts, dict.fromkeys(found.starts, 1))
    name = asked.setting.calendar.name(period)
    when = half_year(name)
    brings = _brings(asked, gain, "若可再多一个", "one more at a time")
    measures = "measure" if limit == 1 else "measures"
    text = Text(
        f"{when.zh}同时实施{limit}个项目，已达上限；{brings.zh}",
        f"{limit} {measures} at a time is the limit, reached in {when.en}; {brings.en}",
    )
    yield Binding("parallel", None, name, gain, text)


def _staff(asked: Asked, case: Case, found: Solution) -> Iterator[Binding]:
    limit = asked.given.staff
    gain = _gain(asked, found, asked.solve(asked.case(staff=limit + _ONE_PERSON)))
    if not gain:
        return
    weights = {a: int(case.staff[a]) for a in found.starts}
    period, load = _tight(case, found.starts, weights)
    name = asked.setting.calendar.name(period)
    when = half_year(name)
    brings = _brings(asked, gain, "若再有1人", "one more person")
    text = Text(
        f"可投入{people(limit)}人，{when.zh}已用{people(load)}人；{brings.zh}",
        f"there are {people(limit)} people for measures, {people(load)} of them busy in "
        f"{when.en}; {brings.en}",
    )
    yield Binding("staff", None, name, gain, text)


def _horizon(asked: Asked, found: Solution) -> Iterator[Binding]:
    """One half-year more, with no more money; for a level that is another question (shortfall)."""
    if asked.request.level is not None or asked.periods >= MOST_PERIODS:
        return
    longer = asked.lengthened(asked.periods + 1)
    if longer.setting.tables.discount[0] != asked.setting.tables.discount[0]:
        return  # the time over which gains count would be longer too
    longer_budget = longer.given.budget.copy()
    longer_budget[-1] = longer_budget[-2]
    gain = _gain(asked, found, longer.solve(longer.case(budget=longer_budget)))
    if gain:
        brings = _brings(asked, gain, "若延长半年", "another half-year")
        when = half_year(asked.setting.calendar.name(asked.periods - 1))
        text = Text(
            f"规划期至{when.zh}止；{brings.zh}", f"the plan ends with {when.en}; {brings.en}"
        )
        yield Binding("horizon", None, None, gain, text)


def _requirements(asked: Asked, record: Case, case: Case, found: Solution) -> Iterator[Binding]:
    """Measures of the plan that start the moment something they require is finished."""
    waiting = [a for a in found.starts if _waits(case, found.starts, a)]
    for a in sorted(waiting, key=lambda a: (found.starts[a], a))[:_MOST_WAITING]:
        freed = record.copy()
        _drop_groups(freed, a)
        gain = _gain(asked, found, asked.solve(freed))
        if gain:
            yield _waiting(asked, case, found.starts, a, gain)


def _waits(case: Case, starts: Starts, a: int) -> bool:
    """Whether a requirement is finished only when the measure starts."""
    if starts[a] == 0:
        return False
    earlier = {**starts, a: starts[a] - 1}
    return any(each.kind == "requirement" and each.measure == a for each in breaks(case, earlier))


def _drop_groups(case: Case, a: int) -> None:
    """Take away what a measure requires, its earliest start with it."""
    first, last = int(case.group_start[a]), int(case.group_start[a + 1])
    end = int(case.group_start[int(case.count)])
    moved = end - last
    case.group_mask[first : first + moved] = case.group_mask[last:end].copy()
    for b in range(a + 1, int(case.count) + 1):
        case.group_start[b] -= last - first
    case.earliest[a] = 0


def _waiting(asked: Asked, case: Case, starts: Starts, a: int, gain: int) -> Binding:
    catalogue = asked.setting.catalogue
    number, start = int(case.measure[a]), starts[a]
    measure = catalogue.measures[number]
    serves = {int(case.measure[b]): f for b, f in available_at(case, starts).items()}
    just = [j for j, f in serves.items() if f == start]
    steps = [
        step
        for step, mask in catalogue.needs[number]
        if not asked.claimed[step] and any(mask >> j & 1 for j in just)
    ]
    items = {catalogue.steps.steps[step].item.id for step in steps}
    masks = [*catalogue.requirements[number], *(mask for _, mask in catalogue.needs[number])]
    last = listing(catalogue.measures[j].name for j in just if any(m >> j & 1 for m in masks))
    whys = [
        need.why
        for need in measure.needs
        if need.model == catalogue.model.id and need.item in items
    ]
    brings = _brings(asked, gain, "若无须等待", "not having to wait")
    text = Text(
        f"{measure.name.zh}须待{last.zh}完成{f'（{whys[0].zh}）' if whys else ''}；{brings.zh}",
        f"{measure.name.en} waits for {last.en}{f' ({whys[0].en})' if whys else ''}; {brings.en}",
    )
    return Binding("requirement", measure.id, asked.setting.calendar.name(start), gain, text)
