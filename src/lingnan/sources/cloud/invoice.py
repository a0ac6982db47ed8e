"""Whether a bill adds up to its invoices (V5).

The list of invoices has the columns invoice (InvoiceId, 发票号码) or account (账号) and month
(月份), and amount (金额, as payable in the billing currency). FOCUS has InvoiceId from 1.2 on; for
earlier bills an invoice is found by account and month.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from lingnan.kernel import month_start
from lingnan.sources.cloud import rule
from lingnan.sources.journal import Journal
from lingnan.sources.word import parse_number, parse_period
from lingnan.store.tabular import Column, read_table

COLUMNS: Final = (
    Column("invoice", ("InvoiceId", "发票号码", "发票号", "账单号", "invoice_no")),
    Column("account", ("BillingAccountId", "账号", "云账号", "主账号")),
    Column("month", ("月份", "账期", "billing_month", "期间")),
    Column("amount", ("金额", "发票金额", "价税合计", "invoice_amount", "total"), required=True),
)
_SCHEMA: Final = pa.schema(
    [
        ("invoice", pa.string()),
        ("account", pa.string()),
        ("month", pa.date32()),
        ("amount", pa.decimal128(38, 12)),
    ]
)


def read_invoices(path: Path | str, journal: Journal) -> tuple[pa.Table, str]:
    """Read a list of invoices; answers the usable rows and the SHA-256 of the file.

    Shapes:
        returns: invoice (or null), account and month (or null), amount.
    Raises: TableFileError when it is unreadable or lacks a column.
    """
    sheet = read_table(path, columns=COLUMNS)
    journal.take(sheet.findings)
    rows = []
    for cells in sheet.table.to_pylist():
        invoice, account, month = (cells.get(name) for name in ("invoice", "account", "month"))
        amount = parse_number(str(cells["amount"] or ""))
        period = None if month is None else parse_period(str(month))
        if amount is None or (invoice is None and (account is None or period is None)):
            shown = cells["amount"] if amount is None else (invoice or account or month)
            journal.add(rule.INVOICE_ROW, row=cells["row"], value=shown, list=sheet.file)
            continue
        rows.append(
            {
                "invoice": None if invoice is None else str(invoice),
                "account": None if account is None else str(account),
                "month": None if period is None else month_start(period.start),
                "amount": amount,
            }
        )
    return pa.Table.from_pylist(rows, _SCHEMA), sheet.sha256


def check_invoices(
    connection: Any, invoices: pa.Table, tolerance_share: Decimal, journal: Journal
) -> None:
    """Refuse the lines of invoices that do not add up: problem `invoice` in `line`.

    All charge categories count, since the invoice is what is payable; also lines refused for other
    reasons, since they stand on the invoice.
    """
    connection.register("invoice_row", invoices)
    key = "coalesce(invoice, account || '|' || strftime(billing_month, '%Y-%m'))"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE line AS
        SELECT *, {key} AS invoice_key FROM line;
        CREATE TEMP TABLE invoice_sum AS
        SELECT l.invoice_key, sum(l.billed) AS found, count(*) AS rows_count, i.amount AS expected,
            any_value(coalesce(l.invoice, l.invoice_key)) AS shown
        FROM line AS l
        LEFT JOIN invoice_row AS i ON l.invoice_key = coalesce(i.invoice,
            i.account || '|' || strftime(i.month, '%Y-%m'))
        WHERE l.invoice_key IS NOT NULL GROUP BY l.invoice_key, i.amount
        """
    )
    query = "SELECT shown, found, expected, rows_count FROM invoice_sum ORDER BY shown"
    for shown, found, expected, count in connection.sql(query).fetchall():
        if expected is None:
            journal.add(rule.INVOICE_UNKNOWN, field="InvoiceId", value=shown)
        elif abs(found - expected) > tolerance_share * abs(expected):
            journal.add(
                rule.INVOICE_DIFFERS,
                field="InvoiceId",
                value=shown,
                found=plain(found),
                expected=plain(expected),
                tolerance=f"{tolerance_share * 100:.0f} %",
                count=count,
            )
    connection.execute(
        f"""
        UPDATE line SET problem = 'invoice' WHERE problem IS NULL AND invoice_key IN (
            SELECT invoice_key FROM invoice_sum
            WHERE abs(found - expected) > {tolerance_share} * abs(expected))
        """
    )


def plain(amount: Decimal) -> str:
    """An amount as people read it: at most two decimals unless it is smaller than a cent."""
    return f"{amount:.2f}" if amount == 0 or abs(amount) >= Decimal("0.01") else f"{amount:.2g}"
