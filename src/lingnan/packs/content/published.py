"""Figures that authorities published: progress towards targets, and what it is a share of."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from lingnan.packs.content.record import Goal, Record, TextField


class PublishedPoint(Record):
    """A reported cumulative count of a target for a region.

    `as_of` is the last day of a month. Where the sources leave the date open, `as_of` is the
    earliest month end it may mean and `as_of_range` the latest.
    """

    target_id: str
    region_code: str
    as_of: date
    as_of_range: date | None = None
    value: int = Field(ge=0)
    unit: str
    comparator: Goal


class DenominatorPoint(Record):
    """A published population on a day."""

    as_of: date
    value: int = Field(ge=0)
    comparator: Goal = "none"


class Denominator(Record):
    """A published population. `is_sum_of_cities`: the cities' published counts add up to it."""

    id: str
    name: TextField
    unit: str
    points: tuple[DenominatorPoint, ...] = Field(min_length=1)
    is_sum_of_cities: bool = False
