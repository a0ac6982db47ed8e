"""The checker: every rule of an industry roadmap, recomputed from its list and cohorts alone.

For answers of this room and for files that an official has edited. Uses the plain closure of
`package` and the levels of `state`, none of the solving code; the objective is computed again from
its definition (cover). Not for finding a better roadmap.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lingnan.kernel import Finding
from lingnan.roadmap.catalogue import bits_of
from lingnan.roadmap.industry.cover import value_of
from lingnan.roadmap.industry.errors import (
    BUDGET_BROKEN,
    CAPACITY_BROKEN,
    ENTERPRISE_NOT_MEMBER,
    LEVEL_NOT_REACHED,
    LIST_TOO_LONG,
    NOT_ON_LIST,
    PACKAGE_UNFIT,
    PACKAGE_UNKNOWN,
    STANDS_TWICE,
    STATED_DIFFERS,
    WAVE_OUTSIDE,
)
from lingnan.roadmap.industry.group import group_states
from lingnan.roadmap.industry.member import members_of
from lingnan.roadmap.industry.package import Packages, closure_of, packages_of, set_of
from lingnan.roadmap.industry.plan import Inputs
from lingnan.roadmap.industry.reading import PlanFile, PlanLine, read_plan
from lingnan.roadmap.industry.target import target_of
from lingnan.roadmap.industry.word import STATED
from lingnan.roadmap.state import levels_of
from lingnan.roadmap.step import Integers

PPM = 1_000_000


def check_industry(plan_json: Mapping[str, Any], inputs: Inputs) -> list[Finding]:
    """What is wrong with an industry roadmap; empty for a good one.

    Raises: PlanUnreadable, and as plan_industry for its scope and terms.
    """
    plan = read_plan(plan_json, inputs.catalogue)
    check = _Check(plan, inputs)
    return [
        *check.list_findings(),
        *check.line_findings(),
        *check.capacity_findings(),
        *check.money_findings(),
        *check.stated_findings(),
    ]


@dataclass(frozen=True, slots=True)
class _Bought:
    """What one line comes to, recomputed."""

    price: int
    subsidy: int
    level: int


class _Check:
    def __init__(self, plan: PlanFile, inputs: Inputs) -> None:
        self.plan = plan
        self.inputs = inputs
        self.packages: Packages = packages_of(inputs.catalogue, plan.terms.side)
        self.place = {name: number for number, name in enumerate(self.packages.ids)}
        register, states = inputs.register, inputs.states
        self.members = members_of(register, states.assessed, plan.scope, inputs.catalogue.pack)
        self.reached = states.side(plan.terms.side)[self.members.rows]
        self.level = levels_of(inputs.catalogue.steps, self.reached)
        codes = register["uscc"].take(self.members.rows).to_pylist()
        self.member_of = {code: number for number, code in enumerate(codes)}
        self.good: dict[str, _Bought] = {}

    def list_findings(self) -> Iterator[Finding]:
        """The product list itself."""
        for name, count in Counter(self.plan.packages).items():
            if name not in self.place:
                yield PACKAGE_UNKNOWN.finding(field="packages", value=name, package=name)
            elif count > 1:
                yield STANDS_TWICE.finding(field="packages", value=name, name=name)
        limit, count = self.plan.terms.packages_count, len(self.plan.packages)
        if count > limit:
            yield LIST_TOO_LONG.finding(field="packages", count=count, limit=limit)

    def line_findings(self) -> Iterator[Finding]:
        """Every enterprise by itself: a member, its wave, its packages, its level."""
        seen: set[str] = set()
        fit: list[tuple[PlanLine, int, int]] = []
        for line in self.plan.lines:
            member = self.member_of.get(line.uscc)
            if member is None or self.level[member] >= self.plan.terms.level:
                yield ENTERPRISE_NOT_MEMBER.finding(subject=line.uscc, field="cohorts")
                continue
            if line.uscc in seen:
                yield STANDS_TWICE.finding(subject=line.uscc, field="cohorts", name=line.uscc)
                continue
            seen.add(line.uscc)
            horizon = self.plan.terms.horizon
            if not 0 <= line.wave < horizon:
                yield WAVE_OUTSIDE.finding(subject=line.uscc, wave=line.wave, horizon=horizon)
            closures = self._closures(line, member)
            problems = list(self._package_findings(line, closures))
            yield from problems
            if not problems:
                word = 0
                for bought in closures.values():
                    word |= bought or 0
                fit.append((line, member, word))
        yield from self._level_findings(fit)

    def _closures(self, line: PlanLine, member: int) -> dict[str, int | None]:
        """What the enterprise buys with each of its packages; null where it cannot have one."""
        reached = set_of(self.reached[member, self.packages.relevant])
        size = int(self.members.size[member])
        return {
            name: closure_of(self.packages, self.place[name], size, reached)
            for name in line.packages
            if name in self.place
        }

    def _package_findings(
        self, line: PlanLine, closures: Mapping[str, int | None]
    ) -> Iterator[Finding]:
        for name in line.packages:
            if name not in self.plan.packages or name not in closures:
                yield NOT_ON_LIST.finding(subject=line.uscc, package=name, value=name)
            elif closures[name] is None:
                yield PACKAGE_UNFIT.finding(subject=line.uscc, package=name, value=name)

    def _level_findings(self, fit: list[tuple[PlanLine, int, int]]) -> Iterator[Finding]:
        """Levels of all lines at once, from the steps reached and given."""
        state = self.reached[[member for _, member, _ in fit]]
        for row, (_, _, word) in enumerate(fit):
            for number in bits_of(word):
                state[row, self.packages.relevant] |= self.packages.provider[number]
        levels = levels_of(self.inputs.catalogue.steps, state).tolist()
        for (line, member, word), level in zip(fit, levels, strict=True):
            price, subsidy = self._money(int(self.members.size[member]), word)
            self.good[line.uscc] = _Bought(price, subsidy, level)
            for what, stated, found in (
                ("price", line.price_cny, price),
                ("subsidy", line.subsidy_cny, subsidy),
            ):
                if stated is not None and stated != found:
                    yield STATED_DIFFERS.finding(
                        subject=line.uscc, what=STATED[what], stated=stated, found=found
                    )
            if level < self.plan.terms.level:
                yield LEVEL_NOT_REACHED.finding(
                    subject=line.uscc, found=level, level=self.plan.terms.level
                )

    def _money(self, size: int, word: int) -> tuple[int, int]:
        prices: Integers = self.packages.price[size, :, 1]
        numbers = list(bits_of(word))
        eligible = sum(int(prices[j]) for j in numbers if self.packages.eligible[j])
        rate, cap = self.plan.terms.subsidy_rate_ppm, self.plan.terms.subsidy_cap_cny
        return sum(int(prices[j]) for j in numbers), min(eligible * rate // PPM, cap)

    def capacity_findings(self) -> Iterator[Finding]:
        """Projects of every package in every half-year."""
        load = Counter((line.wave, name) for line in self.plan.lines for name in set(line.packages))
        for (wave, name), count in sorted(load.items()):
            limit = self.plan.terms.capacity_of(name)
            if count > limit:
                period = self.plan.calendar.name(wave)
                yield CAPACITY_BROKEN.finding(
                    package=name, period=period, count=count, limit=limit, value=count
                )

    def money_findings(self) -> Iterator[Finding]:
        """All subsidies against the budget."""
        limit, found = self.plan.terms.budget_cny, self._subsidy()
        if limit is not None and found > limit:
            yield BUDGET_BROKEN.finding(found=found, limit=limit, value=found)

    def _subsidy(self) -> int:
        return sum(bought.subsidy for bought in self.good.values())

    def stated_findings(self) -> Iterator[Finding]:
        """Totals that the file states against what they come to."""
        terms = self.plan.terms
        before = int((self.level >= terms.level).sum())
        arrived = sum(bought.level >= terms.level for bought in self.good.values())
        found = {
            "members": len(self.members),
            "reached_before": before,
            "reached_after": before + arrived,
            "subsidy_total": self._subsidy(),
        }
        if set(self.plan.packages) <= self.place.keys():
            found["objective"] = self._objective()
        for what, value in found.items():
            stated = self.plan.stated.get(what)
            if stated is not None and stated != value:
                yield STATED_DIFFERS.finding(
                    field=what, what=STATED[what], stated=stated, found=value, value=stated
                )

    def _objective(self) -> int:
        terms = self.plan.terms
        below = np.flatnonzero(self.level < terms.level)
        groups = group_states(
            self.packages,
            target_of(self.inputs.catalogue.steps, terms.level),
            self.members.size[below],
            self.reached[below],
            terms.nearest_weight,
        )
        chosen = dict.fromkeys(self.place[name] for name in self.plan.packages)
        return value_of(groups.cover, list(chosen))
