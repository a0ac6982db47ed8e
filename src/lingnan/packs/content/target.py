"""The targets of the plan: names, milestones, and the definitions that count them."""

from __future__ import annotations

from datetime import date

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lingnan.packs.content.definition import MetricDefinition
from lingnan.packs.content.record import Goal, Record, TextField


class Milestone(Record):
    """What is to be reached by a deadline; `value` null when the plan's number is not known."""

    deadline: date
    value: int | None = Field(ge=0)
    comparator: Goal


class Target(Record):
    """One quantified target. Its unit holds for all its milestones and published points."""

    id: str
    name: TextField
    unit: TextField
    unit_id: str
    comparator: Goal
    milestones: tuple[Milestone, ...] = Field(min_length=1)
    headline_definition: str
    definitions: tuple[MetricDefinition, ...] = Field(min_length=1)
    denominator_id: str | None = None

    @model_validator(mode="after")
    def _headline_is_defined(self) -> Target:
        if self.headline_definition not in {item.id for item in self.definitions}:
            raise PydanticCustomError(
                "headline",
                "headline_definition '{id}' is not among the definitions",
                {"id": self.headline_definition},
            )
        return self

    def definition(self, definition_id: str) -> MetricDefinition:
        """The definition of this id; KeyError if the target has no such definition."""
        return {item.id: item for item in self.definitions}[definition_id]

    @property
    def headline(self) -> MetricDefinition:
        """The definition that the target's own number is counted by."""
        return self.definition(self.headline_definition)
