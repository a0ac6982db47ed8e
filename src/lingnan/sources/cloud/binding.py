"""Which account belongs to which enterprise (V1).

The list of accounts has the columns billing_account (BillingAccountId, 账号), sub_account
(SubAccountId, 子账号; empty for the whole account), uscc (统一社会信用代码), subsidised_on
(补贴兑付日期) and explanation (说明). A row for a sub-account goes before the row of its account.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from lingnan.kernel import uscc
from lingnan.sources.cloud import rule
from lingnan.sources.journal import Journal
from lingnan.sources.word import parse_day
from lingnan.store.tabular import Column, read_table

COLUMNS: Final = (
    Column("billing_account", ("BillingAccountId", "账号", "云账号", "主账号"), required=True),
    Column("sub_account", ("SubAccountId", "子账号")),
    Column("uscc", ("统一社会信用代码", "信用代码"), required=True),
    Column("subsidised_on", ("补贴兑付日期", "兑付日期", "subsidy_date")),
    Column("explanation", ("说明", "情况说明", "reason")),
)
_SCHEMA: Final = pa.schema(
    [
        *((name, pa.string()) for name in ("account", "sub_account", "uscc")),
        ("subsidised_on", pa.date32()),
        ("is_explained", pa.bool_()),
    ]
)


@dataclass(frozen=True, slots=True)
class Binding:
    """One account, or one sub-account of it, of one enterprise.

    Attributes:
        account: null when every account of the bill is meant.
        is_explained: somebody wrote down why this account may be shared.
    """

    account: str | None
    sub_account: str | None
    uscc: str
    subsidised_on: date | None = None
    is_explained: bool = False


def read_bindings(path: Path | str, journal: Journal) -> tuple[list[Binding], str]:
    """Read a list of accounts; answers the bindings and the SHA-256 of the file.

    Raises: TableFileError when it is unreadable or lacks a column.
    """
    sheet = read_table(path, columns=COLUMNS)
    journal.take(sheet.findings)
    bindings = []
    for cells in sheet.table.to_pylist():
        code = uscc.normalise(str(cells["uscc"] or ""))
        day = cells.get("subsidised_on")
        subsidised_on = None if day is None else parse_day(str(day))
        bad = None
        if not cells["billing_account"]:
            bad = "BillingAccountId"
        elif uscc.problem(code) is not None:
            bad = code or "uscc"
        elif day is not None and subsidised_on is None:
            bad = str(day)
        if bad is not None:
            journal.add(rule.BINDING_ROW, row=cells["row"], value=bad, list=sheet.file)
            continue
        sub = cells.get("sub_account")
        bindings.append(
            Binding(
                account=str(cells["billing_account"]),
                sub_account=None if sub is None else str(sub),
                uscc=code,
                subsidised_on=subsidised_on,
                is_explained=bool(cells.get("explanation")),
            )
        )
    return bindings, sheet.sha256


def settle_bindings(bindings: list[Binding], journal: Journal) -> list[Binding]:
    """Drop every account that is bound to two enterprises without explanation (V1).

    An account with two rows that are all explained is still not to be split: which line belongs to
    whom cannot be told, so it is dropped too.
    """
    holders: dict[tuple[str | None, str | None], dict[str, Binding]] = {}
    for each in bindings:
        holders.setdefault((each.account, each.sub_account), {})[each.uscc] = each
    kept: list[Binding] = []
    for (account, sub_account), by_code in holders.items():
        if len(by_code) == 1:
            kept.extend(by_code.values())
            continue
        shown = "/".join(part for part in (account, sub_account) if part)
        for code in sorted(by_code):
            journal.add(
                rule.BOUND_TWICE,
                field="BillingAccountId",
                value=shown,
                subject=code,
                others="、".join(sorted(by_code)),
            )
    return kept


def bind_lines(connection: Any, bindings: list[Binding]) -> None:
    """Make the view `bound_line`: typed_line with uscc, subsidised_on, is_explained, claim_account.

    A binding without account owns whatever no other binds. `claim_account` is what the enterprise
    lays claim to: the account, or account/sub-account where the list binds the latter.
    """
    rows = [
        {
            "account": each.account,
            "sub_account": each.sub_account,
            "uscc": each.uscc,
            "subsidised_on": each.subsidised_on,
            "is_explained": each.is_explained,
        }
        for each in bindings
    ]
    connection.register("binding", pa.Table.from_pylist(rows, _SCHEMA))
    connection.execute(
        """
        CREATE TEMP VIEW bound_line AS
        SELECT l.*,
            coalesce(s.uscc, a.uscc, o.uscc) AS uscc,
            coalesce(s.subsidised_on, a.subsidised_on, o.subsidised_on) AS subsidised_on,
            coalesce(s.is_explained, a.is_explained, FALSE) AS is_explained,
            CASE WHEN s.uscc IS NULL THEN l.account ELSE l.account || '/' || l.sub_account END
                AS claim_account
        FROM typed_line AS l
        LEFT JOIN binding AS s ON s.account = l.account AND s.sub_account = l.sub_account
        LEFT JOIN binding AS a ON a.account = l.account AND a.sub_account IS NULL
        LEFT JOIN (SELECT * FROM binding WHERE account IS NULL) AS o ON TRUE
        """
    )
