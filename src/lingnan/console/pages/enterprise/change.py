"""Proposed changes of the register: kept, taken back, accepted by another hand, or declined.

Not for checking cells (row) nor for words (word, view).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from lingnan.access import ensure_other_hands
from lingnan.access.secret import fresh_id
from lingnan.console.pages.enterprise.row import apply_cells, cells_of
from lingnan.console.pages.enterprise.store import enterprise_change
from lingnan.console.web.call import Call
from lingnan.console.web.enterprise_errors import ChangeSettled, ChangeUnfit, NothingChanged
from lingnan.console.web.errors import NothingThere
from lingnan.kernel import Text
from lingnan.registry import Enterprise
from lingnan.store.audit import Deed, record_deeds

WAITING: Final = "waiting"
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
    """Take a waiting proposal back. Raises: NothingThere, ChangeSettled."""
    find_change(call, uscc, change_id)
    _settle(call, uscc, change_id, "withdrawn", None)


def decline(call: Call, uscc: str, change_id: str, answer: str) -> None:
    """Decline a waiting proposal and say why. Raises: NothingThere, ChangeSettled, SameHands."""
    _ensure_other(call, find_change(call, uscc, change_id))
    _settle(call, uscc, change_id, "declined", answer)


def accept(call: Call, enterprise: Enterprise, change_id: str, answer: str) -> None:
    """Bring a waiting proposal into the register.

    Raises: NothingThere, ChangeSettled, SameHands; ChangeUnfit when the register refuses it now.
    """
    found = find_change(call, enterprise.uscc, change_id)
    _ensure_other(call, found)
    if found.state != WAITING:
        raise ChangeSettled
    # The import comes first: done again it changes nothing, so that a fault between is harmless.
    said = apply_cells(call, enterprise, found.wanted)
    if said.errors:
        raise ChangeUnfit(reason=said.errors[0].what)
    _settle(call, enterprise.uscc, change_id, "accepted", answer or None)


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
    table = enterprise_change
    with call.store.database.begin() as connection:
        changed = connection.execute(
            table.update()
            .where(table.c.change_id == change_id, table.c.state == WAITING)
            .values(state=state, decided_by=call.who.actor, decided_at=call.at, answer=answer)
        )
        if not changed.rowcount:
            raise ChangeSettled
        record_deeds(connection, [_deed(call, uscc, change_id, state)])


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
