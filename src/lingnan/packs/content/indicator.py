"""Indicators that evidence may state, and classes of registered entities.

Not for the items of assessment models: their indicators are generated when a pack is loaded.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lingnan.packs.content.definition import EntityKind
from lingnan.packs.content.record import Content, Record, TextField, Words

GradeName = Literal["declared", "attested", "observed"]


class Indicator(Record):
    """One indicator.

    Units: `fresh_days` and `expires_days` are days since the fact date; evidence older than
    `expires_days` does not count at all, null means that it never expires.
    """

    code: str
    name: TextField
    unit: str
    value_kind: Literal["option", "number"]
    fresh_days: int = Field(ge=1)
    expires_days: int | None = Field(default=None, ge=1)
    grades_possible: tuple[GradeName, ...] = ("declared", "attested", "observed")
    evidence_kinds: Words = ()
    description: TextField | None = None


class EntityClass(Content):
    """A class of registered entities, such as the second-level identifier nodes."""

    entity_kind: EntityKind
    code: str
    name: TextField
