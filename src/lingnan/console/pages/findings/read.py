"""Findings as the page shows them, and as rows of a file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select

from lingnan.console.i18n import N_
from lingnan.console.pages.findings.context import FindingLine
from lingnan.console.pages.findings.query import (
    Filter,
    counts_query,
    rows_query,
    settled_query,
    where_of,
)
from lingnan.console.web.call import Call
from lingnan.console.work.job import list_jobs
from lingnan.console.work.store import job
from lingnan.kernel import Severity, uscc
from lingnan.store import Database
from lingnan.store.findings import finding

SEVERITY: Final = {"error": N_("error"), "warning": N_("warning"), "info": N_("remark")}
STATE: Final = {"open": N_("Open"), "settled": N_("Settled"), "all": N_("Open and settled")}
_CHUNK: Final = 2_000
_JOBS: Final = 200


def counts(call: Call, asked: Filter) -> dict[str, int]:
    """Answer how many findings there are by severity.

    Open ones are all less the settled: whether each is settled would be asked of every one else.
    """
    where = where_of(call, replace(asked, state="all"))
    with call.store.database.read() as connection:

        def count(query: Select[Any]) -> dict[str, int]:
            numbers = connection.execute(query).one()
            return {each.value: int(n) for each, n in zip(Severity, numbers, strict=True)}

        every = count(counts_query(where)) if asked.state != "settled" else {}
        settled = count(settled_query(where)) if asked.state != "all" else {}
    if asked.state == "settled":
        return {name: settled.get(name, 0) for name in SEVERITY}
    return {name: every.get(name, 0) - settled.get(name, 0) for name in SEVERITY}


def lines(
    call: Call, where: ColumnElement[bool], *, offset: int, limit: int, is_one_file: bool
) -> tuple[FindingLine, ...]:
    """Answer a page of findings."""
    with call.store.database.read() as connection:
        query = rows_query(where, is_one_file=is_one_file).offset(offset).limit(limit)
        rows = connection.execute(query).mappings().all()
    imports = _imports(call.store.database, {str(row["batch_id"]) for row in rows})
    return tuple(_line(call, dict(row), imports) for row in rows)


def _line(call: Call, row: Mapping[str, Any], imports: Mapping[str, str]) -> FindingLine:
    tr, lang = call.tr, call.lang
    subject = row["subject_code"] or ""
    settled = ""
    if row["remark"] is not None:
        who = str(row["settled_by"]).partition(":")[2]
        settled = f"{row['remark']} ({who}, {tr.instant(row['settled_at'])})"
    return FindingLine(
        id=int(row["finding_id"]),
        severity=row["severity"],
        severity_name=tr.gettext(SEVERITY[row["severity"]]),
        code=row["code"],
        file=(row["file"] or "").rpartition("/")[2],
        row="" if row["row"] is None else str(row["row"]),
        field=row["field"] or "",
        value=row["value"] or "",
        what=row[f"what_{lang}"],
        remedy=row[f"remedy_{lang}"],
        subject=subject,
        enterprise=subject if uscc.problem(subject) is None else "",
        import_id=imports.get(row["batch_id"], ""),
        found_at=row["found_at"],
        settled=settled,
    )


def _imports(database: Database, batches: set[str]) -> dict[str, str]:
    """Which import done in the browser a batch is of."""
    if not batches:
        return {}
    where = job.c.state == "done"
    return {
        str((each.outcome or {}).get("batch_id")): each.thing or ""
        for each in list_jobs(database, "import", where=where, limit=_JOBS)
        if (each.outcome or {}).get("batch_id") in batches
    }


def file_rows(call: Call, where: ColumnElement[bool]) -> Iterator[tuple[Any, ...]]:
    """Answer all findings as rows of a file, some at a time; holds no connection meanwhile."""
    database, lang = call.store.database, call.lang
    query = select(finding).where(where).order_by(finding.c.finding_id.desc()).limit(_CHUNK)
    last: int | None = None
    while True:
        some = query if last is None else query.where(finding.c.finding_id < last)
        with database.read() as connection:
            rows = connection.execute(some).mappings().all()
        for row in rows:
            yield (
                row["severity"], row["code"], row["file"], row["row"], row["field"], row["value"],
                row["subject_code"], row[f"what_{lang}"], row[f"remedy_{lang}"], row["found_at"],
            )  # fmt: skip
        if len(rows) < _CHUNK:
            return
        last = int(rows[-1]["finding_id"])
