"""What holds a park plan back, in words: full facilities, the park's cash, members' budgets.

Not for findings about a broken plan (check).
"""

from collections.abc import Iterator, Sequence

import numpy as np

from lingnan.kernel import Text
from lingnan.roadmap.park.case import Integers, ParkCase, outlay, service_of
from lingnan.roadmap.park.found import Found
from lingnan.roadmap.park.gain import gain_table, reward_of
from lingnan.roadmap.park.subset import best_within, bits_of_all, sums_of


def binding_sentences(
    case: ParkCase, plan: Found, names: Sequence[Text], periods: Sequence[str]
) -> tuple[Text, ...]:
    """Sentences in the order facilities, cash, members.

    Shapes: names (F,) of the facilities considered; periods (T,) names of the half-years.
    """
    earliest = np.where(plan.starts >= 0, plan.starts, 0)
    closed = (plan.starts < 0) & (case.duration > case.periods)
    service = service_of(case, np.where(closed, -1, earliest))
    table = gain_table(case, service)
    worth = best_within(table.low - sums_of(case.connect))
    opened = sum(1 << int(f) for f in np.flatnonzero(plan.starts >= 0))
    reward = reward_of(case)
    found = [
        sentence
        for f, name in enumerate(names)
        for sentence in _facility(case, plan, worth, opened, f, name, periods, reward)
    ]
    return (*found, *_members(case, plan, reward, opened, table.low))


def _facility(
    case: ParkCase,
    plan: Found,
    worth: Integers,
    opened: int,
    f: int,
    name: Text,
    periods: Sequence[str],
    reward: int,
) -> Iterator[Text]:
    if plan.starts[f] >= 0:
        used = int((plan.connected >> f & 1).sum())
        waiting = _waiting(worth, plan, f)
        if used >= case.capacity[f] and waiting:
            yield Text(
                "{name}已满：容量 {used} 家，还有 {waiting} 家能从中受益",
                "{name} is full with {used} members; {waiting} more would gain from it",
            ).format(name=name, used=used, waiting=waiting)
        if plan.starts[f] > 0:
            yield Text(
                "受园区资金限制，{name}于 {period} 开工",
                "the park's cash lets {name} start in {period} only",
            ).format(name=name, period=_named(periods, int(plan.starts[f])))
        return
    if case.duration[f] > case.periods:
        yield Text("{name}在规划期内建不成", "{name} cannot be built within the horizon").format(
            name=name
        )
        return
    gain = worth[:, opened | 1 << f] - worth[:, opened]
    more = int((gain >= reward // 2).sum()) if reward else 0
    money = int(gain[gain < reward // 2].sum() if reward else gain.sum())
    cost = int(case.total[f])
    if more:
        yield Text(
            "建设{name}可使另外 {more} 家达级，但资金或容量不允许",
            "{name} would let {more} more members reach the level; cash or places do not allow it",
        ).format(name=name, more=more)
    elif int(gain.sum()) > cost:
        yield Text(
            "受资金或容量限制不建{name}，否则净收益可增加至多 {extra} 元",
            "cash or places keep {name} closed; it would add up to {extra} yuan net",
        ).format(name=name, extra=f"{int(gain.sum()) - cost:,}")
    else:
        yield Text(
            "不建{name}：成员净受益 {gain} 元，少于其成本 {cost} 元",
            "{name} stays closed: members would gain {gain} yuan by it, less than its {cost}",
        ).format(name=name, gain=f"{money:,}", cost=f"{cost:,}")


def _waiting(worth: Integers, plan: Found, f: int) -> int:
    """Members outside a facility who would gain by a place in it."""
    rows = np.arange(len(plan.connected))
    more = worth[rows, plan.connected | 1 << f] > worth[rows, plan.connected]
    return int((more & (plan.connected >> f & 1 == 0)).sum())


def _members(
    case: ParkCase,
    plan: Found,
    reward: int,
    opened: int,
    low: Integers,
) -> Iterator[Text]:
    rows = np.arange(case.members)
    sums = np.concatenate([[0], np.cumsum(case.price)])
    wants = case.want_start[1:] > case.want_start[:-1]
    if case.is_level:
        short = wants & (low[rows, plan.connected] < reward // 2)
        never = wants & (low[:, -1] < reward // 2)
        if short.any():
            yield Text(
                "{count} 家成员不能达级，其中 {never} 家即使全部设施都建也超出自身预算",
                "members that do not reach the level: {count}; of them beyond reach even with "
                "every facility: {never}",
            ).format(count=int(short.sum()), never=int(never.sum()))
        return
    rich = case._replace(budget=np.asarray(sums[case.want_start[1:]] - sums[case.want_start[:-1]]))
    free = gain_table(rich, service_of(case, plan.starts), usable=opened).low
    limited = int((free[rows, plan.connected] > low[rows, plan.connected]).sum())
    if limited:
        yield Text(
            "{count} 家成员受自身预算限制，未能实施全部值得的项目",
            "members whose own budget keeps them from measures that would be worth it: {count}",
        ).format(count=limited)


def cash_sentence(case: ParkCase, plan: Found, periods: Sequence[str]) -> Text | None:
    """Which period leaves the park least money, where it opens anything under a budget."""
    used = bits_of_all(case.facilities)[plan.connected].sum(axis=0)
    left = case.park_budget - np.cumsum(outlay(case, plan.starts, used))
    if case.park_budget[-1] >= 1 << 59 or not (plan.starts >= 0).any():
        return None
    tightest = int(left.argmin())
    return Text(
        "园区资金在 {period} 期末最紧，余 {left} 元",
        "the park's cash is tightest at the end of {period}: {left} yuan are left",
    ).format(period=_named(periods, tightest), left=f"{int(left[tightest]):,}")


def _named(periods: Sequence[str], period: int) -> str:
    return periods[period] if period < len(periods) else str(period)
