"""What binds an industry roadmap, and what it rests on, in words of both languages.

Not for the numbers (solve).
"""

from collections.abc import Iterator

import numpy as np

from lingnan.kernel import Text
from lingnan.roadmap.catalogue import bits_of
from lingnan.roadmap.industry.bound import gap_of
from lingnan.roadmap.industry.cover import add_package, nothing_covered
from lingnan.roadmap.industry.model import Terms
from lingnan.roadmap.industry.package import Packages
from lingnan.roadmap.industry.solve import Solution
from lingnan.roadmap.industry.target import Target
from lingnan.roadmap.industry.wave import UNFUNDED, WAITING


def binding(
    packages: Packages, target: Target, terms: Terms, solution: Solution
) -> tuple[Text, ...]:
    """Why not more enterprises reach the level, the weightiest reason first."""
    return (
        *_out_of_reach(packages, target, terms, solution),
        *_money(solution, terms),
        *_providers(packages, solution, terms),
        *_list(solution, terms),
    )


def _out_of_reach(
    packages: Packages, target: Target, terms: Terms, solution: Solution
) -> Iterator[Text]:
    """Members that the whole list does not bring to the level, by the row they miss."""
    groups = solution.groups
    missed = solution.reached.subset < 0
    count = int(groups.count[missed].sum())
    if not count:
        return
    yield Text(
        f"{count} 家企业即使选用清单全部产品也达不到 {terms.level} 级，须另行编制一企一策路线图。",
        f"{count} enterprises stay below level {terms.level} even with the whole list; "
        "they need roadmaps of their own.",
    )
    covered = nothing_covered(groups.cover)
    for package in solution.choice.packages:
        add_package(groups.cover, covered, package)
    short = (covered.have < groups.cover.need)[missed]
    names = row_names(packages, target)
    by_row = groups.count[missed] @ short
    for row in np.argsort(-by_row, kind="stable"):
        if by_row[row]:
            name = names[row]
            yield Text(
                f"其中 {int(by_row[row])} 家仍差{name.zh}。",
                f"Of these, {int(by_row[row])} still lack {name.en}.",
            )


def row_names(packages: Packages, target: Target) -> tuple[Text, ...]:
    """What each row of the gate asks for, in words."""
    steps = packages.catalogue.steps
    found = []
    for coefficients in target.coefficient:
        asked = [step for step in steps.steps if coefficients[step.number]]
        is_count = all(step.item.group is not None for step in asked)
        if not is_count or len({int(c) for c in coefficients if c}) > 1:
            found.append(Text("得分", "points"))
        elif all(step.item.is_mandatory for step in asked):
            found.append(Text("必选场景", "mandatory scenarios"))
        else:
            found.append(Text("达到等级的场景数", "scenarios at the level"))
    return tuple(found)


def _money(solution: Solution, terms: Terms) -> Iterator[Text]:
    left = np.flatnonzero(solution.waves.wave == UNFUNDED)
    if not len(left) or terms.budget_cny is None:
        return
    missing = int(solution.able.subsidy[left].sum())
    spare = terms.budget_cny - solution.subsidy_cny
    yield Text(
        f"补助预算 {terms.budget_cny:,} 元用到 {solution.subsidy_cny:,} 元后，"
        f"另有 {len(left)} 家可达标企业没有补助；全部补助还需 {max(missing - spare, 0):,} 元。",
        f"The subsidy budget of {terms.budget_cny:,} yuan is used up to {solution.subsidy_cny:,}; "
        f"{len(left)} more enterprises could reach the level and get none. "
        f"To serve them all takes {max(missing - spare, 0):,} yuan more.",
    )


def _providers(packages: Packages, solution: Solution, terms: Terms) -> Iterator[Text]:
    waiting = solution.able.subset[solution.waves.wave == WAITING]
    if not len(waiting):
        return
    served = solution.able.subset[solution.waves.served]
    full = []
    for place, package in enumerate(solution.choice.packages):
        limit = terms.capacity_of(packages.ids[package]) * terms.horizon
        if int((served >> place & 1).sum()) >= limit and (waiting >> place & 1).any():
            full.append(packages.catalogue.measures[int(packages.measure[package])].name)
    zh = "、".join(name.zh for name in full)
    en = ", ".join(name.en for name in full)
    yield Text(
        f"服务商在 {terms.horizon} 个半年内承接不了另外 {len(waiting)} 家企业"
        + (f"；能力用满的产品：{zh}。" if full else "。"),
        f"Providers cannot take on {len(waiting)} more enterprises "
        f"within {terms.horizon} half-years" + (f"; fully booked: {en}." if full else "."),
    )


def _list(solution: Solution, terms: Terms) -> Iterator[Text]:
    if solution.choice.is_thrifty:
        yield Text(
            "补助预算有限，清单改用较省的产品组合，可使更多企业达标。",
            "Since the budget is tight, the list is a cheaper one that brings more enterprises "
            "to the level.",
        )
    chosen = len(solution.choice.packages)
    if chosen < terms.packages_count:
        yield Text(
            f"清单只需 {chosen} 个产品：其余产品既不再缩小差距，也不能更省。",
            f"The list needs {chosen} packages only: no other one closes more or saves money.",
        )
    gap = gap_of(solution.choice.objective, solution.bound.value)
    if solution.bound.value:
        # Rounded down, so that the sentence never claims more than is proven.
        share = int((1 - gap) * 1000) / 10
        yield Text(
            f"清单至少弥合了最优清单所能弥合差距的 {share}%。",
            f"The list closes at least {share} % of what the best list could close.",
        )


def unconfirmed(packages: Packages, solution: Solution) -> tuple[Text, ...]:
    """What nobody has confirmed: the model's open points, the measures of the list."""
    found = list(packages.catalogue.model.unconfirmed)
    used = 0
    for word in set(solution.able.bought[solution.waves.served].tolist()):
        used |= word
    for package in solution.choice.packages:
        used |= 1 << int(packages.measure[package])
    for number in bits_of(used):
        measure = packages.catalogue.measures[number]
        if not measure.is_confirmed:
            found.append(
                Text(
                    f"“{measure.name.zh}”的价格和效果未核实。",
                    f"Price and effects of '{measure.name.en}' are not confirmed.",
                )
            )
    return tuple(dict.fromkeys(found))
