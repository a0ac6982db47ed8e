"""The constraints of a roadmap as rows of a program: one function a constraint.

Columns: x[a,t] = 1 when measure a starts in period t. Notation in the docstrings as in
docs/decisions/0004. Not for solving.
"""

from dataclasses import dataclass, field

from lingnan.roadmap.case import Case
from lingnan.roadmap.check import Starts
from lingnan.roadmap.exact.program import INFINITE, Program


@dataclass(slots=True)
class Formulation:
    """A program with the places of its columns: x by (measure, start)."""

    case: Case
    program: Program = field(default_factory=Program)
    x: dict[tuple[int, int], int] = field(default_factory=dict)

    def starts_of(self, a: int, last: int | None = None) -> dict[int, float]:
        """Columns of a measure that start at `last` or before."""
        return {
            place: 1.0 for (b, t), place in self.x.items() if b == a and (last is None or t <= last)
        }

    def plan(self, values: list[float]) -> Starts:
        """The starts that a solution chooses."""
        return {a: t for (a, t), place in self.x.items() if values[place] > 0.5}


def starts(form: Formulation, *, is_cost: bool) -> None:
    """x[a,t] in {0,1} within the window of a; Σ_t x[a,t] <= 1, = 1 if a must be in.

    Gain: own value in service from t + d (question b), or minus the effort (question a).
    """
    case = form.case
    for a in range(int(case.count)):
        for t in range(int(case.earliest[a]), int(case.latest[a]) + 1):
            own = -case.effort[a] if is_cost else case.value[a, t + case.duration[a]]
            form.x[a, t] = form.program.column(float(own), whole=True)
        form.program.row(form.starts_of(a), float(case.must[a]), 1.0)


def requirements(form: Formulation) -> None:
    """Σ_{s<=t} x[a,s] <= Σ_{k in group} Σ_{s<=t-d_k} x[k,s] for every group of a and every t."""
    case = form.case
    for a in range(int(case.count)):
        for g in range(int(case.group_start[a]), int(case.group_start[a + 1])):
            group = [k for k in range(int(case.count)) if int(case.group_mask[g]) >> k & 1]
            for t in range(int(case.earliest[a]), int(case.latest[a]) + 1):
                terms = form.starts_of(a, t)
                for k in group:
                    done = form.starts_of(k, t - int(case.duration[k]))
                    terms |= dict.fromkeys(done, -1.0)
                form.program.row(terms, -INFINITE, 0.0)


def cash(form: Formulation) -> None:
    """Σ instalments and running cost until t − Σ_rule grants[rule, t] <= budget[t], every t;

    grants[rule, t] <= cap of the rule, and <= subsidy due until t. A larger grant never hurts, so
    grants reach their bound wherever it matters.
    """
    case, program = form.case, form.program
    periods = int(case.periods)
    grants: list[dict[int, float]] = [{} for _ in range(periods)]
    for rule in range(int(case.rules)):
        due: list[dict[int, float]] = [{} for _ in range(periods)]
        for (a, start), place in form.x.items():
            paid = start + int(case.duration[a]) - 1 + int(case.rule_lag[rule])
            if int(case.rule[a]) == rule and case.subsidy[a, start] > 0:
                for t in range(paid, periods):
                    due[t][place] = -float(case.subsidy[a, start])
        for t in range(periods):
            if due[t]:
                grant = program.column(0.0, 0.0, float(case.rule_cap[rule]), whole=False)
                program.row({grant: 1.0} | due[t], -INFINITE, 0.0)
                grants[t][grant] = -1.0
    for t in range(periods):
        terms = dict(grants[t])
        for (a, start), place in form.x.items():
            spent = _spent(case, a, start, t)
            if spent:
                terms[place] = float(spent)
        program.row(terms, -INFINITE, float(case.budget[t]))


def _spent(case: Case, a: int, start: int, t: int) -> int:
    """Instalments and running cost of a measure until the end of period t."""
    duration, price = int(case.duration[a]), int(case.price[a])
    instalment, rest = divmod(price, duration)
    paid = max(0, min(t - start + 1, duration))
    in_service = max(0, t - (start + duration) + 1)
    return instalment * paid + (rest if paid else 0) + int(case.running[a]) * in_service


def limits(form: Formulation) -> None:
    """Measures under way in t <= slots, and Σ staff of those under way in t <= people."""
    case = form.case
    for t in range(int(case.periods)):
        under_way = {
            place: a
            for (a, start), place in form.x.items()
            if start <= t < start + int(case.duration[a])
        }
        slots = dict.fromkeys(under_way, 1.0)
        people = {place: float(case.staff[a]) for place, a in under_way.items() if case.staff[a]}
        form.program.row(slots, -INFINITE, float(case.slot_limit))
        form.program.row(people, -INFINITE, float(case.staff_limit))


def shared_offers(form: Formulation) -> None:
    """u[k,a,t] <= x[a,t] for offers of a shared step k, Σ u[k,·,·] <= 1; gain: offer at t + d."""
    case = form.case
    for k in range(int(case.shared)):
        whole: dict[int, float] = {}
        for o in range(int(case.offer_start[k]), int(case.offer_start[k + 1])):
            a = int(case.offer_measure[o])
            for t in range(int(case.earliest[a]), int(case.latest[a]) + 1):
                f = t + int(case.duration[a])
                gain = int(case.offer_weight[o]) * int(case.discount[f]) // int(case.divisor)
                u = form.program.column(float(gain), whole=False)
                form.program.row({u: 1.0, form.x[a, t]: -1.0}, -INFINITE, 0.0)
                whole[u] = 1.0
        if whole:
            form.program.row(whole, -INFINITE, 1.0)


def gate(form: Formulation, index: int, held: int | None) -> None:
    """Rows of a level's gate: Σ gains >= need (· held), with y[m] <= Σ providers for shared steps.

    `held`: column that is 1 when the level counts as held; null when it has to be.
    """
    case, program = form.case, form.program
    steps: dict[int, int] = {}
    for m in range(int(case.multi)):
        y = program.column(0.0, whole=False)
        providers = {y: 1.0}
        for a in range(int(case.count)):
            if int(case.multi_mask[m]) >> a & 1:
                providers |= dict.fromkeys(form.starts_of(a), -1.0)
        program.row(providers, -INFINITE, 0.0)
        steps[m] = y
    for row in range(int(case.row_start[index]), int(case.row_start[index + 1])):
        need = float(case.row_need[row])
        if need <= 0:
            continue
        terms: dict[int, float] = {} if held is None else {held: -need}
        for (a, _), place in form.x.items():
            if case.row_gain[row, a]:
                terms[place] = float(case.row_gain[row, a])
        for m, shared in steps.items():
            if case.multi_gain[m, row]:
                terms[shared] = float(case.multi_gain[m, row])
        program.row(terms, need if held is None else 0.0, INFINITE)


def levels(form: Formulation) -> None:
    """At most one level is counted as held; its gate must then be satisfied. Gain: its bonus."""
    case = form.case
    columns: dict[int, float] = {}
    for index in range(int(case.levels)):
        if case.bonus[index] > 0:
            held = form.program.column(float(case.bonus[index]), whole=True)
            gate(form, index, held)
            columns[held] = 1.0
    if columns:
        form.program.row(columns, -INFINITE, 1.0)
