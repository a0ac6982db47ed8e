"""What the good lines of a bill show about each enterprise and month (V2, V3, V4, V10).

Spending counts in the billed month. Use counts in the month in which it was charged, if that month
is billed in the same file; late rows of other months add spending but no further month of use.
"""

from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from lingnan.packs.content.cloud import CloudRules
from lingnan.sources.cloud import rule
from lingnan.sources.cloud.invoice import plain
from lingnan.sources.journal import Journal

_LEVEL: Final = pa.schema([("category", pa.string()), ("level", pa.int32())])


def measure_months(connection: Any, rules: CloudRules) -> None:
    """Make the table `month_fact` from the lines without problem.

    Shapes:
        month_fact(uscc, month, spend, effective, invoice, ends_on, is_parked, unused_share,
            services_used, level): one row per enterprise and billed month. services_used
            counts the service categories in use, 0 when nothing is; level null when no category
            in use shows depth; invoice null unless there is exactly one.
    Units: spend and effective in the pack's currency; unused_share 0 to 1, null without cost.
    """
    counted = _listed(rules.counted_categories)
    used = _listed(rules.use_categories)
    offset = rules.thresholds.free_offset_share.value
    unused_max = rules.thresholds.unused_share_max.value
    keep_levels(connection, rules)
    connection.execute(
        f"""
        CREATE TEMP TABLE good AS
        SELECT l.*, coalesce(service, '') AS service_key,
            category IN ({counted}) AS is_counted,
            category IN ({used}) AS is_usage,
            CASE WHEN b.month IS NOT NULL THEN charge_month END AS use_month
        FROM line AS l
        LEFT JOIN (
            SELECT DISTINCT uscc, billing_month AS month FROM line WHERE problem IS NULL) AS b
            ON b.uscc = l.uscc AND b.month = l.charge_month
        WHERE l.problem IS NULL;

        CREATE TEMP TABLE free_service AS
        WITH offsets AS (
            SELECT uscc, billing_month AS month, service_key,
                sum(billed_here) FILTER (is_counted) AS paid,
                -sum(billed_here) FILTER (category = 'Credit') AS credited
            FROM good GROUP BY ALL)
        SELECT uscc, month, service_key FROM offsets WHERE paid > 0 AND credited >= {offset} * paid;

        CREATE TEMP TABLE free_month AS
        WITH offsets AS (
            SELECT uscc, billing_month AS month,
                sum(billed_here) FILTER (is_counted) AS paid,
                -sum(billed_here) FILTER (category = 'Credit') AS credited
            FROM good GROUP BY ALL)
        SELECT uscc, month FROM offsets WHERE paid > 0 AND credited >= {offset} * paid;

        CREATE TEMP TABLE month_use AS
        SELECT g.uscc, g.use_month AS month,
            count(DISTINCT g.service_category) AS services_used, max(v.level) AS level
        FROM good AS g
        LEFT JOIN level_word AS v ON v.category = g.service_category
        ANTI JOIN free_service AS f
            ON f.uscc = g.uscc AND f.month = g.billing_month AND f.service_key = g.service_key
        ANTI JOIN free_month AS m ON m.uscc = g.uscc AND m.month = g.billing_month
        WHERE g.is_usage AND NOT g.is_unused AND g.consumed > 0
            AND (g.billed_here > 0 OR g.effective_here > 0) AND g.use_month IS NOT NULL
        GROUP BY ALL;

        CREATE TEMP TABLE month_fact AS
        WITH parked AS (
            SELECT uscc, use_month AS month,
                coalesce(sum(effective_here) FILTER (is_unused), 0) / nullif(sum(effective_here), 0)
                    AS unused_share
            FROM good WHERE is_counted AND use_month IS NOT NULL GROUP BY ALL
        ), billed AS (
            SELECT uscc, billing_month AS month,
                coalesce(sum(billed_here) FILTER (is_counted), 0) AS spend,
                coalesce(sum(effective_here) FILTER (is_counted), 0) AS effective,
                CASE WHEN count(DISTINCT invoice) = 1 THEN any_value(invoice) END AS invoice,
                max(billing_end) - 1 AS ends_on
            FROM good GROUP BY ALL
        )
        SELECT b.*, coalesce(p.unused_share >= {unused_max}, FALSE) AS is_parked, p.unused_share,
            CASE WHEN p.unused_share >= {unused_max} THEN 0
                 ELSE coalesce(u.services_used, 0) END AS services_used,
            CASE WHEN p.unused_share >= {unused_max} THEN NULL ELSE u.level END AS level
        FROM billed AS b
        LEFT JOIN parked AS p USING (uscc, month)
        LEFT JOIN month_use AS u USING (uscc, month)
        """
    )


def tell_months(connection: Any, journal: Journal) -> None:
    """Report what does not count as use, and why."""
    query = """
        SELECT uscc, month, CASE WHEN service_key = '' THEN '–' ELSE service_key END
        FROM free_service ORDER BY ALL
    """
    for code, month, service in connection.sql(query).fetchall():
        journal.add(rule.FREE_TRIAL, value=service, subject=code, month=f"{month:%Y-%m}")
    query = """
        SELECT uscc, month FROM free_month ANTI JOIN free_service USING (uscc, month) ORDER BY ALL
    """
    for code, month in connection.sql(query).fetchall():
        journal.add(rule.FREE_TRIAL, value="*", subject=code, month=f"{month:%Y-%m}")
    query = "SELECT uscc, month, unused_share FROM month_fact WHERE is_parked ORDER BY ALL"
    for code, month, share in connection.sql(query).fetchall():
        journal.add(
            rule.PARKED, value=f"{Decimal(share):.0%}", subject=code, month=f"{month:%Y-%m}"
        )
    query = """
        SELECT uscc, month, spend FROM month_fact WHERE services_used = 0 AND spend > 0 ORDER BY ALL
    """
    for code, month, spend in connection.sql(query).fetchall():
        journal.add(rule.PURCHASE_ONLY, value=plain(spend), subject=code, month=f"{month:%Y-%m}")
    late = connection.sql(
        "SELECT count(*) FROM good WHERE is_usage AND use_month IS NULL"
    ).fetchall()[0][0]
    if late:
        journal.add(rule.LATE_USAGE, field="ChargePeriodStart", count=late)


def keep_levels(connection: Any, rules: CloudRules, column: str = "service_category") -> None:
    """Make `level_word`(category, level) for the service categories in a column of `line`."""
    query = f"SELECT DISTINCT {column} FROM line WHERE {column} IS NOT NULL ORDER BY 1"
    rows = [
        {"category": name, "level": rules.level_of(name)}
        for (name,) in connection.sql(query).fetchall()
    ]
    connection.register("level_row", pa.Table.from_pylist(rows, _LEVEL))
    connection.execute("CREATE TEMP TABLE level_word AS SELECT * FROM level_row")


def tell_categories(connection: Any, rules: CloudRules, journal: Journal) -> None:
    """Report service categories that the pack does not know."""
    query = "SELECT DISTINCT category FROM level_word WHERE level IS NULL ORDER BY 1"
    for (name,) in connection.sql(query).fetchall():
        if rules.category(name) is None:
            journal.add(rule.UNKNOWN_CATEGORY, field="ServiceCategory", value=name)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join("'" + name.replace("'", "''") + "'" for name in names)
