"""Attest a declared fact by its paper, or refuse the paper; whoever is first decides, once.

Attesting adds a row to the ledger with the same content, day and paper, and a higher grade; the
declared row stands as it was. Not for who may (web.proof, pages.papers).
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from lingnan.access import Permission
from lingnan.console.work.attest.paper import Paper, PaperState
from lingnan.console.work.attest.store import evidence_paper
from lingnan.evidence import Grade, Ledger
from lingnan.store import Store
from lingnan.store.audit import Deed, record_deeds

_ATTEST = Permission.EVIDENCE_ATTEST.value


def attest(
    store: Store,
    paper: Paper,
    *,
    source: str,
    issuer: str,
    actor: str,
    at: datetime,
    origin: str | None,
) -> int | None:
    """Attest the fact that a paper stands beside; the number of the row, null if it was decided.

    Raises: StoreWriteFailed: nothing was written. UnknownEvidence.
    """
    ledger = Ledger(store)
    fact = replace(ledger.find(paper.evidence_no).fact, grade=Grade.ATTESTED, source=source)
    with store.database.begin() as connection:
        if not _decide(connection, paper, PaperState.ATTESTED, actor, at, issuer=issuer):
            return None
        [number] = ledger.append([fact], actor=actor, at=at, within=connection)
        connection.execute(
            evidence_paper.update()
            .where(evidence_paper.c.evidence_no == paper.evidence_no)
            .values(attested_no=number)
        )
        detail = f"attest as {number}: {issuer}"
        record_deeds(connection, [_deed(paper, detail, actor, at, origin)])
    return number


def refuse(
    store: Store, paper: Paper, *, reason: str, actor: str, at: datetime, origin: str | None
) -> bool:
    """Refuse a paper; the fact stays declared. Answers whether it waited."""
    with store.database.begin() as connection:
        if not _decide(connection, paper, PaperState.REFUSED, actor, at, reason=reason):
            return False
        record_deeds(connection, [_deed(paper, f"refuse: {reason}", actor, at, origin)])
    return True


def _decide(
    connection: Connection,
    paper: Paper,
    state: PaperState,
    actor: str,
    at: datetime,
    **cells: str,
) -> bool:
    table = evidence_paper
    is_waiting = table.c.state == PaperState.WAITING.value
    changed = (
        table.update()
        .where(table.c.evidence_no == paper.evidence_no, is_waiting)
        .values(state=state.value, decided_by=actor, decided_at=at, **cells)
    )
    return bool(connection.execute(changed).rowcount)


def _deed(paper: Paper, detail: str, actor: str, at: datetime, origin: str | None) -> Deed:
    thing = f"evidence:{paper.evidence_no}"
    return Deed(at, actor, _ATTEST, thing, detail[:500], paper.uscc, origin)
