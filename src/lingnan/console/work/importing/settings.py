"""What a person told about a file to be imported, as plain values in its record."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """How a file is to be read.

    Attributes:
        kind: of `kind.KINDS`.
        headings: header in the file to column name, as a person said.
        model_id: the assessment model of answers.
        fact_date: the day of rows without one.
        max_grade: the highest grade of proof that rows may state.
        vendor, uscc, is_pushed: of cloud bills and contracts.
        accounts, invoices: names of the lists that came with a bill, kept beside it.
        rates: such as USD=7.02@2024-09-30.
    """

    kind: str
    headings: Mapping[str, str] = field(default_factory=dict)
    model_id: str | None = None
    fact_date: date | None = None
    max_grade: int = 2
    vendor: str | None = None
    uscc: str | None = None
    is_pushed: bool = False
    accounts: str | None = None
    invoices: str | None = None
    rates: tuple[str, ...] = ()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Read from plain values."""
        day = told.get("fact_date")
        return cls(
            **{
                **told,
                "fact_date": None if day is None else date.fromisoformat(day),
                "rates": tuple(told.get("rates", ())),
            }
        )

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        day = self.fact_date
        return {**asdict(self), "fact_date": None if day is None else day.isoformat()}
