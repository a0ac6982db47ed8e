"""Parks small enough to work out by hand or by trying everything."""

import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal

from hypothesis import strategies as st

from lingnan.kernel import Text
from lingnan.packs.content import Facility
from lingnan.roadmap.park.model import Member, ParkInputs, Want, factor_ppm, reduced_price

MEASURES = ("net", "cloud", "mes")


def facility(name, factors, **changes):
    figures = {
        "fixed_low_cny": 50,
        "fixed_expected_cny": 60,
        "fixed_high_cny": 90,
        "per_member_cny": 0,
        "running_cny_year": 0,
        "duration_half_years": 1,
    }
    if "fixed_expected_cny" in changes:
        fixed = changes["fixed_expected_cny"]
        figures |= {"fixed_low_cny": fixed, "fixed_high_cny": fixed}
    return Facility(
        **{
            "id": name,
            "name": Text(f"设施{name}", f"facility {name}"),
            "what": Text("测试", "test"),
            "foundation": "infrastructure",
            "grade": "C",
            "price_factors": {key: Decimal(str(value)) for key, value in factors.items()},
            "new_park": "required",
            "existing_park": "recommended",
            "source": "test",
            "is_confirmed": False,
            **figures,
            **changes,
        }
    )


def member(name, wants, budget=10**6, has=()):
    return Member(name, budget, tuple(wants), frozenset(has))


def want(measure, price, value, latest=5, **more):
    return Want(measure, price, value, latest, **more)


def park(facilities, members, **changes):
    return ParkInputs(
        **{
            "park_id": "P1",
            "facilities": tuple(facilities),
            "members": tuple(members),
            "periods": 2,
            "running_half_years": 2,
            **changes,
        }
    )


def three_members(**changes):
    """One facility of 60 yuan halves the price of one measure: gains 50, 40 and 20."""
    members = [
        member(name, [want("net", price, 500, is_needed=True)])
        for name, price in (("A", 100), ("B", 80), ("C", 40))
    ]
    return park([facility("hub", {"net": 0.5})], members, **changes)


def _some(low, high):
    return st.integers(low, high)


@st.composite
def _facilities(draw, name):
    offered = draw(st.sets(st.sampled_from(MEASURES), min_size=1))
    return facility(
        name,
        {measure: draw(st.sampled_from([0.2, 0.5, 0.8])) for measure in sorted(offered)},
        fixed_expected_cny=draw(_some(0, 40)),
        per_member_cny=draw(_some(0, 6)),
        running_cny_year=draw(_some(0, 8)),
        duration_half_years=draw(_some(1, 2)),
        capacity_members=draw(st.sampled_from([None, 1, 2])),
    )


@st.composite
def _members(draw, name, periods):
    wants = [
        want(
            measure,
            draw(_some(0, 60)),
            draw(_some(0, 70)),
            draw(_some(0, periods)),
            is_needed=draw(st.booleans()),
        )
        for measure in sorted(draw(st.sets(st.sampled_from(MEASURES))))
    ]
    return member(name, wants, draw(_some(0, 120)))


@st.composite
def small_parks(draw, budgets=True):
    """Up to three facilities and members over two or three periods."""
    periods = draw(_some(2, 3))
    budget = None
    if budgets and draw(st.booleans()):
        money = draw(st.lists(_some(0, 60), min_size=periods, max_size=periods))
        budget = tuple(itertools.accumulate(money))
    return park(
        [draw(_facilities(f"f{number}")) for number in range(draw(_some(1, 3)))],
        [draw(_members(f"M{number}", periods)) for number in range(draw(_some(1, 3)))],
        periods=periods,
        budget_cny=budget,
        question=draw(st.sampled_from(["value", "level"])),
        must=frozenset(["f0"]) if draw(_some(0, 3)) == 0 else frozenset(),
    )


def try_everything(inputs):
    """(members at the level or 0, net value or minus cost) of the best plan; None if none.

    Every start vector, every connection, every choice of measures; written without the room's code
    but for reading prices.
    """
    facilities = inputs.considered()
    best = None
    for starts in _start_vectors(inputs, facilities):
        tally = {(0,) * len(facilities): (0, 0)}
        for each in inputs.members:
            tally = _join(tally, _choices(inputs, facilities, starts, each))
        for counts, (reached, value) in tally.items():
            if not _is_affordable(inputs, facilities, starts, counts):
                continue
            total = value - sum(
                f.fixed_expected_cny + -(-f.running_cny_year // 2) * inputs.running_half_years
                for f, start in zip(facilities, starts, strict=True)
                if start is not None
            )
            if best is None or (reached, total) > best:
                best = (reached, total)
    return best


def _start_vectors(inputs: ParkInputs, facilities: Sequence[Facility]) -> Iterator[tuple]:
    choices = []
    for f in facilities:
        own = list(range(inputs.periods - f.duration_half_years + 1))
        choices.append(own if f.id in inputs.must else [None, *own])
    return itertools.product(*choices)


def _choices(inputs, facilities, starts, each):
    """Per set of connections: what the member gets out of it."""
    wants = [w for w in each.wants if w.is_needed or inputs.question == "value"]
    opened = [k for k, start in enumerate(starts) if start is not None]
    found = {}
    for size in range(len(opened) + 1):
        for chosen in itertools.combinations(opened, size):
            prices = [
                min(
                    [w.price_cny]
                    + [
                        reduced_price(w.price_cny, factor_ppm(facilities[k], w.measure))
                        for k in chosen
                        if starts[k] + facilities[k].duration_half_years <= w.latest_period
                    ]
                )
                for w in wants
            ]
            links = sum(facilities[k].per_member_cny for k in chosen)
            if inputs.question == "level":
                can = wants and sum(prices) <= each.budget_cny
                found[chosen] = (1, -sum(prices) - links) if can else (0, -links)
            else:
                value = max(
                    sum(wants[j].value_cny - prices[j] for j in taken)
                    for count in range(len(wants) + 1)
                    for taken in itertools.combinations(range(len(wants)), count)
                    if sum(prices[j] for j in taken) <= each.budget_cny
                )
                found[chosen] = (0, value - links)
    return found


def _join(tally, choices):
    joined = {}
    for counts, before in tally.items():
        for chosen, gain in choices.items():
            now = tuple(n + (k in chosen) for k, n in enumerate(counts))
            total = (before[0] + gain[0], before[1] + gain[1])
            if now not in joined or joined[now] < total:
                joined[now] = total
    return joined


def _is_affordable(inputs, facilities, starts, counts):
    spent = [0] * inputs.periods
    for f, start, count in zip(facilities, starts, counts, strict=True):
        if f.capacity_members is not None and count > f.capacity_members:
            return False
        if start is None:
            continue
        service = start + f.duration_half_years
        for t in range(start, service):
            spent[t] += f.fixed_expected_cny // f.duration_half_years
        spent[start] += f.fixed_expected_cny % f.duration_half_years
        for t in range(service, inputs.periods):
            spent[t] += -(-f.running_cny_year // 2)
        spent[min(service, inputs.periods - 1)] += f.per_member_cny * count
    budget = inputs.budget_cny or (10**9,) * inputs.periods
    return all(a <= b for a, b in zip(itertools.accumulate(spent), budget, strict=True))
