"""Enterprises of the register with the levels of the last run, as `lingnan export enterprises`."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from lingnan.console.api.shape.part import WHOLE, FromPack, Line, Sent, Told, Uscc
from lingnan.console.i18n import N_

MOST_ITEMS = 1_000
Limit = Annotated[int, Field(ge=1, le=MOST_ITEMS), WHOLE]


class EnterpriseQuery(Sent):
    """Which enterprises, from which on, how many."""

    city: Annotated[str, FromPack("city")] | None = Field(
        None, description=N_("six-digit code of a city")
    )
    cluster: Annotated[str, FromPack("cluster")] | None = Field(
        None, description=N_("id of a cluster, by the main industry code")
    )
    industry: Annotated[str, Field(pattern=r"^[A-T](\d{2}){0,1}\d{0,2}$")] | None = Field(
        None, description=N_("what the code of GB/T 4754 begins with, such as C39")
    )
    status: Literal["active", "closed", "revoked", "merged"] | None = None
    park: Line | None = Field(None, description=N_("code of a park, for its members of today"))
    chain: Line | None = Field(None, description=N_("code of a chain, for its members of today"))
    search: Line | None = Field(
        None, description=N_("a fragment of a name, or what a credit code begins with")
    )
    cursor: Uscc | None = Field(None, description=N_("what an answer called next"))
    limit: Limit = Field(100, description=N_("items of an answer at most"))


class Level(Told):
    """What one model says of an enterprise."""

    model: str
    claimed_level: int
    proven_level: int
    claimed_millipoints: int
    proven_millipoints: int


class Enterprise(Told):
    """One enterprise; null means unknown."""

    uscc: str
    name_zh: str
    name_en: str | None
    region_code: str
    city_code: str
    city: str | None
    industry_code: str
    other_industry_codes: str | None = Field(description=N_("separated by ;"))
    employees_count: int | None
    revenue_cny: int | float | None = Field(description=N_("yuan a year"))
    founded_date: date | None
    status: str
    closed_date: date | None
    merged_into_uscc: str | None
    ownership: str | None
    entity_type: str
    above_scale_from: date | None
    above_scale_until: date | None
    is_synthetic: bool
    clusters: list[str]
    levels: list[Level] = Field(
        description=N_("of the last run, where the reader may see the diagnosis")
    )


class EnterprisePage(Told):
    """Enterprises in the order of their codes; a search has no next."""

    items: list[Enterprise]
    next: str | None = Field(description=N_("the cursor of the next answer; null at the end"))
