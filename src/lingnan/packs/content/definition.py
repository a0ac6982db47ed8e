"""Metric definitions: which enterprises or entities count towards a target.

A definition is a list of conditions that all must hold. Not for counting: that is programme.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lingnan.packs.content.record import Content, Record, TextField

EntityKind = Literal["park", "chain", "provider", "platform", "identifier_node", "bank"]


class AboveScaleCondition(Content):
    """The enterprise is an above-scale industrial enterprise on the day."""

    kind: Literal["above_scale"]


class ActiveCondition(Content):
    """The enterprise or entity exists and is not closed on the day."""

    kind: Literal["active"]


class LevelCondition(Content):
    """The enterprise has at least this level in any of the named assessment models."""

    kind: Literal["level"]
    models: tuple[str, ...] = Field(min_length=1)
    at_least: int = Field(ge=0)


class IndicatorCondition(Content):
    """The best evidence of an indicator compares as stated.

    `number` serves the comparators > >= =; `codes` serves one_of. With `within_months` only
    evidence whose fact date lies in that many months before the day counts.
    """

    kind: Literal["indicator"]
    code: str
    comparator: Literal[">", ">=", "=", "one_of"]
    number: Decimal | None = None
    codes: tuple[str, ...] = ()
    within_months: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _has_what_it_compares_with(self) -> IndicatorCondition:
        if (self.comparator == "one_of") != bool(self.codes):
            raise PydanticCustomError("condition", "'one_of' needs codes, and only 'one_of'")
        if (self.comparator == "one_of") == (self.number is not None):
            raise PydanticCustomError("condition", "'>', '>=' and '=' need number, and only they")
        return self


class EntityCondition(Content):
    """The subject is a registered entity of this kind (and class, if one is named)."""

    kind: Literal["entity"]
    entity_kind: EntityKind
    class_code: str | None = None


class IndustryCondition(Content):
    """The industry of the enterprise lies in one of these sections of GB/T 4754."""

    kind: Literal["industry"]
    sections: tuple[str, ...] = Field(min_length=1)


class AnyOfCondition(Content):
    """At least one of these indicator conditions holds, on the same side of proof."""

    kind: Literal["any_of"]
    conditions: tuple[IndicatorCondition, ...] = Field(min_length=2)


Condition = Annotated[
    AboveScaleCondition
    | ActiveCondition
    | LevelCondition
    | IndicatorCondition
    | EntityCondition
    | IndustryCondition
    | AnyOfCondition,
    Field(discriminator="kind"),
]


class MetricDefinition(Record):
    """One way to count a target; all conditions must hold."""

    id: str
    name: TextField
    counts: Literal["enterprise", "entity"]
    conditions: tuple[Condition, ...] = Field(min_length=1)
    unit: str

    @model_validator(mode="after")
    def _counts_what_it_conditions(self) -> MetricDefinition:
        entity = any(isinstance(part, EntityCondition) for part in self.conditions)
        if entity != (self.counts == "entity"):
            raise PydanticCustomError("definition", "counts: entity goes with a condition entity")
        return self
