"""The constraints of a park's program, one function each, with its formula.

o = open, n = places, l = link, u = use, r = reached; see variable.
"""

from collections import defaultdict

from lingnan.roadmap.park.exact.variable import Variables


def add_all(v: Variables) -> None:
    """Every constraint."""
    open_once(v)
    connect_to_open(v)
    use_connected(v)
    use_in_time(v)
    one_way_each(v)
    member_budget(v)
    capacity(v)
    if v.is_cash:
        count_places(v)
        park_cash(v)


def _opens(v: Variables, f: int, until: int | None = None) -> list[int]:
    """Columns o[f, t], those in service by a period."""
    duration = int(v.case.duration[f])
    return [
        column
        for (g, t), column in v.open.items()
        if g == f and (until is None or t + duration <= until)
    ]


def open_once(v: Variables) -> None:
    """Σ_t o[f,t] ≤ 1, and = 1 where f must open."""
    for f in range(v.case.facilities):
        least = float(v.case.forced[f])
        columns = _opens(v, f)
        v.rows.row(columns, [1.0] * len(columns), at_most=1, at_least=least)


def connect_to_open(v: Variables) -> None:
    """l[i,f] ≤ Σ_t o[f,t]: one row a member, far stronger than their sum."""
    opens = {f: _opens(v, f) for f in range(v.case.facilities)}
    for (_, f), link in v.link.items():
        v.rows.row([link, *opens[f]], [1.0] + [-1.0] * len(opens[f]), at_most=0)


def use_connected(v: Variables) -> None:
    """u[w,f] ≤ l[i,f] for the member i of want w."""
    for i, _, columns in v.use:
        for f, use in columns.items():
            v.rows.row([use, v.link[i, f]], [1.0, -1.0], at_most=0)


def use_in_time(v: Variables) -> None:
    """u[w,f] ≤ Σ o[f,t] over t + duration[f] ≤ latest[w], where some starts come too late."""
    opens: dict[tuple[int, int], list[int]] = {}
    for _, latest, columns in v.use:
        for f, use in columns.items():
            if (f, latest) not in opens:
                opens[f, latest] = _opens(v, f, latest)
            timely = opens[f, latest]
            if len(timely) < len(_opens(v, f)):
                v.rows.row([use, *timely], [1.0] + [-1.0] * len(timely), at_most=0)


def one_way_each(v: Variables) -> None:
    """Σ_f u[w,f] ≤ 1 (f = alone included); = r[i] for what a level needs."""
    for i, _, columns in v.use:
        if i not in v.bound and len(columns) > 1:
            v.rows.row([*columns.values()], [1.0] * len(columns), at_most=1)
    for i, wants in v.bound.items():
        for columns in wants.values():
            if v.case.is_level:
                ways = [*columns.values(), v.reached[i]]
                v.rows.row(ways, [1.0] * len(columns) + [-1.0], at_most=0, at_least=0)
            else:
                v.rows.row([*columns.values()], [1.0] * len(columns), at_most=1)


def member_budget(v: Variables) -> None:
    """Σ_w Σ_f paid[w,f] u[w,f] ≤ budget[i]."""
    case = v.case
    for i, wants in v.bound.items():
        columns: list[int] = []
        prices: list[float] = []
        for w, ways in wants.items():
            for f, use in ways.items():
                columns.append(use)
                prices.append(float(case.price[w] if f < 0 else case.paid[w, f]))
        v.rows.row(columns, prices, at_most=float(case.budget[i]))


def capacity(v: Variables) -> None:
    """Σ_i l[i,f] ≤ capacity[f] Σ_t o[f,t]."""
    linked = _links(v)
    for f, links in linked.items():
        most = int(v.case.capacity[f])
        if most < len(links):
            opens = _opens(v, f)
            values = [1.0] * len(links) + [-float(most)] * len(opens)
            v.rows.row([*links, *opens], values, at_most=0)


def count_places(v: Variables) -> None:
    """n[f,t] ≤ most[f] o[f,t] and Σ_t n[f,t] = Σ_i l[i,f]."""
    linked = _links(v)
    for (f, t), places in v.places.items():
        most = v.rows.col_upper[places]
        v.rows.row([places, v.open[f, t]], [1.0, -most], at_most=0)
    for f in range(v.case.facilities):
        own = [places for (g, _), places in v.places.items() if g == f]
        values = [1.0] * len(own) + [-1.0] * len(linked[f])
        v.rows.row([*own, *linked[f]], values, at_most=0, at_least=0)


def park_cash(v: Variables) -> None:
    """Σ over starts so far of instalments + running in service + connections ≤ budget[s], all s."""
    case = v.case
    for s in range(case.periods):
        columns: list[int] = []
        spent: list[float] = []
        for (f, t), column in v.open.items():
            duration = int(case.duration[f])
            service = t + duration
            each, rest = divmod(int(case.fixed[f]), max(duration, 1))
            due = each * max(0, min(s + 1 - t, max(duration, 1))) + (rest if s >= t else 0)
            due += int(case.running[f]) * max(0, s + 1 - service)
            columns.append(column)
            spent.append(float(due))
            if s >= min(service, case.periods - 1):
                columns.append(v.places[f, t])
                spent.append(float(case.connect[f]))
        v.rows.row(columns, spent, at_most=float(case.park_budget[s]))


def _links(v: Variables) -> dict[int, list[int]]:
    linked: dict[int, list[int]] = defaultdict(list)
    for (_, f), link in v.link.items():
        linked[f].append(link)
    return linked
