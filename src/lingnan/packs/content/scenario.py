"""Scenarios: named differences from the pack, with how the programme's money is divided in them.

Not for applying them (packs.scenario) nor for dividing the money (programme.allocation).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lingnan.packs.content.record import Content, Record, TextField

#: The name of the pack as it is; no scenario may take it.
AS_IT_IS = "base"


class ScenarioChange(Content):
    """One value that differs, at a path as `lingnan pack diff` writes it.

    `measures[mes].prices` or `assumptions[allocation.public_share].value`.
    """

    path: str = Field(min_length=1)
    to: Any


class MoneyFloor(Content):
    """What a city or a group of cities gets at least.

    `region` is the code of a city or the id of a city group. `share` of every year's money is
    reserved for it; `least_count` of its enterprises are upgraded by the date aimed at.
    """

    region: str
    share: Decimal | None = Field(default=None, ge=0, le=1)
    least_count: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _promises_something(self) -> MoneyFloor:
        if self.share is None and self.least_count is None:
            raise PydanticCustomError("floor", "a floor needs share or least_count")
        return self


class Scenario(Record):
    """The pack with some values changed and, if stated, other money and floors.

    Units: `money_cny_by_year` in yuan, from the first year on; empty means the pack's assumption.
    """

    id: str
    name: TextField
    what: TextField
    changes: tuple[ScenarioChange, ...] = ()
    money_cny_by_year: tuple[int, ...] = ()
    floors: tuple[MoneyFloor, ...] = ()

    @model_validator(mode="after")
    def _is_no_other_pack(self) -> Scenario:
        if self.id == AS_IT_IS:
            raise PydanticCustomError("scenario", "'base' names the pack as it is")
        if any(money < 0 for money in self.money_cny_by_year):
            raise PydanticCustomError("scenario", "money_cny_by_year must not be negative")
        return self
