"""Enter an accepted change into the register, as a job: the import of a file of one row.

Done again it changes nothing, so that it may be killed at any time. Until it is done the change
waits; what is on its way nobody else settles (settle).
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from lingnan.console.work.change.cell import as_file, cells_of
from lingnan.console.work.change.errors import ChangeSettled, ChangeUnfit, RowMoved
from lingnan.console.work.change.settle import ACCEPTED, WAITING, settle
from lingnan.console.work.change.store import enterprise_change
from lingnan.console.work.errand import Errand
from lingnan.console.work.importing.carry_out import done_before
from lingnan.kernel import Severity
from lingnan.registry import Registry, import_register, publish_snapshot
from lingnan.store.audit import Deed
from lingnan.store.findings import list_batch


def enter(errand: Errand) -> Mapping[str, Any]:
    """Enter the change of a job, and settle it as accepted.

    Raises: ChangeSettled, RowMoved, ChangeUnfit: nothing was entered; as import_register.
    """
    told = errand.job.argument
    uscc, change_id = str(told["uscc"]), str(told["change_id"])
    with errand.store.database.read() as connection:
        query = select(enterprise_change).where(enterprise_change.c.change_id == change_id)
        found = connection.execute(query).one()
    outcome = {"uscc": uscc, "change_id": change_id}
    if found.state == ACCEPTED and found.decided_at == errand.at:
        return outcome
    if found.state != WAITING:
        raise ChangeSettled
    errand.advance(0.05)
    if done_before(errand) is None:
        _bring_in(errand, uscc, json.loads(found.wanted))
    else:
        # A try that was killed after its transaction: only the copy in the lake may be behind.
        publish_snapshot(errand.store)
    _ensure_taken(errand)
    deed = Deed(
        errand.at,
        errand.job.actor,
        "registry:change",
        f"change:{change_id}",
        ACCEPTED,
        uscc,
        told.get("origin"),
    )
    is_settled = settle(
        errand.store.database,
        change_id,
        ACCEPTED,
        str(told.get("answer") or "") or None,
        deed,
        job_id=errand.job.job_id,
    )
    if not is_settled:
        raise ChangeSettled
    return outcome


def _bring_in(errand: Errand, uscc: str, wanted: Mapping[str, str]) -> None:
    enterprise = Registry(errand.store).get(uscc)
    if enterprise is None or cells_of(enterprise) != dict(errand.job.argument["stood"]):
        raise RowMoved(uscc=uscc)
    with as_file(enterprise, wanted) as path:
        import_register(
            errand.store,
            errand.pack,
            path,
            at=errand.at,
            actor=errand.job.actor,
            advance=errand.part(0.1, 0.95),
            # The transaction is about to be committed: from here on it is done.
            keep=lambda _kept: errand.hold(),
        )


def _ensure_taken(errand: Errand) -> None:
    """Refuse what the register's checks found an error in. Raises: ChangeUnfit."""
    done = done_before(errand) or {}
    for each in list_batch(errand.store.database, str(done.get("batch_id", ""))):
        if each.severity is Severity.ERROR:
            raise ChangeUnfit(reason=each.what)
