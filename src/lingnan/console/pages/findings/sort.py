"""Sorts of findings: rows kept out, inconsistencies, counts that may be false.

A code is named here by the rule of the room that writes it. Not for judging (the rooms do).
"""

from dataclasses import dataclass
from typing import Final

from lingnan.console.i18n import N_
from lingnan.registry import rules as registry
from lingnan.registry import supply_rule as supply
from lingnan.sources.cloud import rule as cloud
from lingnan.sources.declared import rule as declared
from lingnan.sources.published import rule as published

#: Two statements that cannot both hold.
INCONSISTENT: Final = frozenset(
    rule.code
    for rule in (
        registry.DUPLICATE_OTHER,
        registry.REGION_CONFLICT,
        registry.SIZE_DIFFERS,
        registry.DATE_ORDER,
        registry.PERIOD_OVERLAPS,
        registry.CLOSING_IGNORED,
        supply.SUPPLY_OVERLAPS,
        declared.CONTRADICTION,
        published.CONFLICT,
        published.TWO_DATES,
        cloud.INVOICE_DIFFERS,
        cloud.NAME_DIFFERS,
    )
)
#: Use or proof that may count what it should not: one account, invoice or paper under two codes,
#: free or idle services, paybacks, own issuers.
SUSPECTED: Final = frozenset(
    rule.code
    for rule in (
        cloud.BOUND_TWICE,
        cloud.CLAIMED_TWICE,
        cloud.CLAIMED_EARLIER,
        cloud.PAYER_SHARED,
        cloud.RESELLER,
        cloud.SAME_CHARGES,
        cloud.RING,
        cloud.FREE_TRIAL,
        cloud.FREE_CONTRACT,
        cloud.PARKED,
        cloud.NOT_PAID,
        cloud.REFUND,
        cloud.PURCHASE_ONLY,
        declared.OWN_ISSUER,
        declared.DOCUMENT_SHARED,
        declared.NO_DOCUMENT,
        declared.GRADE_CAPPED,
    )
)


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort, as a choice of the page."""

    id: str
    name: str
    what: str


SORTS: Final = (
    Sort("all", N_("All findings"), N_("Everything that imports remarked.")),
    Sort("rejected", N_("Rows kept out"), N_("Rows that an error kept out of the store.")),
    Sort(
        "inconsistent",
        N_("Inconsistencies"),
        N_("Statements that cannot both hold: two values of a day, two places, two periods."),
    ),
    Sort(
        "suspected",
        N_("Suspected false counts"),
        N_(
            "Use or proof that may count what it should not: one account, invoice or paper under "
            "two codes, free or idle services, refunds, own issuers."
        ),
    ),
)
