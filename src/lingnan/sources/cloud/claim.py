"""Who lays claim to which account, invoice and resource: nothing may prove two enterprises (V1, V5, V7).

Claims that were believed are kept in the lake table `cloud_claim`, so that a resource that shows up
in another enterprise's bill months later is found. A claim is never deleted; an explanation in the
list of accounts overrides it.
"""

from datetime import date
from typing import Any, Final

from lingnan.kernel import Text
from lingnan.sources.cloud import rule
from lingnan.sources.journal import Journal
from lingnan.store import Lake

TABLE: Final = "cloud_claim"
_KINDS: Final = {
    "account": (Text("账号", "The account"), "V1"),
    "sub_account": (Text("子账号", "The sub-account"), "V7"),
    "invoice": (Text("发票", "The invoice"), "V5"),
    "resource": (Text("资源", "The resource"), "V7"),
}
_SHOWN_USCCS: Final = 5


def find_claims(connection: Any, lake: Lake, vendor: str) -> None:
    """Make `claim`(kind, code, uscc, is_explained) of the good lines, and `disputed`(kind, code).

    Disputed is what two enterprises claim, in this bill or across bills of the vendor, unless every
    claim of this bill is explained.
    """
    connection.execute(
        """
        CREATE TEMP TABLE claim AS
        SELECT kind, code, uscc, bool_and(is_explained) AS is_explained, count(*) AS rows_count
        FROM (
            SELECT unnest([
                    {'kind': CASE WHEN claim_account = account THEN 'account' ELSE 'sub_account' END,
                     'code': claim_account},
                    {'kind': 'sub_account', 'code': CASE WHEN claim_account = account
                        THEN account || '/' || sub_account END},
                    {'kind': 'invoice', 'code': invoice},
                    {'kind': 'resource', 'code': resource}], recursive := true),
                uscc, is_explained
            FROM line WHERE problem IS NULL)
        WHERE code IS NOT NULL GROUP BY kind, code, uscc
        """
    )
    connection.execute(
        "CREATE TEMP TABLE earlier_claim(kind VARCHAR, code VARCHAR, uscc VARCHAR)"
    )
    if lake.exists(TABLE):
        connection.execute(
            "INSERT INTO earlier_claim SELECT DISTINCT e.kind, e.code, e.uscc"
            " FROM read_parquet(?) AS e SEMI JOIN claim AS c ON c.kind = e.kind AND c.code = e.code"
            " WHERE e.vendor = ?",
            [lake.files(TABLE), vendor],
        )
    connection.execute(
        """
        CREATE TEMP TABLE disputed AS
        SELECT kind, code FROM (
            SELECT kind, code, uscc, is_explained FROM claim
            UNION ALL SELECT kind, code, uscc, TRUE FROM earlier_claim)
        GROUP BY kind, code HAVING count(DISTINCT uscc) > 1 AND NOT bool_and(is_explained)
        """
    )


def refuse_disputed(connection: Any, journal: Journal) -> None:
    """Refuse the lines of disputed claims, problem `disputed`, and report every claimant."""
    query = """
        SELECT d.kind, d.code,
            list_sort(list_distinct(list(c.uscc))) AS usccs,
            coalesce(any_value(e.usccs), []) AS earlier, sum(c.rows_count) AS rows_count
        FROM disputed AS d JOIN claim AS c USING (kind, code)
        LEFT JOIN (SELECT kind, code, list(uscc) AS usccs FROM earlier_claim GROUP BY ALL) AS e
            USING (kind, code)
        GROUP BY d.kind, d.code ORDER BY d.kind, d.code
    """
    for kind, code, usccs, earlier, count in connection.sql(query).fetchall():
        word, rule_id = _KINDS[kind]
        everyone = sorted({*usccs, *earlier})
        for each in usccs:
            journal.add(
                rule.CLAIMED_TWICE,
                field=kind,
                value=code,
                subject=each,
                kind=word,
                rule=rule_id,
                count=count,
                others=shown_usccs(everyone),
            )
        for each in sorted(set(earlier) - set(usccs)):
            journal.add(
                rule.CLAIMED_EARLIER,
                field=kind,
                value=code,
                subject=each,
                kind=word,
                rule=rule_id,
                others=shown_usccs(usccs),
            )
    connection.execute(
        """
        UPDATE line SET problem = 'disputed' WHERE problem IS NULL AND (
            resource IN (SELECT code FROM disputed WHERE kind = 'resource')
            OR invoice IN (SELECT code FROM disputed WHERE kind = 'invoice')
            OR claim_account IN (SELECT code FROM disputed WHERE kind IN ('account', 'sub_account'))
            OR account || '/' || sub_account IN (SELECT code FROM disputed WHERE kind = 'sub_account'))
        """
    )


def keep_claims(connection: Any, lake: Lake, vendor: str, batch_id: str, day: date) -> None:
    """Add the undisputed claims of this bill that the lake does not hold yet."""
    table = connection.sql(
        f"""
        SELECT '{vendor}' AS vendor, kind, code, uscc, '{batch_id}' AS batch_id,
            DATE '{day}' AS claimed_date
        FROM claim AS c
        WHERE NOT EXISTS (SELECT 1 FROM disputed AS d WHERE d.kind = c.kind AND d.code = c.code)
          AND NOT EXISTS (SELECT 1 FROM earlier_claim AS e
            WHERE e.kind = c.kind AND e.code = c.code AND e.uscc = c.uscc)
        ORDER BY kind, code
        """
    ).to_arrow_table()
    if table.num_rows:
        lake.append(TABLE, table, note={"batch_id": batch_id})


def shown_usccs(usccs: list[str]) -> str:
    """Some enterprises by code, and how many more there are."""
    shown = "、".join(usccs[:_SHOWN_USCCS])
    left = len(usccs) - _SHOWN_USCCS
    return shown if left <= 0 else f"{shown} +{left}"
