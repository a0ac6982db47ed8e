"""Read a FOCUS bill of any edition into one table of lines with clean types.

Null is written in many ways (empty, NULL), amounts have up to twelve decimals, and a vendor may
give months in Beijing time: a billing period that starts at 16:00 UTC is a Chinese month, and all
times of its rows are moved by eight hours. Not for judging lines (see bill).
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from lingnan.packs.content.cloud import CloudRules
from lingnan.sources.cloud import rule
from lingnan.sources.cloud.errors import NotFocus
from lingnan.sources.journal import Journal
from lingnan.store.tabular import Column, Sheet, read_table

#: Findings of the reader that this file words better.
_UNUSED_COLUMNS: Final = "TAB-015"
AMOUNT: Final = "DECIMAL(38, 12)"
CATEGORIES: Final = ("Usage", "Purchase", "Tax", "Credit", "Adjustment")


def read_bill(path: Path | str, rules: CloudRules, journal: Journal | None = None) -> Sheet:
    """Read the columns of a bill that the rules use.

    Raises:
        NotFocus: required columns are missing. TableFileError: the file is unreadable.
    """
    used = [column for column in rules.focus_columns if column.need != "unused"]
    sheet = read_table(path, columns=[Column(column.name) for column in used])
    present = set(sheet.mapping)
    version = edition(rules, (*present, *sheet.unmapped))
    of_version = {column.name for column in rules.columns_of(version)}
    missing = [c.name for c in used if c.need == "required" and c.name not in present]
    if missing:
        raise NotFocus(file=sheet.file, version=version, missing="、".join(missing))
    if journal is not None:
        _tell(sheet, rules, version, of_version, journal)
    return sheet


def edition(rules: CloudRules, headers: Iterable[str]) -> str:
    """Answer the earliest edition of FOCUS that has all the FOCUS columns of a header."""
    present = {header.casefold() for header in headers}
    since = {c.name.casefold(): c.since for c in rules.focus_columns}
    found = [since[name] for name in present if name in since]
    return max(found, default="1.0")


def _tell(
    sheet: Sheet, rules: CloudRules, version: str, of_version: set[str], journal: Journal
) -> None:
    journal.take(tuple(each for each in sheet.findings if each.code != _UNUSED_COLUMNS))
    journal.add(rule.READ_AS, version=version)
    known = {column.name.casefold() for column in rules.focus_columns}
    stray = [
        name
        for name in sheet.unmapped
        if name.casefold() not in known and not name.casefold().startswith("x_")
    ]
    if stray:
        journal.add(rule.STRAY_COLUMN, row=sheet.header_row or None, value="、".join(stray))
    for column in rules.focus_columns:
        is_missed = column.need == "useful" and column.name not in sheet.mapping
        if is_missed and column.name in of_version and column.replaced_by not in sheet.mapping:
            journal.add(
                rule.COLUMN_ABSENT,
                value=column.name,
                field=column.name,
                rules="、".join(column.rules),
            )


def keep_lines(connection: Any, sheet: Sheet) -> None:
    """Make the table `typed_line` from a bill: one row per charge, in billing currency.

    Shapes:
        typed_line(row, account, sub_account, account_name, sub_account_name, currency, category,
            is_correction, is_unused, consumed, billed, effective, list, invoice, issuer, provider,
            resource, service_category, service, sku, raw_billed, raw_start, raw_category,
            billing_start, billing_end (dates, end exclusive), billing_month, charge_date,
            charge_month).
    """
    table = _without_zones(sheet.table)
    connection.register("bill_sheet", table)
    types = {field.name: field.type for field in table.schema}

    def text(name: str) -> str:
        if name not in types:
            return "NULL::VARCHAR"
        cell = f'"{name}"' if pa.types.is_string(types[name]) else f'CAST("{name}" AS VARCHAR)'
        return f"nullif(nullif({cell}, 'NULL'), 'null')"

    def amount(name: str) -> str:
        cell = text(name)
        plain = f"TRY_CAST(replace({cell}, ',', '') AS {AMOUNT})"
        return f"coalesce(TRY_CAST({cell} AS {AMOUNT}), {plain})"

    def instant(name: str) -> str:
        return f"TRY_CAST({text(name)} AS TIMESTAMP)"

    connection.execute(
        f"""
        CREATE TEMP TABLE typed_line AS
        WITH typed AS (
            SELECT row,
                {text("BillingAccountId")} AS account, {text("SubAccountId")} AS sub_account,
                {text("BillingAccountName")} AS account_name,
                {text("SubAccountName")} AS sub_account_name,
                upper({text("BillingCurrency")}) AS currency,
                {text("ChargeCategory")} AS raw_category,
                coalesce({text("ChargeClass")}, '') = 'Correction' AS is_correction,
                coalesce({text("CommitmentDiscountStatus")}, '') = 'Unused' AS is_unused,
                {amount("ConsumedQuantity")} AS consumed,
                {text("BilledCost")} AS raw_billed, {amount("BilledCost")} AS billed,
                coalesce({amount("EffectiveCost")}, 0) AS effective,
                {amount("ListCost")} AS list,
                {text("InvoiceId")} AS invoice, {text("InvoiceIssuerName")} AS issuer,
                coalesce({text("ProviderName")}, {text("ServiceProviderName")}) AS provider,
                {text("ResourceId")} AS resource,
                {text("ServiceCategory")} AS service_category, {text("ServiceName")} AS service,
                {text("SkuPriceId")} AS sku,
                {text("BillingPeriodStart")} AS raw_start,
                {instant("BillingPeriodStart")} AS started, {instant("BillingPeriodEnd")} AS ended,
                {instant("ChargePeriodStart")} AS charged
            FROM bill_sheet
        ), shifted AS (
            SELECT *, CASE WHEN hour(started) = 16 THEN INTERVAL 8 HOUR ELSE INTERVAL 0 HOUR END
                AS zone FROM typed
        )
        SELECT * EXCLUDE (started, ended, charged, zone),
            upper(raw_category[1]) || lower(raw_category[2:]) AS category,
            CAST(started + zone AS DATE) AS billing_start,
            CAST(ended + zone AS DATE) AS billing_end,
            CAST(date_trunc('month', started + zone) AS DATE) AS billing_month,
            CAST(charged + zone AS DATE) AS charge_date,
            CAST(date_trunc('month', charged + zone) AS DATE) AS charge_month
        FROM shifted
        """
    )


def _without_zones(table: pa.Table) -> pa.Table:
    """Timestamps with a zone as plain UTC."""
    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type) and field.type.tz is not None:
            plain = table[field.name].cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
            table = table.set_column(place, field.name, plain)
    return table
