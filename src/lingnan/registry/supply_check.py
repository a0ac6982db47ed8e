"""Check the cells of a supply network: who, what, how much, since when.

Not for what the register already holds of it (see supply_import).
"""

import re
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, select

from lingnan.kernel import half_width
from lingnan.registry import rules, supply_rule
from lingnan.registry.cell import (
    decode_amounts,
    decode_counts,
    decode_distinct,
    text_column,
    true_rows,
)
from lingnan.registry.code_check import check_uscc
from lingnan.registry.day_check import check_day, check_order
from lingnan.registry.draft import Draft
from lingnan.registry.enterprise_figure import LARGEST_REVENUE_CNY, amount_unit
from lingnan.registry.merger import known_codes
from lingnan.registry.model import EntityKind
from lingnan.registry.store import registry_entity

#: Shares are kept to a hundredth of a percent.
SHARE_STEP: Final = Decimal("0.0001")
_STRING: Final = pa.string()
_PERCENT: Final = re.compile(r"%|pct|percent|百分", re.IGNORECASE)


def check_supplies(connection: Connection, draft: Draft) -> None:
    """Decode every column of the draft; report what keeps a row out.

    Shapes: columns afterwards: those of registry_supply, spend as float64 yuan, the share as
        decimal128(5, 4); null only where a row is rejected or a cell may be empty.
    """
    columns = draft.columns
    columns["supplier_uscc"] = columns["subject_code"] = check_uscc(draft, "supplier_uscc")
    columns["buyer_uscc"] = check_uscc(draft, "buyer_uscc")
    is_self = true_rows(pc.equal(columns["supplier_uscc"], columns["buyer_uscc"]))
    draft.report(supply_rule.SELF_SUPPLY, is_self, "buyer_uscc")
    for name in ("supplier_uscc", "buyer_uscc"):
        known = pa.array(known_codes(connection, columns[name]), _STRING)
        is_unknown = ~np.asarray(pc.is_in(columns[name], known)) & ~draft.is_rejected
        draft.report(rules.ENTERPRISE_UNKNOWN, is_unknown, name)
    _check_chain(connection, draft)
    columns["item"] = pc.utf8_trim_whitespace(text_column(draft.cells("item")))
    is_empty = np.asarray(pc.is_null(columns["item"])) | true_rows(pc.equal(columns["item"], ""))
    draft.report(rules.VALUE_MISSING, is_empty, "item")
    _check_spend(draft)
    counts = decode_counts(draft.cells("orders_count"))
    draft.report(supply_rule.ORDERS_UNREADABLE, counts.is_bad, "orders_count")
    columns["orders_count"] = counts.values
    _check_share(draft)
    check_day(draft, "from_date", today=None)
    _check_missing(draft, "from_date")
    check_day(draft, "until_date", today=None)
    check_order(draft, "from_date", "until_date")


def _check_missing(draft: Draft, name: str) -> None:
    is_missing = np.asarray(pc.is_null(draft.columns[name])) & ~draft.is_rejected
    draft.report(rules.VALUE_MISSING, is_missing, name)


def _check_chain(connection: Connection, draft: Draft) -> None:
    entity = registry_entity.c
    query = select(entity.entity_code, entity.name_zh, entity.name_en).where(
        entity.kind == str(EntityKind.CHAIN)
    )
    rows = connection.execute(query).all()
    chains: dict[str, str] = {}
    # Codes come first: another chain may be named like one.
    for place in range(3):
        for row in rows:
            if row[place]:
                chains.setdefault(_chain_key(row[place]), row.entity_code)

    def read(text: str) -> str:
        code = chains.get(_chain_key(text))
        if code is None:
            raise ValueError(f"{text!r} is no registered chain")
        return code

    found = decode_distinct(draft.cells("chain_id"), read, _STRING)
    draft.report(supply_rule.CHAIN_UNKNOWN, found.is_bad, "chain_id")
    is_missing = np.asarray(pc.is_null(found.values)) & ~found.is_bad
    draft.report(rules.VALUE_MISSING, is_missing, "chain_id")
    draft.columns["chain_id"] = found.values


def _chain_key(text: str) -> str:
    return half_width(text).casefold()


def _check_spend(draft: Draft) -> None:
    scale, unit, where = amount_unit(draft, "spend_cny")
    amounts = decode_amounts(draft.cells("spend_cny"), scale=scale)
    spend = amounts.values
    draft.report(supply_rule.SPEND_UNREADABLE, amounts.is_bad, "spend_cny")
    is_missing = np.asarray(pc.is_null(spend)) & ~amounts.is_bad
    draft.report(rules.VALUE_MISSING, is_missing, "spend_cny")
    # Less than half a fen is nothing.
    not_positive = true_rows(pc.less_equal(spend, 0.0))
    draft.report(supply_rule.SPEND_NOT_POSITIVE, not_positive, "spend_cny")
    too_large = true_rows(pc.greater_equal(spend, LARGEST_REVENUE_CNY))
    draft.report(supply_rule.SPEND_TOO_LARGE, too_large, "spend_cny")
    draft.columns["spend_cny"] = spend
    if scale != 1:
        draft.remark(supply_rule.SPEND_CONVERTED, field="spend_cny", unit=unit, where=where)


def _check_share(draft: Draft) -> None:
    is_percent = bool(_PERCENT.search(draft.sheet.units.get("quality_data_share", "")))
    read = partial(parse_share, is_percent=is_percent)
    shares = decode_distinct(draft.cells("quality_data_share"), read, pa.decimal128(5, 4))
    draft.report(supply_rule.SHARE_UNREADABLE, shares.is_bad, "quality_data_share")
    draft.columns["quality_data_share"] = shares.values


def parse_share(text: str, *, is_percent: bool = False) -> Decimal:
    """Read a share: ``0.6``, ``60%``; with `is_percent` a bare number is one of a hundred.

    Raises: ValueError for anything that is not from 0 to 1.
    """
    plain = half_width(text)
    has_sign = plain.endswith("%")
    try:
        number = Decimal(plain.removesuffix("%").strip())
    except InvalidOperation:
        raise ValueError(f"{text!r} is no share") from None
    share = number / 100 if has_sign or is_percent else number
    if not (share.is_finite() and 0 <= share <= 1):
        raise ValueError(f"{text!r} is not between 0 and 1")
    return share.quantize(SHARE_STEP)
