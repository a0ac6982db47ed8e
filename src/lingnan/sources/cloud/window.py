"""Cloud use over the last months (V2), from this import and from what the ledger already knows.

A month counts once, whichever vendor showed it. Use of a month M holds at a grade of proof when at
least `use_months_min` of the `use_window_months` months up to M show use at that grade or a higher
one; it is stated at the highest grade at which it holds. Where it holds at none, a zero is stated
at the grade of the import. Such a zero may turn out wrong when another vendor's bill comes in later
at a lower grade; then the zero is withdrawn, because a higher grade would hide the truth.
"""

from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from lingnan.evidence import Ledger
from lingnan.packs.content.cloud import CloudRules
from lingnan.sources.cloud import rule
from lingnan.sources.journal import Journal
from lingnan.store import Engine, Store

SERVICES: Final = "cloud_services_used"
MONTHS: Final = "cloud_usage_months"
USE: Final = "cloud_use"


def keep_history(engine: Engine, store: Store) -> None:
    """Make `history` from the ledger for the enterprises of `month_fact`.

    Shapes:
        history(evidence_no, subject_code, indicator_code, month, value, grade, source, document):
            the latest row per subject, indicator, month, source and document.
    """
    engine.connection.con.execute(
        "CREATE TEMP TABLE concerned AS SELECT DISTINCT uscc AS subject_code FROM month_fact"
    )
    rows = Ledger(store).rows(engine)
    wanted = rows.filter(
        rows.indicator_code.isin((SERVICES, MONTHS, USE)), rows.source.startswith("cloud:")
    ).semi_join(engine.connection.table("concerned"), "subject_code")
    engine.keep(
        "history_row",
        wanted.select(
            "evidence_no",
            "subject_code",
            "indicator_code",
            "grade",
            "source",
            "document",
            month=wanted.period_start,
            value=wanted.value_number,
        ),
    )
    engine.connection.con.execute(
        """
        CREATE TEMP TABLE history AS SELECT * FROM history_row
        QUALIFY row_number() OVER (
            PARTITION BY subject_code, indicator_code, month, source, document
            ORDER BY evidence_no DESC) = 1
        """
    )


def measure_window(connection: Any, rules: CloudRules, source: str) -> None:
    """Make the table `window_fact` of the months concerned, from `month_fact` and `history`.

    Concerned are the months of this import, and the known months for which they lie in the window.
    Shapes:
        window_fact(uscc, month, months, is_use, grade, use_grade, document, is_own): `months`
            counts the months of use in the window at the grade of the import or higher; `is_own`
            says that the month is in this import.
    """
    least = int(rules.thresholds.use_months_min.value)
    ahead = int(rules.thresholds.use_window_months.value) - 1
    connection.register("own_source", pa.table({"source": [source]}))
    connection.execute(
        f"""
        CREATE TEMP TABLE shown AS
        SELECT uscc, month, max(grade) FILTER (value > 0) AS active_grade FROM (
            SELECT h.subject_code AS uscc, h.month, h.value, h.grade FROM history AS h
            WHERE h.indicator_code = '{SERVICES}' AND NOT EXISTS (
                SELECT 1 FROM month_fact AS f, own_source AS o
                WHERE f.uscc = h.subject_code AND f.month = h.month
                    AND h.source = o.source AND h.document = f.document)
            UNION ALL
            SELECT uscc, month, services_used, grade FROM month_fact
            WHERE services_used IS NOT NULL)
        GROUP BY uscc, month;

        CREATE TEMP TABLE window_fact AS
        WITH imported AS (
            SELECT uscc, max(grade) AS grade, max(document) AS document
            FROM month_fact GROUP BY uscc
        ), concerned_month AS (
            SELECT s.uscc, s.month, bool_or(s.month = f.month) AS is_own
            FROM shown AS s JOIN month_fact AS f ON f.uscc = s.uscc
                AND s.month BETWEEN f.month AND f.month + INTERVAL {ahead} MONTH
            GROUP BY s.uscc, s.month
        ), placed AS (
            SELECT c.*, coalesce(m.grade, i.grade) AS grade,
                coalesce(m.document, i.document) AS document
            FROM concerned_month AS c JOIN imported AS i USING (uscc)
            LEFT JOIN month_fact AS m USING (uscc, month)
        ), counted AS (
            SELECT c.*,
                count(*) FILTER (p.active_grade >= c.grade) AS months,
                count(*) FILTER (p.active_grade >= 1) AS months_1,
                count(*) FILTER (p.active_grade >= 2) AS months_2,
                count(*) FILTER (p.active_grade >= 3) AS months_3
            FROM placed AS c JOIN shown AS p ON p.uscc = c.uscc
                AND p.month BETWEEN c.month - INTERVAL {ahead} MONTH AND c.month
            GROUP BY ALL
        )
        SELECT *, months_1 >= {least} AS is_use,
            CASE WHEN months_3 >= {least} THEN 3 WHEN months_2 >= {least} THEN 2
                 WHEN months_1 >= {least} THEN 1 ELSE grade END AS use_grade
        FROM counted
        """
    )
    # A later month that another bill already judged the same way needs no second row.
    connection.execute(
        f"""
        DELETE FROM window_fact AS w WHERE NOT w.is_own AND EXISTS (
            SELECT 1 FROM history AS h WHERE h.subject_code = w.uscc AND h.month = w.month
                AND h.indicator_code = '{USE}' AND h.grade = w.use_grade
                AND (h.value > 0) = w.is_use)
        """
    )


def withdraw_wrong_zeros(
    connection: Any, store: Store, journal: Journal, *, actor: str, at: datetime
) -> None:
    """Withdraw zeros of a higher grade in months where use is now shown at a lower one."""
    query = f"""
        SELECT h.evidence_no, h.subject_code, h.month FROM history AS h
        JOIN window_fact AS w ON w.uscc = h.subject_code AND w.month = h.month
        WHERE h.indicator_code = '{USE}' AND h.value = 0 AND w.is_use AND h.grade > w.use_grade
        ORDER BY h.evidence_no
    """
    ledger = Ledger(store)
    for evidence_no, subject, month in connection.sql(query).fetchall():
        shown = f"{month:%Y-%m}"
        reason = f"cloud use of {shown} shown by another bill"
        ledger.withdraw(evidence_no, actor=actor, at=at, reason=reason)
        journal.add(rule.USE_RESTORED, field=USE, value=evidence_no, subject=subject, month=shown)
