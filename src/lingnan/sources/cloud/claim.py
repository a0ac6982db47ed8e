"""Who lays claim to which account, invoice and resource (V1, V5, V7): nothing may prove two.

Claims that were believed are kept in the lake table `cloud_claim`, so that a resource that shows up
in another enterprise's bill months later is found. A claim is never deleted; an explanation in the
list of accounts overrides it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pyarrow as pa

from lingnan.kernel import Text
from lingnan.sources.cloud import rule
from lingnan.sources.journal import Journal
from lingnan.store import Lake

TABLE: Final = "cloud_claim"
_SHOWN_USCCS: Final = 5


@dataclass(frozen=True, slots=True)
class ClaimKind:
    """One kind of thing that is claimed: its name, its rule, and the SQL of its code in `line`."""

    name: Text
    rule_id: str
    code: str


#: From the coarse to the fine: lines of a disputed account are not searched for resources.
BILL_KINDS: Final[Mapping[str, ClaimKind]] = {
    "account": ClaimKind(
        Text("账号", "The account"), "V1", "CASE WHEN claim_account = account THEN account END"
    ),
    "sub_account": ClaimKind(
        Text("子账号", "The sub-account"), "V7", "account || '/' || sub_account"
    ),
    "invoice": ClaimKind(Text("发票", "The invoice"), "V5", "invoice"),
    "resource": ClaimKind(Text("资源", "The resource"), "V7", "resource"),
}


def refuse_disputed(
    connection: Any, lake: Lake, vendor: str, kinds: Mapping[str, ClaimKind], journal: Journal
) -> None:
    """Refuse the lines of what two enterprises claim, problem `disputed`, and report each claimant.

    Looks in this file and across files of the vendor; what is explained on every line of this file
    is not disputed. Makes `claim`(kind, code, uscc): the undisputed claims the lake does not hold.
    Shapes: `line` needs uscc, is_explained, problem, and the columns in the codes of the kinds.
    """
    connection.execute("CREATE TEMP TABLE claim(kind VARCHAR, code VARCHAR, uscc VARCHAR)")
    connection.register("vendor_word", pa.table({"vendor": [vendor]}))
    for kind, what in kinds.items():
        _find(connection, lake, kind, what)
        _tell(connection, kind, what, journal)
        connection.execute(
            f"""
            UPDATE line SET problem = 'disputed'
            WHERE problem IS NULL AND {what.code} IN (SELECT code FROM disputed);
            INSERT INTO claim SELECT '{kind}', code, uscc FROM claimed
            WHERE code NOT IN (SELECT code FROM disputed)
            EXCEPT SELECT '{kind}', code, uscc FROM earlier
            """
        )


def keep_claims(connection: Any, lake: Lake, batch_id: str, day: date) -> None:
    """Add the new claims to the lake."""
    table = connection.sql(
        f"""
        SELECT v.vendor, kind, code, uscc, '{batch_id}' AS batch_id, DATE '{day}' AS claimed_date
        FROM claim CROSS JOIN vendor_word AS v ORDER BY kind, code, uscc
        """
    ).to_arrow_table()
    if table.num_rows:
        lake.append(TABLE, table, note={"batch_id": batch_id})


def shown_usccs(usccs: list[str]) -> str:
    """Some enterprises by code, and how many more there are."""
    shown = "、".join(usccs[:_SHOWN_USCCS])
    left = len(usccs) - _SHOWN_USCCS
    return shown if left <= 0 else f"{shown} +{left}"


def _find(connection: Any, lake: Lake, kind: str, what: ClaimKind) -> None:
    """Make `claimed`, `earlier` and `disputed` for one kind."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE claimed AS
        SELECT {what.code} AS code, uscc, bool_and(is_explained) AS is_explained,
            count(*) AS rows_count
        FROM line WHERE problem IS NULL AND {what.code} IS NOT NULL GROUP BY ALL;
        CREATE OR REPLACE TEMP TABLE earlier(code VARCHAR, uscc VARCHAR)
        """
    )
    if lake.exists(TABLE):
        connection.execute(
            "INSERT INTO earlier SELECT DISTINCT e.code, e.uscc FROM read_parquet(?) AS e"
            " SEMI JOIN vendor_word AS v ON v.vendor = e.vendor"
            " SEMI JOIN claimed AS c ON c.code = e.code WHERE e.kind = ?",
            [lake.files(TABLE), kind],
        )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE disputed AS
        SELECT code FROM (
            SELECT code, uscc, is_explained FROM claimed
            UNION ALL SELECT code, uscc, TRUE FROM earlier)
        GROUP BY code HAVING count(DISTINCT uscc) > 1 AND NOT bool_and(is_explained)
        """
    )


def _tell(connection: Any, kind: str, what: ClaimKind, journal: Journal) -> None:
    query = """
        SELECT d.code, list_sort(list_distinct(list(c.uscc))) AS usccs,
            coalesce(any_value(e.usccs), []) AS earlier, any_value(n.rows_count) AS rows_count
        FROM disputed AS d JOIN claimed AS c USING (code)
        JOIN (SELECT code, sum(rows_count) AS rows_count FROM claimed GROUP BY code) AS n
            USING (code)
        LEFT JOIN (SELECT code, list(uscc) AS usccs FROM earlier GROUP BY code) AS e USING (code)
        GROUP BY d.code ORDER BY d.code
    """
    for code, usccs, earlier, count in connection.sql(query).fetchall():
        everyone = shown_usccs(sorted({*usccs, *earlier}))
        place = {"field": kind, "value": code, "kind": what.name, "rule_id": what.rule_id}
        for each in usccs:
            journal.add(rule.CLAIMED_TWICE, subject=each, count=count, others=everyone, **place)
        for each in sorted(set(earlier) - set(usccs)):
            journal.add(rule.CLAIMED_EARLIER, subject=each, others=shown_usccs(usccs), **place)
