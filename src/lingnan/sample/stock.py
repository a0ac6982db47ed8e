"""Spells above scale: which enterprises of which city crossed the line, and when.

The stock at the end of each year is the published one, city by city, scaled by largest remainder.
Years after the last published city table keep its shares. Not for who the enterprises are.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from lingnan.packs import Pack
from lingnan.sample.assumption import Assumptions
from lingnan.sample.errors import MissingSeries
from lingnan.sample.month import FIRST_YEAR, LAST_DAY, NEVER, YEARS, Days, day_number
from lingnan.sample.scale import Counts, apportion, rounded


@dataclass(frozen=True, slots=True)
class Spells:
    """Spells above scale, half-open days; `until` is NEVER while the spell lasts."""

    city: NDArray[np.int16]
    start: Days
    until: Days


def stock_by_city(pack: Pack, assumed: Assumptions, expansion: int) -> Counts:
    """Above-scale enterprises of each city at the end of each year, scaled.

    Shapes:
        returns: cities in the order of the pack x years of the sample.
    Raises: MissingSeries.
    """
    published = [city.above_scale_counts for city in pack.cities]
    common = set.intersection(*(set(counts) for counts in published)) if published else set()
    if FIRST_YEAR not in common:
        raise MissingSeries(
            pack=pack.id, what=f"above-scale enterprises of each city, {FIRST_YEAR}"
        )
    later = {int(year): value for year, value in assumed.group("above_scale").items()}
    columns = []
    for year in YEARS:
        known = max(known for known in common if known <= year)
        shares = [counts[known] for counts in published]
        total: int | Decimal = sum(shares) if year in common else later.get(year, sum(shares))
        columns.append(apportion(rounded(total, expansion), shares))
    return np.stack(columns, axis=1)


def spells(stock: Counts, exit_share: Decimal, rng: np.random.Generator) -> Spells:
    """Spells whose stock at every year's end is `stock`.

    In each year `exit_share` of the stock drops out, more where the stock falls faster; as many
    enter as are then missing. Entries and exits fall on the first day of a month.
    """
    exits = np.zeros_like(stock)
    for year in range(1, len(YEARS)):
        before = stock[:, year - 1]
        leaving = apportion(rounded(int(before.sum()) * Fraction(exit_share), 1), before)
        exits[:, year] = np.minimum(np.maximum(leaving, before - stock[:, year]), before)
    entries = np.diff(stock, axis=1, prepend=0) + exits
    parts = [_city(city, entries[city], exits[city], rng) for city in range(len(stock))]
    return Spells(
        np.concatenate([part.city for part in parts]),
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.until for part in parts]),
    )


def _city(city: int, entries: Counts, exits: Counts, rng: np.random.Generator) -> Spells:
    year = np.repeat(np.arange(len(YEARS)), entries)
    count = len(year)
    start = _first_of_month(year, rng.integers(2, 13, count))
    earlier = year == 0
    start[earlier] = _first_of_month(year[earlier] - rng.integers(0, 12, int(earlier.sum())), 1)
    until = np.full(count, NEVER, dtype=np.int32)
    for number in range(1, len(YEARS)):
        present = np.flatnonzero((year < number) & (until == NEVER))
        leaving = rng.choice(present, int(exits[number]), replace=False)
        until[leaving] = _first_of_month(
            np.full(len(leaving), number), rng.integers(1, 13, len(leaving))
        )
    return Spells(np.full(count, city, dtype=np.int16), start, until)


_FIRST_DAYS = np.array(
    [
        [day_number(date(year, month, 1)) for month in range(1, 13)]
        for year in range(FIRST_YEAR - 12, LAST_DAY.year + 1)
    ],
    dtype=np.int32,
)


def _first_of_month(year: NDArray[np.integer], month: NDArray[np.integer] | int) -> Days:
    """Day numbers; years count from the first year of the sample, months from 1."""
    found: Days = _FIRST_DAYS[year + 12, np.asarray(month) - 1]
    return found
