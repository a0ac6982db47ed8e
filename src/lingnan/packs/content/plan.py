"""The rest of the plan: paths, foundations, safeguards, policy measures, instruments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from lingnan.packs.content.record import Content, Goal, Record, TextField


class Path(Record):
    """A transformation path: one policy per enterprise, industry, park or chain."""

    id: str
    name: TextField
    object: TextField
    goal: TextField
    instruments: tuple[TextField, ...] = ()
    funding: TextField | None = None
    beneficiary: TextField | None = None


class Foundation(Record):
    """A foundation that the plan builds; `project` is the named project under it."""

    id: str
    order: int
    name: TextField
    project: TextField | None = None


class Safeguard(Record):
    """A safeguard of the plan."""

    id: str
    order: int
    name: TextField


class PolicyMeasure(Record):
    """A numbered measure of the policy issued with the plan.

    `detail` says how much of its text was available to the authors of the pack.
    """

    id: str
    order: int
    name: TextField
    detail: Literal["full", "draft", "draft_cut", "title_only", "none"]
    path_id: str | None = None


class Parameter(Content):
    """A number of an instrument, in its unit, with the case it applies to."""

    id: str
    name: TextField
    value: Decimal
    unit: str


class Instrument(Record):
    """A funding or recognition instrument in force for the region or one of its cities."""

    id: str
    name: TextField
    region_code: str
    parameters: tuple[Parameter, ...] = ()
    until: date | None = None
    excluded_cities: tuple[str, ...] = ()


class CompanionTarget(Record):
    """A number set by another document or by a city, beside the plan's own targets."""

    id: str
    name: TextField
    target_id: str | None = None
    region_code: str
    deadline: date
    kind: Literal["cumulative", "increment", "share"]
    value: Decimal
    unit: str
    comparator: Goal
