"""The form for vendors without FOCUS: contracts, invoices, payments and usage logs in one table.

One row per record; `kind` says which. All rows of one contract carry its `contract_no`.

* contract 合同: uscc, date (signed), amount; period_start and period_end (last day) of the service;
  seller, seller_uscc, service, category.
* invoice 发票 and payment 付款: contract_no, document_no, date, amount.
* usage 用量: contract_no, date (any day of the month), quantity; service, category if they differ.

`document` names the paper: its SHA-256, or a file beside the form. A row without one is declared.
Not for judging (see contract).
"""

import re
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from lingnan.kernel import half_width
from lingnan.kernel.money import parse_cny
from lingnan.sources.intake import file_sha256
from lingnan.sources.subject import uscc_sql
from lingnan.sources.word import FIRST_DAY, parse_day, parse_period, unit_factor
from lingnan.store.tabular import Column, Sheet

COLUMNS: Final = (
    Column("kind", ("类型", "记录类型", "单据类型", "record_kind"), required=True),
    Column("contract_no", ("合同编号", "合同号", "contract"), required=True),
    Column("uscc", ("统一社会信用代码", "信用代码", "购买方信用代码", "buyer_uscc"), required=True),
    Column("seller", ("销售方", "云服务商", "供应商")),
    Column("seller_uscc", ("销售方信用代码", "供应商信用代码")),
    Column("service", ("服务", "服务名称", "产品")),
    Column("category", ("服务类别", "类别", "ServiceCategory")),
    Column("document_no", ("单据号", "发票号码", "凭证号", "invoice_no")),
    Column("date", ("日期", "签订日期", "开票日期", "付款日期"), required=True),
    Column("period_start", ("服务起", "服务开始日期", "起始日期")),
    Column("period_end", ("服务止", "服务结束日期", "终止日期")),
    Column("amount", ("金额", "合同额", "合同金额", "amount_cny")),
    Column("quantity", ("用量", "使用量", "登录次数", "活跃用户数", "usage_quantity")),
    Column("document", ("文件", "附件", "佐证材料", "path")),
)
_KIND_WORDS: Final = {
    "contract": "contract",
    "合同": "contract",
    "invoice": "invoice",
    "发票": "invoice",
    "payment": "payment",
    "付款": "payment",
    "付款凭证": "payment",
    "支付凭证": "payment",
    "usage": "usage",
    "用量": "usage",
    "使用日志": "usage",
    "用量日志": "usage",
}
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_TEXT: Final = pa.string()
_KIND: Final = pa.schema([("raw", _TEXT), ("kind", _TEXT)])
_DAY: Final = pa.schema([("raw", _TEXT), ("day", pa.date32())])
_AMOUNT: Final = pa.schema([("raw", _TEXT), ("amount", pa.decimal128(38, 12))])
_DOCUMENT: Final = pa.schema([("raw", _TEXT), ("sha256", _TEXT)])


def keep_entries(connection: Any, sheet: Sheet, folder: Path) -> list[str]:
    """Make the table `entry` from the form; answers the SHA-256 of every paper it names.

    Shapes:
        entry(row, kind, contract_no, uscc, seller, seller_uscc, service, category, document_no,
            day, first, last, amount, quantity, document, raw_kind, raw_date, raw_amount,
            raw_quantity, raw_document): a cell that cannot be read is null beside its raw text.
            `document` is a SHA-256.
    Units: amount in yuan.
    """
    table = sheet.table
    for column in COLUMNS:
        if column.name not in table.column_names:
            table = table.append_column(column.name, pa.nulls(table.num_rows, _TEXT))
    connection.register("form_sheet", table)
    names = ", ".join(f"CAST({c.name} AS VARCHAR) AS {c.name}" for c in COLUMNS)
    connection.execute(f"CREATE TEMP TABLE form_row AS SELECT row, {names} FROM form_sheet")
    documents = _documents(connection, folder)
    _keep(connection, "kind_word", _KIND, _kinds(connection))
    _keep(connection, "day_word", _DAY, _days(connection))
    _keep(connection, "amount_word", _AMOUNT, _amounts(connection, sheet.units.get("amount")))
    _keep(connection, "document_word", _DOCUMENT, documents)
    connection.execute(
        f"""
        CREATE TEMP TABLE entry AS
        SELECT f.row, k.kind, trim(f.contract_no) AS contract_no, {uscc_sql("f.uscc")} AS uscc,
            trim(f.seller) AS seller, {uscc_sql("f.seller_uscc")} AS seller_uscc, f.service,
            f.category, trim(f.document_no) AS document_no, d.day, s.day AS first, e.day AS last,
            a.amount, TRY_CAST(replace(f.quantity, ',', '') AS DECIMAL(38, 12)) AS quantity,
            p.sha256 AS document, f.kind AS raw_kind, f.date AS raw_date, f.amount AS raw_amount,
            f.quantity AS raw_quantity, f.document AS raw_document
        FROM form_row AS f
        LEFT JOIN kind_word AS k ON k.raw = f.kind
        LEFT JOIN day_word AS d ON d.raw = f.date
        LEFT JOIN day_word AS s ON s.raw = f.period_start
        LEFT JOIN day_word AS e ON e.raw = f.period_end
        LEFT JOIN amount_word AS a ON a.raw = f.amount
        LEFT JOIN document_word AS p ON p.raw = f.document
        """
    )
    return sorted({each["sha256"] for each in documents if each["sha256"] is not None})


def _keep(connection: Any, name: str, schema: pa.Schema, rows: list[dict[str, Any]]) -> None:
    connection.register(f"{name}_row", pa.Table.from_pylist(rows, schema))
    connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM {name}_row")


def _distinct(connection: Any, *columns: str) -> list[str]:
    parts = " UNION ".join(f"SELECT {name} AS raw FROM form_row" for name in columns)
    found = connection.sql(f"SELECT DISTINCT raw FROM ({parts}) WHERE raw IS NOT NULL").fetchall()
    return sorted(raw for (raw,) in found)


def _kinds(connection: Any) -> list[dict[str, Any]]:
    return [
        {"raw": raw, "kind": _KIND_WORDS.get(half_width(raw).casefold())}
        for raw in _distinct(connection, "kind")
    ]


def _days(connection: Any) -> list[dict[str, Any]]:
    rows = []
    for raw in _distinct(connection, "date", "period_start", "period_end"):
        period = parse_period(raw)
        day = parse_day(raw) or (None if period is None else period.start)
        rows.append({"raw": raw, "day": day if day is not None and day >= FIRST_DAY else None})
    return rows


def _amounts(connection: Any, unit: str | None) -> list[dict[str, Any]]:
    """Amounts as typed; a plain number is in the unit of the column's header."""
    factor = unit_factor(unit, "CNY")
    rows = []
    for raw in _distinct(connection, "amount"):
        try:
            amount = parse_cny(raw)
        except ValueError:
            amount = None
        if amount is not None and raw[-1:].isdigit():
            amount = None if factor is None else amount * factor
        rows.append({"raw": raw, "amount": amount})
    return rows


def _documents(connection: Any, folder: Path) -> list[dict[str, Any]]:
    """SHA-256 of each paper named; null when it is neither a digest nor a file below the form."""
    home = folder.resolve()
    rows = []
    for raw in _distinct(connection, "document"):
        written = half_width(raw).lower()
        digest: str | None = written if _SHA256.fullmatch(written) else None
        place = (home / raw.replace("\\", "/")).resolve()
        if digest is None and place.is_relative_to(home) and place.is_file():
            digest = file_sha256(place) if place.stat().st_size else None
        rows.append({"raw": raw, "sha256": digest})
    return rows
