"""The variables of a park's program, and the reductions that keep it small.

`open[f, t]` facility f starts in t · `places[f, t]` how many are connected to it then ·
`link[i, f]` member i is connected · `use[w, f]` want w is met with f (f = -1: at full price) ·
`reached[i]` member i does all that its level needs.

A member whose budget reaches for all it may ever take is *free*: its wants do not compete, so only
the gain over the full price counts, and wants that a single facility serves are one variable.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from lingnan.roadmap.park.case import UNLIMITED, ParkCase, outlay
from lingnan.roadmap.park.exact.rows import Rows

ALONE = -1


@dataclass(slots=True)
class Variables:
    """Numbers of the columns, and what is gained whatever happens (`constant`).

    `use`: per want or bundle of wants of one member: facility → column; `latest` its last period;
    `bound`: members whose budget may not reach, each with its wants (want → facility → column).
    """

    case: ParkCase
    rows: Rows
    is_cash: bool
    open: dict[tuple[int, int], int] = field(default_factory=dict)
    places: dict[tuple[int, int], int] = field(default_factory=dict)
    link: dict[tuple[int, int], int] = field(default_factory=dict)
    use: list[tuple[int, int, dict[int, int]]] = field(default_factory=list)
    bound: dict[int, dict[int, dict[int, int]]] = field(default_factory=dict)
    reached: dict[int, int] = field(default_factory=dict)
    constant: int = 0
    constant_reached: int = 0


def is_cash_tight(case: ParkCase) -> bool:
    """Whether the park's budget could ever matter: not if all may open at once, fully used."""
    if case.park_budget[0] >= UNLIMITED:
        return False
    can = case.duration <= case.periods
    starts = np.where(can, 0, -1)
    full = np.minimum(case.capacity, case.members)
    return bool((np.cumsum(outlay(case, starts, full)) > case.park_budget).any())


def make_variables(case: ParkCase) -> Variables:
    """Write the columns of a case."""
    v = Variables(case, Rows(), is_cash_tight(case))
    for f in range(case.facilities):
        last = case.periods - max(int(case.duration[f]), 1)
        for t in range(last + 1 if v.is_cash else min(last + 1, 1)):
            v.open[f, t] = v.rows.column(-float(case.total[f]), is_whole=True)
            if v.is_cash:
                most = float(min(int(case.capacity[f]), case.members))
                v.places[f, t] = v.rows.column(0, upper=most)
    for i in range(case.members):
        _member(v, i)
    return v


def _options(case: ParkCase, w: int) -> list[int]:
    """Facilities that make a want cheaper in time, at a price it is worth."""
    return [
        f
        for f in range(case.facilities)
        if case.paid[w, f] < case.price[w]
        and case.duration[f] <= min(int(case.latest[w]), case.periods)
        and (case.is_level or case.paid[w, f] <= case.value[w])
    ]


def _member(v: Variables, i: int) -> None:
    case = v.case
    wants = range(int(case.want_start[i]), int(case.want_start[i + 1]))
    options = {w: _options(case, w) for w in wants}
    is_alone = {w: bool(case.is_level or case.price[w] <= case.value[w]) for w in wants}
    if not wants:
        return
    dearest = sum(
        int(case.price[w])
        if is_alone[w]
        else max((int(case.paid[w, f]) for f in options[w]), default=0)
        for w in wants
    )
    if dearest <= int(case.budget[i]):
        _free_member(v, i, options, is_alone)
    else:
        _bound_member(v, i, options, is_alone)


def _link(v: Variables, i: int, f: int) -> int:
    if (i, f) not in v.link:
        v.link[i, f] = v.rows.column(-float(v.case.connect[f]), is_whole=True)
    return v.link[i, f]


def _free_member(
    v: Variables, i: int, options: dict[int, list[int]], is_alone: dict[int, bool]
) -> None:
    case = v.case
    v.constant_reached += case.is_level
    bundles: dict[tuple[int, int], int] = defaultdict(int)
    for w, facilities in options.items():
        alone = int(case.value[w] - case.price[w]) if not case.is_level else -int(case.price[w])
        v.constant += alone if is_alone[w] else 0
        gains = {
            f: int(case.price[w] - case.paid[w, f]) + (0 if is_alone[w] else alone)
            for f in facilities
        }
        gains = {f: gain for f, gain in gains.items() if gain > 0}
        if len(gains) == 1:
            ((f, gain),) = gains.items()
            bundles[f, int(case.latest[w])] += gain
        elif gains:
            columns = {f: v.rows.column(float(gain)) for f, gain in gains.items()}
            v.use.append((i, int(case.latest[w]), columns))
    for (f, latest), gain in bundles.items():
        link = _link(v, i, f)
        if not v.is_cash or latest >= case.periods:
            v.rows.cost[link] += gain
        else:
            v.use.append((i, latest, {f: v.rows.column(float(gain))}))
    for who, _, columns in v.use:
        if who == i:
            for f in columns:
                _link(v, i, f)


def _bound_member(
    v: Variables, i: int, options: dict[int, list[int]], is_alone: dict[int, bool]
) -> None:
    case = v.case
    v.bound[i] = {}
    if case.is_level:
        v.reached[i] = v.rows.column(0, is_whole=True)
    for w, facilities in options.items():
        columns: dict[int, int] = {}
        for f in [*([ALONE] if is_alone[w] else []), *facilities]:
            paid = int(case.price[w] if f == ALONE else case.paid[w, f])
            worth = 0 if case.is_level else int(case.value[w])
            columns[f] = v.rows.column(float(worth - paid), is_whole=not case.is_level)
            if f != ALONE:
                _link(v, i, f)
        if columns:
            v.bound[i][w] = columns
            v.use.append((i, int(case.latest[w]), {f: c for f, c in columns.items() if f >= 0}))
