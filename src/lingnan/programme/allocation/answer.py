"""The answer of the allocation as frozen values, and as plain values that JSON can hold.

Not for computing anything; see divide.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from lingnan.kernel import Text


@dataclass(frozen=True, slots=True)
class YearMoney:
    """One year of money: what arrives, what starts are paid, what is carried over after it."""

    year: int
    from_date: date
    arriving_cny: int
    spent_cny: int
    carried_cny: int


@dataclass(frozen=True, slots=True)
class Allotted:
    """Money of one year for one city, cluster and path.

    Attributes:
        cost_each_cny: mean public money of an enterprise, rounded down. dearest_cny: the most.
    """

    year: int
    city_code: str
    city: Text
    cluster_id: str | None
    cluster: Text | None
    path_id: str
    path: Text | None
    money_cny: int
    enterprises: int
    cost_each_cny: int
    dearest_cny: int


@dataclass(frozen=True, slots=True)
class Reached:
    """How many are proven when a half-year begins: what was finished by its eve.

    Attributes:
        funded: lifted by this money. without_money: the forecast's median, or today's count.
        expected: both, each enterprise once.
    """

    period: int
    by_date: date
    funded: int
    without_money: int
    expected: int


@dataclass(frozen=True, slots=True)
class FloorKept:
    """What a floor gave and what it costs.

    Attributes:
        reserved_cny, spent_cny: over all years, of the region. enterprises: counted by the date.
        forgone: enterprises that would be counted more without this floor; 0 if it does not bind.
    """

    region: str
    name: Text
    share: float | None
    least_count: int | None
    reserved_cny: int
    spent_cny: int
    enterprises: int
    forgone: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What the goal costs by the deadline, if all money were there at the start.

    Attributes:
        least_money_cny: together with those that come without money; null if no money does it.
        alone_cny: if nobody came by himself. enterprises: funded with the least money.
        most: the greatest count that any money reaches by the deadline.
        short: by how many that misses the goal. too_late: with a plan that ends after the deadline.
        infeasible, still_open, unplanned: without a plan; see candidate.Standing.
    """

    is_reachable: bool
    least_money_cny: int | None
    alone_cny: int | None
    enterprises: int | None
    most: int
    short: int
    too_late: int
    infeasible: int
    still_open: int
    unplanned: int


@dataclass(frozen=True, slots=True)
class Used:
    """An assumption that the answer rests on."""

    id: str
    name: Text
    value: float
    low: float
    high: float
    why: Text
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Allocation:
    """How money is divided, and what it brings.

    Units: yuan; enterprises are multiplied by `expansion`.

    Attributes:
        aim_date, aim_why: the date by which as many as possible are counted, and why that one.
        objective, bound, gap: enterprises lifted by then; no division lifts more than `bound`.
        reached_date: the first half-year's end with the goal reached; null when none has it.
        without_money_date: the same by the forecast alone.
        marginal: what one more million yuan in a year brings by the aim date, in enterprises.
        starts: who starts in which year (subject_code, city_code, cluster_id, path_id, start_year,
            finish_period, cost_cny of one); the source of `allotted`.
        curves: marginal-cost curves; see curve.
    """

    target_id: str
    target: Text
    definition_id: str
    definition: Text
    is_headline: bool
    level: int
    goal: int
    deadline: date
    as_of: date
    start: date
    expansion: int
    is_synthetic: bool
    run_id: str | None
    population: int
    proven_now: int
    money: tuple[YearMoney, ...]
    allotted: tuple[Allotted, ...]
    reached_by: tuple[Reached, ...]
    aim_date: date
    aim_why: Text
    reached_date: date | None
    without_money_date: date | None
    objective: int
    bound: int
    floors: tuple[FloorKept, ...]
    marginal: tuple[float, ...]
    cost: Cost
    assumptions: tuple[Used, ...]
    unconfirmed: tuple[Text, ...]
    notes: tuple[Text, ...]
    starts: pa.Table
    curves: pa.Table

    @property
    def gap(self) -> float:
        """How far from the best possible the objective can be, 0 to 1."""
        return (self.bound - self.objective) / self.bound if self.bound else 0.0

    def money_by_city(self) -> dict[str, tuple[Text, int, int]]:
        """Name, money of all years, and enterprises of every city that gets any."""
        found: dict[str, tuple[Text, int, int]] = {}
        for row in self.allotted:
            _, money, count = found.get(row.city_code, (row.city, 0, 0))
            found[row.city_code] = (row.city, money + row.money_cny, count + row.enterprises)
        return found

    def to_json(self) -> dict[str, Any]:
        """The answer as plain values; dates in ISO 8601, texts as {zh, en}."""
        return {
            "target": {
                "id": self.target_id,
                "name": _text(self.target),
                "definition": self.definition_id,
                "definition_name": _text(self.definition),
                "is_headline": self.is_headline,
                "level": self.level,
            },
            "as_of": self.as_of.isoformat(),
            "start": self.start.isoformat(),
            "run_id": self.run_id,
            "is_synthetic": self.is_synthetic,
            "expansion": self.expansion,
            "goal": self.goal,
            "deadline": self.deadline.isoformat(),
            "population": self.population,
            "proven_now": self.proven_now,
            "money": [_record(each) for each in self.money],
            "allocated": [_record(each) for each in self.allotted],
            "reached_by": [_record(each) for each in self.reached_by],
            "aim": {"date": self.aim_date.isoformat(), "why": _text(self.aim_why)},
            "reached_date": _day(self.reached_date),
            "reached_date_without_money": _day(self.without_money_date),
            "objective": self.objective,
            "bound": self.bound,
            "gap": round(self.gap, 6),
            "floors": [_record(each) for each in self.floors],
            "marginal": [
                {"year": year, "enterprises_per_million_cny": round(value, 4)}
                for year, value in enumerate(self.marginal)
            ],
            "cost": _record(self.cost),
            "assumptions": [_record(each) for each in self.assumptions],
            "unconfirmed": [_text(each) for each in self.unconfirmed],
            "notes": [_text(each) for each in self.notes],
        }


def _record(value: Any) -> dict[str, Any]:
    return {name: _plain(getattr(value, name)) for name in value.__slots__}


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return _text(value)
    return value.isoformat() if isinstance(value, date) else value


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
