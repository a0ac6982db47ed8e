"""Patterns that a person should look at (V8, V9, V11). Nothing here keeps a line out."""

from typing import Any, Final

from lingnan.packs.content.cloud import CloudRules
from lingnan.registry.classify import size_class
from lingnan.sources.cloud import rule
from lingnan.sources.cloud.claim import shown_usccs
from lingnan.sources.cloud.invoice import plain
from lingnan.sources.journal import Journal
from lingnan.store import Engine, Lake

_ENTERPRISE: Final = "registry_enterprise"


def tell_resellers(connection: Any, rules: CloudRules, journal: Journal) -> None:
    """V8: report who invoices services of another provider; one finding per pair.

    Limits: a payment that goes round between seller and buyer is not seen in a bill; the form of
        contracts and payments is where it shows.
    """
    own = {
        name.casefold(): provider.name
        for provider in rules.providers
        for name in (provider.name, *provider.issuers)
    }
    query = """
        SELECT provider, issuer, count(*) FROM line
        WHERE problem IS NULL AND provider IS NOT NULL AND issuer IS NOT NULL
        GROUP BY ALL ORDER BY ALL
    """
    for provider, issuer, count in connection.sql(query).fetchall():
        if own.get(provider.casefold(), provider) != own.get(issuer.casefold(), issuer):
            journal.add(
                rule.RESELLER, field="InvoiceIssuerName", value=provider, issuer=issuer, count=count
            )


def tell_same_charges(
    connection: Any, engine: Engine, lake: Lake, rules: CloudRules, journal: Journal
) -> None:
    """V9: report one price, amount and day shared by many micro enterprises.

    Limits: only enterprises whose size the register tells.
    """
    if not lake.exists(_ENTERPRISE):
        return
    enterprises = engine.scan(lake, _ENTERPRISE)
    micro = enterprises.filter(size_class(enterprises) == "micro").select("uscc")
    engine.keep("micro_enterprise", micro)
    least = int(rules.thresholds.cluster_enterprises_min.value)
    query = f"""
        SELECT provider, sku, billed, currency, charge_date,
            list_sort(list_distinct(list(uscc))) AS usccs
        FROM line SEMI JOIN micro_enterprise USING (uscc)
        WHERE problem IS NULL AND billed > 0 AND sku IS NOT NULL AND category <> 'Tax'
        GROUP BY provider, sku, billed, currency, charge_date
        HAVING count(DISTINCT uscc) >= {least}
        ORDER BY charge_date, sku, billed
    """
    for _, sku, billed, currency, day, usccs in connection.sql(query).fetchall():
        journal.add(
            rule.SAME_CHARGES,
            field="SkuPriceId",
            value=f"{plain(billed)} {currency}",
            count=len(usccs),
            day=day,
            sku=sku,
            others=shown_usccs(usccs),
        )


def tell_refunds(connection: Any, journal: Journal) -> None:
    """V11: report refunds after the day of a subsidy, and those whose subsidy is not known."""
    query = """
        SELECT uscc, subsidised_on, -sum(billed_here) AS refunded FROM line
        WHERE problem IS NULL AND is_correction AND billed_here < 0
            AND (subsidised_on IS NULL OR billing_end > subsidised_on)
        GROUP BY ALL ORDER BY uscc, subsidised_on
    """
    for code, day, refunded in connection.sql(query).fetchall():
        found = rule.CORRECTION if day is None else rule.REFUND
        journal.add(found, field="BilledCost", value=plain(refunded), subject=code, day=day)
