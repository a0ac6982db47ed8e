"""The enterprises of a sample province over the whole of its time, as arrays.

Not for what is known of them on one day: that is the register (see register).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingnan.packs import Pack
from lingnan.sample.assumption import Assumptions, stream
from lingnan.sample.identity import social_credit_codes
from lingnan.sample.month import ENDS, LAST_DAY, NEVER, YEARS, Days, day_number
from lingnan.sample.place import divisions_by_city, industry_codes, trades
from lingnan.sample.scale import apportion, rounded
from lingnan.sample.stock import spells, stock_by_city
from lingnan.sample.trait import closing_days, founding_days, maturities, odds, revenues

OWNERSHIPS: Final = ("private", "foreign", "hmt", "state", "collective", "mixed", "other")
ENDINGS: Final = ("closed", "revoked", "merged")


@dataclass(frozen=True, slots=True)
class Population:
    """One entry per enterprise, in the order of their codes.

    Attributes:
        city: place in the pack's cities; industry: place in `industries`; trade: in `divisions`.
        founded, closed, above_start, above_until: day numbers, NEVER for what never happens.
        ending: place in ENDINGS, of use where `closed` is a day; heir: who absorbed a merged one.
        revenue_above, revenue_below: yearly revenue in yuan while above scale, and otherwise.
        renamed: day of a change of name.
        maturity: digital maturity at the beginning, 0 to 1; pace: its growth a year.
    """

    codes: pa.Array
    divisions: tuple[str, ...]
    industries: tuple[str, ...]
    city: NDArray[np.int16]
    trade: NDArray[np.int16]
    industry: NDArray[np.int16]
    is_industrial: NDArray[np.bool_]
    is_self_employed: NDArray[np.bool_]
    ownership: NDArray[np.int8]
    founded: Days
    closed: Days
    ending: NDArray[np.int8]
    heir: NDArray[np.int32]
    renamed: Days
    above_start: Days
    above_until: Days
    revenue_above: NDArray[np.int64]
    revenue_below: NDArray[np.int64]
    employees: NDArray[np.int32]
    maturity: NDArray[np.float32]
    pace: NDArray[np.float32]

    @property
    def count(self) -> int:
        """How many enterprises there are."""
        return len(self.city)

    @property
    def is_ever_above(self) -> NDArray[np.bool_]:
        """Which enterprises are above scale at some time."""
        return np.asarray(self.above_start != NEVER)


def populate(
    pack: Pack, assumed: Assumptions, *, enterprises: int, seed: int, expansion: int
) -> Population:
    """Draw the enterprises: counts and shares exactly as stated, all else at random."""
    rng = stream(seed, "population")
    self_count = round(enterprises * assumed.exact("self_employed_share"))
    legal = enterprises - self_count
    is_self = np.arange(enterprises) >= legal
    stock = stock_by_city(pack, assumed, expansion)
    runs = spells(stock, assumed.exact("above_scale_exit_share"), rng)
    industrial_count = rounded(assumed.count("industrial_enterprises"), expansion)
    industrial_count = max(len(runs.city), min(industrial_count, legal))
    order = rng.permutation(legal)
    industrial = order[:industrial_count]
    above = industrial[: len(runs.city)]
    is_industrial = np.zeros(enterprises, dtype=np.bool_)
    is_industrial[industrial] = True

    city = np.zeros(enterprises, dtype=np.int16)
    city[above] = runs.city
    shares = stock[:, YEARS.index(max(y for y in pack.cities[0].above_scale_counts if y in YEARS))]
    for group in (industrial[len(runs.city) :], np.flatnonzero(~is_industrial)):
        city[group] = rng.permutation(
            np.repeat(np.arange(len(pack.cities)), apportion(len(group), shares))
        )

    divisions: list[str] = []
    trade = np.zeros(enterprises, dtype=np.int16)
    tilt = assumed.real("base_city_tilt")
    for kind, members in (("industry_share", is_industrial), ("service_share", ~is_industrial)):
        kinds = trades(assumed, kind)
        cells = divisions_by_city(
            pack, kinds, np.bincount(city[members], minlength=len(pack.cities)), tilt
        )
        for number, row in enumerate(cells):
            here = np.flatnonzero(members & (city == number))
            drawn = np.repeat(np.arange(len(row)), row) + len(divisions)
            trade[here] = rng.permutation(drawn)
        divisions += kinds.divisions
    industries, industry = industry_codes(assumed, divisions, trade, rng)

    above_start = np.full(enterprises, NEVER, dtype=np.int32)
    above_until = above_start.copy()
    above_start[above], above_until[above] = runs.start, runs.until
    founded = founding_days(assumed, above_start, rng)
    closed = closing_days(assumed, founded, above_start, above_until, rng)
    ending = rng.choice(3, enterprises, p=odds(assumed, "ending_share", ENDINGS)).astype(np.int8)
    heir = np.full(enterprises, -1, dtype=np.int32)
    merged = np.flatnonzero((closed != NEVER) & (ending == ENDINGS.index("merged")))
    heirs = np.flatnonzero((closed == NEVER) & (founded <= ENDS[0]) & ~is_self)
    heir[merged] = rng.choice(heirs, len(merged))
    renamed = np.where(
        rng.random(enterprises) < assumed.real("renamed_share"),
        rng.integers(ENDS[0], day_number(LAST_DAY), enterprises),
        NEVER,
    ).astype(np.int32)
    renamed[(renamed <= founded) | (renamed >= closed)] = NEVER

    is_above = above_start != NEVER
    revenue_above, revenue_below = revenues(assumed, is_above, is_industrial, rng)
    head = assumed.real("revenue_per_employee_cny") * np.exp(rng.normal(0, 0.5, enterprises))
    main = np.where(is_above, revenue_above, revenue_below)
    employees = np.maximum(1, main / np.where(is_above, head, head / 2)).astype(np.int32)
    maturity, pace = maturities(assumed, employees, is_above, rng)
    return Population(
        codes=social_credit_codes(pack.region_code, is_self, rng),
        divisions=tuple(divisions),
        industries=tuple(industries),
        city=city,
        trade=trade,
        industry=industry,
        is_industrial=is_industrial,
        is_self_employed=is_self,
        ownership=rng.choice(
            len(OWNERSHIPS), enterprises, p=odds(assumed, "ownership_share", OWNERSHIPS)
        ).astype(np.int8),
        founded=founded,
        closed=closed,
        ending=ending,
        heir=heir,
        renamed=renamed,
        above_start=above_start,
        above_until=above_until,
        revenue_above=revenue_above,
        revenue_below=revenue_below,
        employees=employees,
        maturity=maturity,
        pace=pace,
    )
