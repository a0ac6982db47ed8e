"""The checker: every constraint of a plan, recomputed from its starts alone.

Plain Python, no solver code; every answer of this room passes it. Not for finding plans.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lingnan.roadmap.case import Case

Starts = Mapping[int, int]
"""Local measure to the period it starts in."""


@dataclass(frozen=True, slots=True)
class Break:
    """One broken constraint. `measure` is a local number, -1 where a period is concerned."""

    kind: str
    measure: int
    period: int
    amount: int
    limit: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Money in each period: instalments, running cost, subsidy received, balance at its end."""

    payment: tuple[int, ...]
    running: tuple[int, ...]
    subsidy: tuple[int, ...]
    balance: tuple[int, ...]


def breaks(case: Case, starts: Starts) -> list[Break]:
    """Every constraint that a plan breaks; empty for a good plan."""
    found: list[Break] = []
    for check in (_windows, _requirements, _cash, _parallel, _staff, _must):
        found += check(case, starts)
    return found


def available_at(case: Case, starts: Starts) -> dict[int, int]:
    """The period from which each chosen measure is in service."""
    return {j: start + int(case.duration[j]) for j, start in starts.items()}


def flow_of(case: Case, starts: Starts) -> Flow:
    """The cash flow of a plan, subsidies under their caps."""
    periods = int(case.periods)
    payment, running, granted = [0] * periods, [0] * periods, _granted(case, starts)
    for j, start in starts.items():
        duration = int(case.duration[j])
        instalment, rest = divmod(int(case.price[j]), duration)
        for t in range(start, min(start + duration, periods)):
            payment[t] += instalment + (rest if t == start else 0)
        for t in range(start + duration, periods):
            running[t] += int(case.running[j])
    balance: list[int] = []
    spent = 0
    for t in range(periods):
        spent += payment[t] + running[t] - granted[t]
        balance.append(int(case.budget[t]) - spent)
    return Flow(tuple(payment), tuple(running), tuple(granted), tuple(balance))


def _granted(case: Case, starts: Starts) -> list[int]:
    """Subsidy received per period: each rule pays until its cap is used up."""
    periods = int(case.periods)
    total = [0] * periods
    for rule in range(int(case.rules)):
        due = [0] * periods
        for j, start in starts.items():
            paid = start + int(case.duration[j]) - 1 + int(case.rule_lag[rule])
            if int(case.rule[j]) == rule and paid < periods:
                due[paid] += int(case.subsidy[j, start])
        left = int(case.rule_cap[rule])
        for t in range(periods):
            grant = min(due[t], left)
            left -= grant
            total[t] += grant
    return total


def value_of(case: Case, starts: Starts) -> int:
    """The objective of question (b), in yuan."""
    available = available_at(case, starts)
    total = sum(int(case.value[j, f]) for j, f in available.items())
    for k in range(int(case.shared)):
        offers = range(int(case.offer_start[k]), int(case.offer_start[k + 1]))
        total += max((_offer(case, o, available) for o in offers), default=0)
    index = level_index(case, starts)
    return total + (int(case.bonus[index]) if index >= 0 else 0)


def _offer(case: Case, offer: int, available: Mapping[int, int]) -> int:
    f = available.get(int(case.offer_measure[offer]))
    if f is None:
        return 0
    return int(case.offer_weight[offer]) * int(case.discount[f]) // int(case.divisor)


def effort_of(case: Case, starts: Starts) -> int:
    """The objective of question (a), in yuan: price and running cost over the stated years."""
    return sum(int(case.effort[j]) for j in starts)


def level_index(case: Case, starts: Starts) -> int:
    """Which level above the present one holds at the end (index into `case.level`); -1 none."""
    found = -1
    for index in range(int(case.levels)):
        if shortfalls(case, starts, index) == []:
            found = index
    return found


def level_after(case: Case, starts: Starts) -> int:
    """The level held at the end."""
    index = level_index(case, starts)
    return int(case.level_now) if index < 0 else int(case.level[index])


def shortfalls(case: Case, starts: Starts, index: int) -> list[int]:
    """The rows of a level's gate that a plan does not reach."""
    chosen = sum(1 << j for j in starts)
    missed = []
    for row in range(int(case.row_start[index]), int(case.row_start[index + 1])):
        gain = sum(int(case.row_gain[row, j]) for j in starts)
        for m in range(int(case.multi)):
            if int(case.multi_mask[m]) & chosen:
                gain += int(case.multi_gain[m, row])
        if gain < int(case.row_need[row]):
            missed.append(row)
    return missed


def _windows(case: Case, starts: Starts) -> Iterator[Break]:
    for j, start in starts.items():
        if not 0 <= j < int(case.count):
            yield Break("unknown", j, start, 0, 0)
        elif start < 0 or start + int(case.duration[j]) > int(case.periods):
            yield Break("horizon", j, start, int(case.duration[j]), int(case.periods))
        elif case.must[j] and case.earliest[j] == case.latest[j] == 0 and start != 0:
            yield Break("running", j, start, 0, 0)


def _requirements(case: Case, starts: Starts) -> Iterator[Break]:
    available = available_at(case, starts)
    for j, start in starts.items():
        for g in range(int(case.group_start[j]), int(case.group_start[j + 1])):
            group = int(case.group_mask[g])
            if not any(group >> k & 1 and f <= start for k, f in available.items()):
                yield Break("requirement", j, start, g, 0)


def _cash(case: Case, starts: Starts) -> Iterator[Break]:
    for t, balance in enumerate(flow_of(case, starts).balance):
        if balance < 0:
            yield Break("cash", -1, t, -balance, 0)


def _load(case: Case, starts: Starts, weigh: Callable[[int], int]) -> list[int]:
    load = [0] * int(case.periods)
    for j, start in starts.items():
        for t in range(max(start, 0), min(start + int(case.duration[j]), len(load))):
            load[t] += weigh(j)
    return load


def _parallel(case: Case, starts: Starts) -> Iterator[Break]:
    limit = int(case.slot_limit)
    for t, count in enumerate(_load(case, starts, lambda _: 1)):
        if count > limit:
            yield Break("parallel", -1, t, count, limit)


def _staff(case: Case, starts: Starts) -> Iterator[Break]:
    limit = int(case.staff_limit)
    for t, need in enumerate(_load(case, starts, lambda j: int(case.staff[j]))):
        if need > limit:
            yield Break("staff", -1, t, need, limit)


def _must(case: Case, starts: Starts) -> Iterator[Break]:
    for j in range(int(case.count)):
        if case.must[j] and j not in starts:
            yield Break("must", j, -1, 0, 0)
