"""Giving out enterprise prefixes: the next free number or the one asked for, each once for ever.

Not for what happens to a prefix afterwards (see prefix_step).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, literal, select, union_all

from lingnan.access import Permission, ensure_other_hands
from lingnan.kernel import Text
from lingnan.sources.identifier.business.actor import Actor, note
from lingnan.sources.identifier.business.application import (
    change_application,
    is_number,
    read_application,
)
from lingnan.sources.identifier.business.errors import BadNumber, NoPrefix, NumberTaken
from lingnan.sources.identifier.business.lifecycle import APPLICATION
from lingnan.sources.identifier.business.table import prefix_allotment
from lingnan.store import Database
from lingnan.store.audit import hold_trail

_table = prefix_allotment
_ALLOT_WORD: Final = Text("分配", "allot")
_MOST_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class Allotment:
    """One prefix as it stands.

    Attributes:
        state: see lifecycle.ALLOTMENT. site_octets: encoded HS_SITE of the enterprise's own node;
            None when this node hosts it. filing_no: number of the filing at the top-level node.
    """

    prefix: str
    parent_prefix: str
    uscc: str
    enterprise_name_zh: str
    industry_code: str
    application_no: str
    state: str
    site_octets: bytes | None
    admin_reference: str | None
    filing_no: str | None
    reason: str | None
    revision: int
    allotted_at: datetime
    filed_at: datetime | None
    changed_at: datetime


def allot(
    database: Database,
    application_no: str,
    *,
    actor: Actor,
    at: datetime,
    number: str | None = None,
) -> Allotment:
    """Give an approved application its prefix.

    Args:
        number: the last part; None takes the one the application asked for, else the lowest that
            was never given.
    Raises:
        NoApplication, StepRefused, BadNumber, NumberTaken. SameHands: the applicant would allot.
    """
    with database.begin() as connection:
        before = read_application(connection, application_no, for_update=True)
        # Whoever allots queues here, so that two never find the same number free. After the row of
        # the application: all who write take their locks in this order.
        hold_trail(connection)
        step = APPLICATION.step(application_no, before.state, "allot")
        ensure_other_hands(actor.name, before.applicant, act=_ALLOT_WORD)
        parent = before.parent_prefix
        wanted = number if number is not None else before.form.asked_number
        if wanted is None:
            wanted = str(_lowest_free(connection, parent))
        if not is_number(wanted):
            raise BadNumber(number=wanted[:40])
        prefix = f"{parent}.{wanted}"
        if connection.scalar(select(_table.c.prefix).where(_table.c.prefix == prefix)):
            raise NumberTaken(prefix=prefix)
        connection.execute(
            _table.insert().values(
                prefix=prefix,
                parent_prefix=parent,
                ordinal=_ordinal(wanted),
                uscc=before.form.uscc,
                enterprise_name_zh=before.form.enterprise_name_zh,
                industry_code=before.form.industry_code,
                application_no=application_no,
                state="allotted",
                revision=1,
                allotted_at=at,
                changed_at=at,
            )
        )
        change_application(connection, before, step.to, at=at)
        note(
            connection,
            actor,
            Permission.IDENTIFIER_ALLOT,
            f"prefix:{prefix}",
            at=at,
            detail=f"allot application:{application_no}",
            subject_code=before.form.uscc,
        )
        return read_allotment(connection, prefix)


def find_allotment(database: Database, prefix: str) -> Allotment:
    """One prefix. Raises: NoPrefix."""
    with database.read() as connection:
        return read_allotment(connection, prefix)


def list_allotments(database: Database, *conditions: Any, limit: int = 500) -> list[Allotment]:
    """The prefixes that meet all conditions on `prefix_allotment`, in the order of allotment."""
    order = (_table.c.allotted_at, _table.c.prefix)
    query = select(*_columns()).where(*conditions).order_by(*order).limit(limit)
    with database.read() as connection:
        return [Allotment(*row) for row in connection.execute(query)]


def find_allotments(database: Database, prefixes: Collection[str]) -> dict[str, Allotment]:
    """Those of some prefixes that were allotted."""
    found: dict[str, Allotment] = {}
    wanted = sorted(set(prefixes))
    with database.read() as connection:
        for start in range(0, len(wanted), 500):
            some = _table.c.prefix.in_(wanted[start : start + 500])
            for row in connection.execute(select(*_columns()).where(some)):
                found[row.prefix] = Allotment(*row)
    return found


def read_allotment(connection: Connection, prefix: str, *, for_update: bool = False) -> Allotment:
    """One prefix in the caller's transaction. Raises: NoPrefix."""
    query = select(*_columns()).where(_table.c.prefix == prefix)
    row = connection.execute(query.with_for_update() if for_update else query).first()
    if row is None:
        raise NoPrefix(prefix=prefix[:128])
    return Allotment(*row)


def _columns() -> list[Any]:
    return [_table.c[name] for name in Allotment.__slots__]


def _lowest_free(connection: Connection, parent: str) -> int:
    """Answer the lowest number above 0 that was never given under a prefix."""
    given = select(_table.c.ordinal).where(
        _table.c.parent_prefix == parent, _table.c.ordinal.isnot(None)
    )
    below = union_all(select(literal(0).label("ordinal")), given).subquery()
    taken = given.subquery()
    follows = below.c.ordinal + 1
    free = select(func.min(follows)).where(follows.notin_(select(taken.c.ordinal)))
    return int(connection.scalar(free) or 1)


def _ordinal(number: str) -> int | None:
    """The number as such; 0042 is another prefix than 42 and has none."""
    is_plain = number[0] != "0" and len(number) <= _MOST_DIGITS
    return int(number) if is_plain else None
