"""The cities of the region: codes, groups, place on the tile map, published counts.

Not for the national list of provinces: that is kernel.region.
"""

from __future__ import annotations

from datetime import date

from pydantic import Field

from lingnan.packs.content.record import Content, Record, TextField


class CityGroup(Content):
    """A named group of cities, such as a delta or a coast."""

    id: str
    name: TextField


class CityCount(Record):
    """Published count of above-scale industrial enterprises of one city at the end of a year."""

    city_code: str
    as_of: date
    value: int = Field(ge=0)
    unit: str


class City(Record):
    """One city.

    `tile_row` and `tile_col` count from 0, north and west first. `above_scale_counts` maps a year
    to the published count at the end of that year.
    """

    code: str
    name: TextField
    short_zh: str
    group_id: str
    group: TextField
    tile_row: int = Field(ge=0)
    tile_col: int = Field(ge=0)
    above_scale_counts: dict[int, int] = Field(default_factory=dict)
