"""Papers beside declared facts: put on the list when declared, read by who attests and who waits.

Not for deciding (settle).
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from lingnan.console.work.attest.store import evidence_paper
from lingnan.evidence import Fact
from lingnan.registry import Enterprise
from lingnan.store import Database


class PaperState(StrEnum):
    """What became of a paper."""

    WAITING = "waiting"
    ATTESTED = "attested"
    REFUSED = "refused"
    #: The enterprise has answered otherwise since.
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper beside a declared fact; see the table for its cells."""

    evidence_no: int
    uscc: str
    city_code: str
    indicator_code: str
    value_code: str | None
    fact_date: date
    sha256: str
    file_name: str
    declared_by: str
    declared_at: datetime
    state: PaperState = PaperState.WAITING
    decided_by: str | None = None
    decided_at: datetime | None = None
    issuer: str | None = None
    reason: str | None = None
    attested_no: int | None = None


def waiting_paper(
    evidence_no: int,
    fact: Fact,
    file_name: str,
    enterprise: Enterprise,
    *,
    actor: str,
    at: datetime,
) -> Paper:
    """Answer the paper of a fact that was declared just now."""
    return Paper(
        evidence_no,
        enterprise.uscc,
        enterprise.city_code,
        fact.indicator_code,
        fact.value_code,
        fact.fact_date,
        fact.document or "",
        file_name,
        actor,
        at,
    )


def put_papers(connection: Connection, papers: Sequence[Paper], facts: Iterable[Fact]) -> None:
    """Put papers on the list; one that waits beside an answer which `facts` change is overtaken."""
    table = evidence_paper
    changed = {(fact.subject_code, fact.indicator_code): fact.value_code for fact in facts}
    for (uscc, indicator), value in changed.items():
        other = or_(table.c.value_code.is_(None), table.c.value_code != value)
        connection.execute(
            table.update()
            .where(
                table.c.uscc == uscc,
                table.c.indicator_code == indicator,
                table.c.state == PaperState.WAITING.value,
                other,
            )
            .values(state=PaperState.OVERTAKEN.value)
        )
    if papers:
        cells = [{**asdict(paper), "state": paper.state.value} for paper in papers]
        connection.execute(table.insert(), cells)


def find_paper(database: Database, evidence_no: int) -> Paper | None:
    """Answer one paper by the number of its declared row."""
    query = select(evidence_paper).where(evidence_paper.c.evidence_no == evidence_no)
    with database.read() as connection:
        row = connection.execute(query).first()
    return None if row is None else _paper(row)


def list_papers(
    database: Database,
    *conditions: ColumnElement[bool],
    limit: int,
    skip: int = 0,
    is_latest_first: bool = False,
) -> list[Paper]:
    """Answer the papers that meet all conditions, the longest waiting first."""
    table = evidence_paper.c
    first: ColumnElement[Any] = table.declared_at.asc()
    if is_latest_first:
        first = func.coalesce(table.decided_at, table.declared_at).desc()
    query = select(evidence_paper).where(*conditions).order_by(first, table.evidence_no)
    query = query.limit(limit).offset(skip)
    with database.read() as connection:
        return [_paper(row) for row in connection.execute(query)]


def count_papers(database: Database, *conditions: ColumnElement[bool]) -> int:
    """Answer how many papers meet all conditions."""
    query = select(func.count()).select_from(evidence_paper).where(*conditions)
    with database.read() as connection:
        return int(connection.scalar(query) or 0)


def _paper(row: Any) -> Paper:
    cells = dict(row._mapping)
    return Paper(**{**cells, "state": PaperState(cells["state"])})
