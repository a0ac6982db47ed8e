"""Runs with their pins, as `lingnan run`; and who asks."""

from datetime import date, datetime

from pydantic import Field

from lingnan.console.api.shape.part import Told
from lingnan.console.i18n import N_


class Run(Told):
    """One finished run: the same pins give the same results, byte for byte."""

    run_id: str
    as_of: date
    finished_at: datetime
    pins: dict[str, str] = Field(description=N_("versions of inputs, pack and code"))
    outputs: dict[str, int] = Field(description=N_("version of each result table"))


class RunList(Told):
    """Runs, the latest finished first."""

    items: list[Run]


class Granted(Told):
    """A role over a scope."""

    role: str
    scope: str


class Me(Told):
    """Who asks, with what, and what the console shows."""

    account: str
    token_id: str | None
    permissions: list[str]
    grants: list[Granted]
    narrow: str | None = Field(description=N_("the scope of the token; null where all hold"))
    pack: str
    region_code: str
    as_of: date | None
    run_id: str | None
    is_synthetic: bool
    expansion: int
