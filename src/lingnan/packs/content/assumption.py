"""Named assumptions, and the gaps in what is publicly known."""

from __future__ import annotations

from decimal import Decimal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from lingnan.packs.content.record import Content, Record, Sources, TextField


class Assumption(Record):
    """A number that somebody chose, with its plausible range and the reason."""

    id: str
    name: TextField
    value: Decimal
    low: Decimal
    high: Decimal
    unit: str
    why: TextField

    @model_validator(mode="after")
    def _lies_in_its_range(self) -> Assumption:
        if not self.low <= self.value <= self.high:
            raise PydanticCustomError("range", "value must lie between low and high")
        return self


class Gap(Content):
    """Something that the public sources leave open; results for `targets` rest on it."""

    id: str
    what: TextField
    targets: tuple[str, ...] = ()
    source: Sources
