"""What enterprises are like: age, end, revenue, maturity, all drawn from the pack's assumptions.

Not for which city or industry they are in (place, stock) nor for what they do (story).
"""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from lingnan.kernel.size import ABOVE_SCALE_REVENUE_CNY
from lingnan.sample.assumption import Assumptions
from lingnan.sample.month import ENDS, FIRST_YEAR, LAST_DAY, NEVER, Days, day_number

_YEAR = 365.25


def odds(assumed: Assumptions, group: str, names: tuple[str, ...]) -> NDArray[np.float64]:
    """Chances of the named kinds, adding up to 1."""
    given = assumed.group(group)
    chances = np.array([float(given.get(name, 0)) for name in names])
    return np.asarray(chances / chances.sum())


def founding_days(assumed: Assumptions, above_start: Days, rng: np.random.Generator) -> Days:
    """Days of foundation: most are some years old, a share is founded within the sample's time."""
    count = len(above_start)
    age = rng.exponential(assumed.real("mean_age_years"), count) * _YEAR
    base = np.minimum(above_start, ENDS[0])
    founded = base - 400 - np.minimum(age, 35 * _YEAR)
    late = (rng.random(count) < assumed.real("founded_later_share")) & (above_start == NEVER)
    founded[late] = rng.integers(ENDS[0] + 1, day_number(LAST_DAY) - 30, int(late.sum()))
    return np.asarray(founded, dtype=np.int32)


def closing_days(
    assumed: Assumptions,
    founded: Days,
    above_start: Days,
    above_until: Days,
    rng: np.random.Generator,
) -> Days:
    """Days of closing: at a constant rate, and for a share of those that drop out above scale."""
    count = len(founded)
    begin = np.maximum(founded + 365, day_number(date(FIRST_YEAR + 1, 1, 1)))
    life = rng.exponential(_YEAR / assumed.real("closing_rate"), count)
    closed = np.where(begin + life <= day_number(LAST_DAY), begin + life, NEVER)
    ends = rng.random(count) < assumed.real("exit_by_closing_share")
    closed = np.where(above_start == NEVER, closed, np.where(ends, above_until, NEVER))
    return np.asarray(closed, dtype=np.int32)


def revenues(
    assumed: Assumptions,
    is_above: NDArray[np.bool_],
    is_industrial: NDArray[np.bool_],
    rng: np.random.Generator,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Revenue while above scale, the line plus a lognormal, and otherwise, a lognormal below it."""
    count = len(is_above)
    line = float(ABOVE_SCALE_REVENUE_CNY)
    over = assumed.real("above_scale_excess_median_cny")
    above = line + over * np.exp(rng.normal(0, assumed.real("above_scale_excess_sigma"), count))
    small = assumed.real("small_revenue_median_cny")
    below = small * np.exp(rng.normal(0, assumed.real("small_revenue_sigma"), count))
    near = line * rng.uniform(0.4, 0.98, count)
    kept = np.where(is_above, near, np.where(is_industrial, np.minimum(below, near), below))
    return _hundreds(np.where(is_above, above, 0)), _hundreds(kept)


def _hundreds(amount: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(amount / 100).astype(np.int64) * 100


def maturities(
    assumed: Assumptions,
    employees: NDArray[np.int32],
    is_above: NDArray[np.bool_],
    rng: np.random.Generator,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Maturity at the beginning, and its growth a year."""
    count = len(employees)
    base = assumed.real("maturity_mean") + assumed.real("maturity_above_scale") * is_above
    base = base + assumed.real("maturity_per_size_decade") * np.log10(employees / 100)
    level = base + rng.normal(0, assumed.real("maturity_sigma"), count)
    pace = assumed.real("maturity_growth_a_year") * rng.gamma(2.0, 0.5, count)
    return np.clip(level, 0.02, 0.98).astype(np.float32), pace.astype(np.float32)
