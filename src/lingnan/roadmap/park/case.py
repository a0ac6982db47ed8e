"""One park's problem as arrays of whole numbers, for search, program and game.

Not for names (model) nor for the checker, which reads the inputs alone.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.park.model import ParkInputs, factor_ppm, reduced_price

Integers = NDArray[np.int64]
NEVER = 1 << 40
"""A period of service that never comes."""
UNLIMITED = 1 << 60


class ParkCase(NamedTuple):
    """Members' wants in one list, facilities by number (n members, W wants, F facilities).

    Shapes:
        want_start (n+1,): where a member's wants begin. price, value, latest (W,): as in Want.
        paid (W, F): price with the facility; equal to `price` where it does nothing.
        budget (n,): what a member can spend on measures. needed (n,): whether it has wants at all
        (question "level": only needed wants stand in the case).
        fixed, running, connect, duration, capacity, forced (F,): yuan to build, yuan a half-year,
        yuan a member, periods, members, 1 if it must open. total (F,): fixed + running over the
        stated half-years. park_budget (T,): cumulative yuan.
    """

    want_start: Integers
    price: Integers
    value: Integers
    latest: Integers
    paid: Integers
    budget: Integers
    fixed: Integers
    running: Integers
    connect: Integers
    duration: Integers
    capacity: Integers
    forced: Integers
    total: Integers
    park_budget: Integers
    is_level: bool

    @property
    def members(self) -> int:
        """How many members there are."""
        return len(self.budget)

    @property
    def facilities(self) -> int:
        """How many facilities may open."""
        return len(self.fixed)

    @property
    def periods(self) -> int:
        """How many half-years are planned."""
        return len(self.park_budget)

    @property
    def forced_mask(self) -> int:
        """The facilities that must open, as a set of bits."""
        return sum(1 << f for f in range(self.facilities) if self.forced[f])


class Site(NamedTuple):
    """The facility columns of a case, the same for every park of a batch."""

    fixed: Integers
    running: Integers
    connect: Integers
    duration: Integers
    capacity: Integers
    forced: Integers
    total: Integers


def site_of(inputs: ParkInputs) -> Site:
    """The facilities that may open, as arrays; what is in place costs nothing but connections."""
    facilities = inputs.considered()
    there = np.array([each.id in inputs.in_place for each in facilities], dtype=np.bool_)

    def column(values: list[int]) -> Integers:
        return np.array(values, dtype=np.int64)

    fixed = np.where(there, 0, column([each.fixed_expected_cny for each in facilities]))
    running = np.where(there, 0, column([-(-each.running_cny_year // 2) for each in facilities]))
    return Site(
        fixed=fixed,
        running=running,
        connect=column([each.per_member_cny for each in facilities]),
        duration=np.where(there, 0, column([each.duration_half_years for each in facilities])),
        capacity=column(
            [UNLIMITED if e.capacity_members is None else e.capacity_members for e in facilities]
        ),
        forced=column([each.id in inputs.in_place | inputs.must for each in facilities]),
        total=fixed + running * inputs.running_half_years,
    )


def case_of(inputs: ParkInputs) -> ParkCase:
    """Put a validated park into arrays. Wants keep their order; see `wants_of`."""
    facilities = inputs.considered()
    is_level = inputs.question == "level"
    rows = [
        [want for want in member.wants if want.is_needed or not is_level]
        for member in inputs.members
    ]
    wants = [want for row in rows for want in row]
    paid = np.array(
        [
            [reduced_price(want.price_cny, factor_ppm(f, want.measure)) for f in facilities]
            for want in wants
        ],
        dtype=np.int64,
    ).reshape(len(wants), len(facilities))
    budget = inputs.budget_cny or (UNLIMITED,) * inputs.periods
    return ParkCase(
        want_start=np.cumsum([0, *map(len, rows)]).astype(np.int64),
        price=np.array([want.price_cny for want in wants], dtype=np.int64),
        value=np.array([want.value_cny for want in wants], dtype=np.int64),
        latest=np.array([want.latest_period for want in wants], dtype=np.int64),
        paid=paid,
        budget=np.array([member.budget_cny for member in inputs.members], dtype=np.int64),
        **site_of(inputs)._asdict(),
        park_budget=np.array(budget, dtype=np.int64),
        is_level=is_level,
    )


def outlay(case: ParkCase, starts: Integers, connected: Integers) -> Integers:
    """What the park pays in each period: instalments, running cost in service, connections.

    Shapes: starts (F,): -1 closed; connected (F,): how many members. Instalments are equal over
        the duration and the first takes the remainder; connections fall due when service begins.
    """
    paid = np.zeros(case.periods, dtype=np.int64)
    for f in np.flatnonzero(starts >= 0):
        start, service = int(starts[f]), int(starts[f] + case.duration[f])
        if service > start:
            each, rest = divmod(int(case.fixed[f]), service - start)
            paid[start:service] += each
            paid[start] += rest
        else:
            paid[start] += case.fixed[f]
        paid[service:] += case.running[f]
        paid[min(service, case.periods - 1)] += case.connect[f] * connected[f]
    return paid


def service_of(case: ParkCase, starts: Integers) -> Integers:
    """The period from which each facility serves; NEVER if it stays closed."""
    return np.where(starts >= 0, starts + case.duration, NEVER)
