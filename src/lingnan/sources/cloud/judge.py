"""Judge the lines of a bill: which count, which stay out, and why.

The table `line` has a column problem, null where the line counts. Every reason is reported
once for the account, currency or enterprise it comes from, or row by row where the row is at fault.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from lingnan.sources.cloud import rule
from lingnan.sources.cloud.errors import BadRate
from lingnan.sources.cloud.focus import AMOUNT, CATEGORIES
from lingnan.sources.journal import Journal

#: Held while one cloud import runs.
LOCK: Final = "cloud"
_RATE: Final = pa.schema([("currency", pa.string()), ("rate", pa.decimal128(18, 8))])


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """What one unit of a currency cost on a day.

    Units: `value` in the currency of the pack per unit of `currency`.
    Raises: BadRate unless the value is positive.
    """

    currency: str
    value: Decimal
    on: date

    def __post_init__(self) -> None:
        if not self.value > 0 or len(self.currency) != 3:
            raise BadRate(currency=self.currency, value=self.value, day=self.on)


def convert_lines(connection: Any, currency: str, rates: Mapping[str, ExchangeRate]) -> None:
    """Make the view `priced_line`: bound_line with rate, billed_here, effective_here.

    A currency without a rate leaves them null; such lines are refused by `judge_lines`.
    """
    rows = [{"currency": currency, "rate": Decimal(1)}]
    rows += [{"currency": c, "rate": rate.value} for c, rate in rates.items() if c != currency]
    connection.register("rate_row", pa.Table.from_pylist(rows, _RATE))
    connection.execute(
        f"""
        CREATE TEMP VIEW priced_line AS
        SELECT l.*, r.rate, CAST(l.billed * r.rate AS {AMOUNT}) AS billed_here,
            CAST(l.effective * r.rate AS {AMOUNT}) AS effective_here
        FROM bound_line AS l LEFT JOIN rate_row AS r ON r.currency = l.currency
        """
    )


def judge_lines(connection: Any) -> None:
    """Make the table `line`: priced_line with its problem; needs `known_subject`."""
    categories = ", ".join(f"'{name}'" for name in CATEGORIES)
    connection.execute(
        f"""
        CREATE TEMP TABLE line AS
        SELECT l.*, CASE
            WHEN l.billed IS NULL THEN 'amount'
            WHEN l.billing_month IS NULL OR l.billing_end IS NULL
                OR l.billing_end <= l.billing_start THEN 'instant'
            WHEN l.category IS NULL OR l.category NOT IN ({categories}) THEN 'category'
            WHEN l.rate IS NULL THEN 'currency'
            WHEN l.uscc IS NULL THEN 'unbound'
            WHEN s.subject_code IS NULL THEN 'enterprise'
        END AS problem
        FROM priced_line AS l LEFT JOIN known_subject AS s ON s.subject_code = l.uscc
        """
    )


def tell_problems(connection: Any, journal: Journal) -> None:
    """Report the lines that `judge_lines` refuses."""
    query = """
        SELECT problem, row, raw_billed, raw_start, raw_category FROM line
        WHERE problem IN ('amount', 'instant', 'category') ORDER BY row
    """
    for problem, row, billed, start, category in connection.sql(query).fetchall():
        if problem == "amount":
            journal.add(rule.BAD_AMOUNT, row=row, field="BilledCost", value=billed)
        elif problem == "instant":
            journal.add(rule.BAD_INSTANT, row=row, field="BillingPeriodStart", value=start)
        else:
            journal.add(rule.BAD_CATEGORY, row=row, field="ChargeCategory", value=category)
    for value, count, row in _grouped(connection, "currency", "currency"):
        journal.add(rule.OTHER_CURRENCY, row=row, field="BillingCurrency", value=value, count=count)
    account = "concat_ws('/', account, sub_account)"
    for value, count, row in _grouped(connection, "unbound", account):
        journal.add(rule.UNBOUND, row=row, field="BillingAccountId", value=value, count=count)
    for value, count, row in _grouped(connection, "enterprise", "uscc"):
        journal.add(rule.UNKNOWN_ENTERPRISE, row=row, value=value, subject=value, count=count)


def tell_rates(
    connection: Any, currency: str, rates: Mapping[str, ExchangeRate], journal: Journal
) -> None:
    """Report which lines were converted, and at which rate."""
    query = "SELECT currency, count(*) FROM line WHERE problem IS NULL GROUP BY currency ORDER BY 1"
    for found, count in connection.sql(query).fetchall():
        if found != currency:
            rate = rates[found]
            journal.add(
                rule.CONVERTED,
                field="BillingCurrency",
                value=found,
                count=count,
                currency=currency,
                rate=rate.value,
                day=rate.on,
            )


def count_refused(connection: Any) -> int:
    """Answer how many rows of the file stay out."""
    query = "SELECT count(*) FROM line WHERE problem IS NOT NULL"
    return int(connection.sql(query).fetchall()[0][0])


def tell_names(connection: Any, journal: Journal) -> None:
    """Compare account names with the register (V1), and report accounts that pay for many."""
    query = """
        WITH named AS (
            SELECT DISTINCT l.uscc, s.name_zh,
                CASE WHEN l.claim_account <> l.account THEN l.sub_account_name
                     ELSE l.account_name END AS shown
            FROM line AS l JOIN known_subject AS s ON s.subject_code = l.uscc
            WHERE l.problem IS NULL)
        SELECT uscc, shown, name_zh FROM named
        WHERE shown IS NOT NULL AND name_zh IS NOT NULL
            AND regexp_replace(lower(shown), '[\\s()（）]', '', 'g')
                <> regexp_replace(lower(name_zh), '[\\s()（）]', '', 'g')
        ORDER BY uscc, shown
    """
    for code, shown, name in connection.sql(query).fetchall():
        journal.add(
            rule.NAME_DIFFERS, field="BillingAccountName", value=shown, subject=code, name=name
        )
    query = """
        SELECT account, count(DISTINCT uscc) AS enterprises FROM line WHERE problem IS NULL
        GROUP BY account HAVING enterprises > 1 ORDER BY account
    """
    for account, count in connection.sql(query).fetchall():
        journal.add(rule.PAYER_SHARED, field="BillingAccountId", value=account, count=count)


def _grouped(connection: Any, problem: str, key: str) -> list[tuple[str, int, int]]:
    query = f"""
        SELECT {key} AS value, count(*), min(row) FROM line WHERE problem = '{problem}'
        GROUP BY value ORDER BY value
    """
    found: list[tuple[str, int, int]] = connection.sql(query).fetchall()
    return found
