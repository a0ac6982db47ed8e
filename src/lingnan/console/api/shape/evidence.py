"""Evidence: rows as `lingnan evidence show` and `trace` tell them, one fact, lines of a bulk."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from lingnan.console.api.shape.found import Checked
from lingnan.console.api.shape.part import Day, FromPack, Line, Sent, Told
from lingnan.console.i18n import N_

Code = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
Cell = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class EvidenceQuery(Sent):
    """Which rows about one enterprise."""

    indicator: Annotated[str, FromPack("indicator")] | None = Field(
        None, description=N_("code of an indicator of the pack")
    )
    rows: Literal["counting", "all"] = Field(
        "counting", description=N_("all: withdrawn and replaced rows, and what did so, too")
    )


class EvidenceRow(Told):
    """One row of the ledger."""

    evidence_no: int
    subject_code: str
    indicator_code: str
    value: str | None = Field(description=N_("options joined by commas, or a number"))
    unit: str | None
    fact_date: date
    period_start: date
    period_end: date = Field(description=N_("first day no longer"))
    grade: int = Field(description=N_("1 declared, 2 attested, 3 observed"))
    source: str
    document: str | None
    segment_no: int | None
    action: str = Field(description=N_("state, withdraw or replace"))


class EvidenceTrace(EvidenceRow):
    """One row with its place in the chain."""

    recorded_at: datetime
    amends_no: int | None
    amended_by_no: int | None
    segment_rows: int | None = None
    chain_sha256: str | None = None
    rows_sha256: str | None = None
    file_sha256: str | None = None
    batch_id: str | None = None


class Fact(Sent):
    """One fact to be kept. A paper of a third party makes it attested, where the role may."""

    indicator: Annotated[str, FromPack("indicator")]
    value: Cell = Field(min_length=1, description=N_("a number, or options such as B,C"))
    unit: Code | None = Field(None, description=N_("unit of a number, such as % or 万元"))
    fact_date: Day = Field(description=N_("the day on which the source established it"))
    document_sha256: Sha256 | None = Field(
        None, description=N_("SHA-256 of the signed paper; goes with issuer")
    )
    issuer: Line | None = Field(
        None, description=N_("the third party that signed it, never the enterprise")
    )


class Kept(Told):
    """The fact as the ledger keeps it."""

    evidence_no: int
    grade: int


class BulkLine(Sent):
    """One line of a bulk: the columns of an evidence file (docs/formats.md)."""

    subject: Code = Field(description=N_("credit code, region:<code> or <kind>:<code>"))
    indicator: Code
    value: Cell | int | float | None = None
    value_code: Cell | None = None
    value_number: Cell | int | float | None = None
    unit: Code | None = None
    period: Code | None = None
    period_start: Code | None = None
    period_end: Code | None = None
    fact_date: Code = Field(description=N_("a day, such as 2023-09-30"))
    grade: Code | int | None = Field(None, description=N_("1 declared, 2 attested; 1 when absent"))
    source: Code | None = None
    document: Cell | None = None


class Severities(Told):
    """How many findings of each severity."""

    error: int
    warning: int
    info: int


class Receipt(Told):
    """What became of a bulk, as `lingnan import`; the same key gives the same receipt."""

    file: str = Field(description=N_("the key"))
    added: int
    changed: int
    unchanged: int
    rejected: int
    findings: Severities
    problems: list[Checked] = Field(description=N_("the first 1,000 findings; the console has all"))
    problems_omitted: int
