"""The money of a plan by half-year, at low, expected and high prices. Not for choosing measures."""

from collections.abc import Sequence

from lingnan.kernel import Text
from lingnan.roadmap.asked import Asked
from lingnan.roadmap.case import Case
from lingnan.roadmap.check import Flow, Starts
from lingnan.roadmap.kernel.given import RUNNING
from lingnan.roadmap.model import Band, CashPeriod, PriceRisk
from lingnan.roadmap.phrase import half_year, money


def band_of(asked: Asked, number: int) -> Band:
    """The price band of a measure; what is left to pay of a running one is certain."""
    given = asked.given
    if given.fixed[number] == RUNNING:
        left = int(given.left_price[number])
        return Band(left, left, left)
    low, expected, high = (int(x) for x in asked.setting.catalogue.price[given.size, number])
    return Band(low, expected, high)


def cash_flow(
    asked: Asked, case: Case, starts: Starts, flow: Flow, budget: Sequence[int]
) -> tuple[CashPeriod, ...]:
    """Instalments with their band, running cost, subsidies and balance of every half-year.

    Instalments are equal over the duration, the first one takes the remainder.
    """
    calendar = asked.setting.calendar
    low, high = [0] * calendar.periods, [0] * calendar.periods
    for a, start in starts.items():
        band = band_of(asked, int(case.measure[a]))
        for amounts, price in ((low, band.low), (high, band.high)):
            instalment, rest = divmod(price, int(case.duration[a]))
            for t in range(start, start + int(case.duration[a])):
                amounts[t] += instalment + (rest if t == start else 0)
    return tuple(
        CashPeriod(
            name=calendar.name(t),
            start=calendar.begin(t),
            until=calendar.begin(t + 1),
            budget_cny=budget[t],
            payments=Band(low[t], flow.payment[t], high[t]),
            running_cny=flow.running[t],
            subsidy_cny=flow.subsidy[t],
            balance_cny=flow.balance[t],
        )
        for t in range(calendar.periods)
    )


def price_risk(rows: Sequence[CashPeriod]) -> PriceRisk | None:
    """Where the high prices would break the budget; null where they would not.

    Limits: subsidies are kept as at the expected prices, though some would rise with the price.
    """
    more, first, most = 0, None, 0
    for row in rows:
        more += row.payments.high - row.payments.expected
        missing = more - row.balance_cny
        if missing > 0:
            first = first or row.name
            most = max(most, missing)
    if first is None:
        return None
    when, amount = half_year(first), money(most)
    text = Text(
        f"若各项价格均达上限，{when.zh}起资金不足，最多缺{amount.zh}",
        f"were every price at its upper end, money would run out in {when.en}; "
        f"{amount.en} would be missing at the most",
    )
    return PriceRisk(first, most, text)
