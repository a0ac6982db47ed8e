"""The months of an import as evidence for the ledger, whatever kind of file they come from."""

from datetime import date
from typing import Any, Final

import pyarrow as pa

from lingnan.evidence import PROPOSAL_SCHEMA
from lingnan.packs import Pack
from lingnan.sources.cloud.window import MONTHS, SERVICES, USE

SPEND: Final = "cloud_spend_cny"
EFFECTIVE: Final = "cloud_effective_cost_cny"
PURCHASE: Final = "cloud_purchase_cny"
DEPTH: Final = "cloud_depth_level"
#: Indicator, its value in `month_fact`, and when it is stated.
_BY_MONTH: Final = (
    (SPEND, "spend", "spend IS NOT NULL"),
    (EFFECTIVE, "effective", "effective IS NOT NULL"),
    (PURCHASE, "spend", "is_purchase_only"),
    (SERVICES, "services_used", "services_used IS NOT NULL"),
    (DEPTH, "level", "level IS NOT NULL"),
)
_BY_WINDOW: Final = ((MONTHS, "w.months", "w.grade"), (USE, "w.is_use::INT", "w.use_grade"))


def month_proposals(connection: Any, pack: Pack, source: str, today: date) -> pa.Table:
    """The evidence of `month_fact` and `window_fact`, for the indicators that the pack has.

    Units: amounts rounded to six decimals. An open month is dated today, a closed one at its end.
    """
    units = {each.code: each.unit for each in pack.indicators}
    parts = [
        f"SELECT uscc, month, ends_on, document, '{code}' AS code, '{units[code]}' AS unit,"
        f" CAST(round({value}, 6) AS DECIMAL(18, 6)) AS value, grade"
        f" FROM month_fact WHERE {condition}"
        for code, value, condition in _BY_MONTH
        if code in units
    ]
    parts += [
        f"SELECT w.uscc, w.month, last_day(w.month), w.document, '{code}', '{units[code]}',"
        f" CAST({value} AS DECIMAL(18, 6)), {grade} FROM window_fact AS w"
        for code, value, grade in _BY_WINDOW
        if code in units
    ]
    connection.register("source_word", pa.table({"source": [source]}))
    table = connection.sql(
        f"""
        SELECT uscc AS subject_code, code AS indicator_code, NULL::VARCHAR AS value_code,
            value AS value_number, unit, month AS period_start,
            CAST(month + INTERVAL 1 MONTH AS DATE) AS period_end,
            least(ends_on, DATE '{today}') AS fact_date, CAST(grade AS TINYINT) AS grade,
            s.source, document
        FROM ({" UNION ALL ".join(parts)}) CROSS JOIN source_word AS s
        ORDER BY uscc, month, code
        """
    ).to_arrow_table()
    return table.select(PROPOSAL_SCHEMA.names).cast(PROPOSAL_SCHEMA)
