"""Consents of enterprises to banks and providers."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from lingnan.console.api.shape.part import Day, FromPack, Sent, Told
from lingnan.console.i18n import N_


class ConsentGiven(Sent):
    """A consent to be given."""

    recipient: Annotated[str, Field(pattern=r"^(bank|provider):[^\x00-\x20\x7f]{1,80}$")] = Field(
        description=N_("bank:<code> or provider:<code> of the register")
    )
    indicators: list[Annotated[str, FromPack("indicator_or_figures")]] = Field(
        min_length=1,
        max_length=500,
        description=N_(
            "codes of indicators; * for all; registry:figures for headcount and revenue"
        ),
    )
    purpose: Annotated[str, Field(min_length=1, max_length=500, pattern=r"[^\x00-\x20]")]
    until: Day = Field(description=N_("the last day on which it holds"))


class Consent(Told):
    """A consent as it is kept."""

    consent_id: str
    uscc: str
    recipient: str
    indicators: list[str]
    purpose: str
    until: date
    given_at: datetime
    given_by: str
    withdrawn_at: datetime | None
    is_live: bool


class ConsentList(Told):
    """Consents, the latest first."""

    items: list[Consent]
