"""Proposed changes of the register: kept, taken back, accepted by another hand, or declined.

Not for checking cells (row), entering them (work.change) nor for words (word, view).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from lingnan.access import ensure_other_hands
from lingnan.access.secret import fresh_id
from lingnan.console.web.call import Call
from lingnan.console.web.enterprise_errors import NothingChanged
from lingnan.console.web.errors import NothingThere
from lingnan.console.work.change.cell import cells_of
from lingnan.console.work.change.errors import ChangeOnItsWay, ChangeSettled
from lingnan.console.work.change.settle import CHANGE, WAITING, settle, thing_of
from lingnan.console.work.change.store import enterprise_change
from lingnan.console.work.job import Job, last_jobs_of
from lingnan.console.work.queue import JobWish, put_job
from lingnan.kernel import Text
from lingnan.registry import Enterprise
from lingnan.store.audit import Deed, record_deeds

_ACT: Final = Text("决定", "decide")


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposed change as it is kept; `wanted` and `stood` are cells by column."""

    change_id: str
    uscc: str
    wanted: Mapping[str, str]
    stood: Mapping[str, str]
    reason: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    answer: str | None


def propose(call: Call, enterprise: Enterprise, cells: Mapping[str, str], reason: str) -> str:
    """Keep what differs from the register as a proposal; answers its id.

    Raises: NothingChanged.
    """
    present = cells_of(enterprise)
    wanted = {name: text for name, text in cells.items() if present.get(name, "") != text}
    if not wanted.keys() & present.keys():
        raise NothingChanged
    change_id = fresh_id(call.desk.access.entropy)
    stood = {name: present.get(name, "") for name in wanted}
    with call.store.database.begin() as connection:
        connection.execute(
            enterprise_change.insert().values(
                change_id=change_id,
                uscc=enterprise.uscc,
                city_code=enterprise.city_code,
                wanted=json.dumps(wanted, ensure_ascii=False),
                stood=json.dumps(stood, ensure_ascii=False),
                reason=reason,
                state=WAITING,
                proposed_by=call.who.actor,
                proposed_at=call.at,
            )
        )
        record_deeds(connection, [_deed(call, enterprise.uscc, change_id, "propose")])
    return change_id


def take_back(call: Call, uscc: str, change_id: str) -> None:
    """Take a waiting proposal back. Raises: NothingThere, ChangeSettled, ChangeOnItsWay."""
    find_change(call, uscc, change_id)
    _settle(call, uscc, change_id, "withdrawn", None)


def decline(call: Call, uscc: str, change_id: str, answer: str) -> None:
    """Decline a waiting proposal and say why.

    Raises: NothingThere, ChangeSettled, ChangeOnItsWay, SameHands.
    """
    _ensure_other(call, find_change(call, uscc, change_id))
    _settle(call, uscc, change_id, "declined", answer)


def accept(call: Call, enterprise: Enterprise, change_id: str, answer: str) -> str:
    """Order a waiting proposal to be entered into the register; answers the job's id.

    Ordered again while it is on its way, it is the same job.
    Raises: NothingThere, ChangeSettled, SameHands.
    """
    found = find_change(call, enterprise.uscc, change_id)
    _ensure_other(call, found)
    if found.state != WAITING:
        raise ChangeSettled
    wish = JobWish(
        kind=CHANGE,
        argument={
            "change_id": change_id,
            "uscc": enterprise.uscc,
            "stood": cells_of(enterprise),
            "answer": answer,
            "origin": call.origin,
        },
        actor=call.who.actor,
        scope_code=enterprise.city_code,
        action="registry:change",
        account_id=call.who.account_id,
        thing=thing_of(change_id),
        once_key=thing_of(change_id),
    )
    return put_job(call.store.database, wish, at=call.at)


def jobs_of(call: Call, found: Sequence[Proposed]) -> dict[str, Job]:
    """Answer the latest job that enters each of some proposals, by proposal."""
    things = {thing_of(each.change_id): each.change_id for each in found}
    jobs = last_jobs_of(call.store.database, CHANGE, list(things))
    return {things[thing]: job for thing, job in jobs.items()}


def find_change(call: Call, uscc: str, change_id: str) -> Proposed:
    """Answer one proposal of an enterprise. Raises: NothingThere."""
    found = list_changes(
        call, enterprise_change.c.uscc == uscc, enterprise_change.c.change_id == change_id
    )
    if not found:
        raise NothingThere
    return found[0]


def list_changes(call: Call, *conditions: ColumnElement[bool], limit: int = 50) -> list[Proposed]:
    """Answer proposals that meet all conditions, the latest first."""
    query = (
        select(enterprise_change)
        .where(*conditions)
        .order_by(enterprise_change.c.proposed_at.desc(), enterprise_change.c.change_id)
    )
    with call.store.database.read() as connection:
        return [_proposed(row) for row in connection.execute(query.limit(limit))]


def _proposed(row: Any) -> Proposed:
    return Proposed(
        change_id=row.change_id,
        uscc=row.uscc,
        wanted=json.loads(row.wanted),
        stood=json.loads(row.stood),
        reason=row.reason,
        state=row.state,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        answer=row.answer,
    )


def _ensure_other(call: Call, found: Proposed) -> None:
    ensure_other_hands(call.who, found.proposed_by, act=_ACT)


def _settle(call: Call, uscc: str, change_id: str, state: str, answer: str | None) -> None:
    database = call.store.database
    if settle(database, change_id, state, answer, _deed(call, uscc, change_id, state)):
        return
    if find_change(call, uscc, change_id).state == WAITING:
        raise ChangeOnItsWay
    raise ChangeSettled


def _deed(call: Call, uscc: str, change_id: str, what: str) -> Deed:
    return Deed(
        call.at,
        call.who.actor,
        "registry:change",
        f"change:{change_id}",
        what,
        uscc,
        call.origin,
    )
