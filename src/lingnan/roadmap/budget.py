"""The money of one enterprise by half-year: given, or a share of its revenue; and scaled amounts.

Not for what it is spent on.
"""

from dataclasses import dataclass

import numpy as np

from lingnan.kernel import Text
from lingnan.roadmap.errors import BadBudget
from lingnan.roadmap.phrase import money
from lingnan.roadmap.step import Integers
from lingnan.roadmap.tables import BUDGET_PPM, PPM, Setting

_MOST_CNY = 10**15


@dataclass(frozen=True, slots=True)
class Money:
    """A budget of so many yuan over the half-years.

    `shape`: cumulative, as given; a scaled budget keeps its proportions. `per_period`: yuan of one
    half-year where the budget goes on after the horizon, null where it does not. `is_even`: the
    same every half-year, but for rounding to whole yuan.
    """

    shape: tuple[int, ...]
    source: Text
    per_period: int | None
    is_even: bool = False

    @property
    def total(self) -> int:
        """All of it."""
        return self.shape[-1]

    def scaled(self, total: int) -> Integers:
        """Cumulative yuan of a budget of another size in the same proportions."""
        parts = self._parts()
        return np.array([total * part // parts[-1] for part in parts], dtype=np.int64)

    def least_for(self, spent: list[int]) -> int:
        """The smallest total whose scaled budget carries cumulative spending."""
        parts = self._parts()
        return max(
            (-(-need * parts[-1] // part) for need, part in zip(spent, parts, strict=True) if part),
            default=0,
        )

    def _parts(self) -> tuple[int, ...]:
        """Cumulative proportions."""
        is_even = self.is_even or self.total == 0
        return tuple(range(1, len(self.shape) + 1)) if is_even else self.shape

    def lengthened(self, periods: int) -> "Money":
        """The same money over more half-years: a share of revenue goes on, a given sum does not."""
        more = periods - len(self.shape)
        each = self.per_period or 0
        added = tuple(self.total + each * (n + 1) for n in range(more))
        return Money(self.shape + added, self.source, self.per_period)


def money_of(
    given: int | tuple[int, ...] | None, revenue_cny: int | None, setting: Setting
) -> Money:
    """The budget that holds for an enterprise. Raises: BadBudget."""
    periods = setting.calendar.periods
    if given is None:
        return _share(revenue_cny, setting)
    amounts = (given,) if isinstance(given, int) else given
    for amount in amounts:
        if amount < 0:
            raise BadBudget(value=f"{amount:,}", why=Text("预算不能为负", "it is negative"))
        if amount > _MOST_CNY:
            raise BadBudget(value=f"{amount:,}", why=Text("数额过大", "it is too large"))
    if isinstance(given, int):
        shape = tuple(given * (t + 1) // periods for t in range(periods))
        source = Text(
            f"给定总额{money(given).zh}，按{periods}个半年平均安排",
            f"{money(given).en} as given, spread evenly over {periods} half-years",
        )
        return Money(shape, source, None, is_even=True)
    if len(amounts) > periods:
        why = Text(f"规划期只有{periods}个半年", f"the plan has {periods} half-years only")
        raise BadBudget(value=", ".join(f"{each:,}" for each in amounts), why=why)
    padded = [*amounts, *[0] * (periods - len(amounts))]
    shape = tuple(sum(padded[: t + 1]) for t in range(periods))
    return Money(shape, Text("按半年给定", "given by half-year"), None)


def _share(revenue_cny: int | None, setting: Setting) -> Money:
    if revenue_cny is None:
        why = Text(
            "营业收入不详，无法推算默认预算",
            "the revenue is unknown, so that there is no default budget",
        )
        raise BadBudget(value=None, why=why)
    rate = int(setting.tables.number[BUDGET_PPM])
    each = revenue_cny * rate // PPM
    percent = f"{2 * rate / 10_000:g}"
    source = Text(
        f"默认按年营业收入{money(revenue_cny).zh}的{percent}%安排（假设）",
        f"by default {percent} % of the yearly revenue of {money(revenue_cny).en} (assumed)",
    )
    shape = tuple(each * (t + 1) for t in range(setting.calendar.periods))
    return Money(shape, source, each)
