"""Fixed choices of an enterprise: measures under way, required, or excluded; one row a measure.

Not for whether they can be met: planning says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from lingnan.console.pages.roadmap.store import roadmap_choice
from lingnan.console.web.call import Call
from lingnan.roadmap.model import Running
from lingnan.store import Database
from lingnan.store.audit import Deed, record_deeds

Kind = Literal["running", "must", "never"]
KINDS: Final[tuple[Kind, ...]] = ("running", "must", "never")


@dataclass(frozen=True, slots=True)
class Choice:
    """One fixed choice; half-years and yuan left are those of a running measure."""

    measure_id: str
    kind: Kind
    periods: int | None
    price_cny: int | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choices:
    """All of an enterprise, as a request takes them."""

    rows: tuple[Choice, ...]

    def named(self, kind: Kind) -> tuple[str, ...]:
        """The measures of one kind."""
        return tuple(row.measure_id for row in self.rows if row.kind == kind)

    @property
    def running(self) -> tuple[Running, ...]:
        """What is left of those under way."""
        return tuple(
            Running(row.measure_id, row.periods or 1, row.price_cny or 0)
            for row in self.rows
            if row.kind == "running"
        )


def read_choices(database: Database, uscc: str, known: Sequence[str]) -> Choices:
    """Answer the choices about measures that the catalogue still has, by measure."""
    table = roadmap_choice.c
    query = select(roadmap_choice).where(table.uscc == uscc).order_by(table.measure_id)
    with database.read() as connection:
        rows = connection.execute(query).all()
    return Choices(tuple(_choice(row) for row in rows if row.measure_id in known))


def put_choice(
    call: Call, uscc: str, measure_id: str, kind: Kind, periods: int | None, price: int | None
) -> None:
    """Keep a choice; an earlier one about the same measure is replaced."""
    cells = {
        "choice": kind,
        "periods_count": periods,
        "price_cny": price,
        "chosen_by": call.who.name,
        "chosen_at": call.at,
    }
    with call.store.database.begin() as connection:
        dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
        row = dialect.insert(roadmap_choice).values(uscc=uscc, measure_id=measure_id, **cells)
        connection.execute(
            row.on_conflict_do_update(index_elements=["uscc", "measure_id"], set_=cells)
        )
        record_deeds(connection, [_deed(call, uscc, measure_id, kind)])


def drop_choice(call: Call, uscc: str, measure_id: str) -> None:
    """Leave a measure free again."""
    table = roadmap_choice
    with call.store.database.begin() as connection:
        connection.execute(
            table.delete().where(table.c.uscc == uscc, table.c.measure_id == measure_id)
        )
        record_deeds(connection, [_deed(call, uscc, measure_id, "free")])


def _choice(row: Any) -> Choice:
    return Choice(
        row.measure_id,
        row.choice,
        row.periods_count,
        row.price_cny,
        row.chosen_by,
        row.chosen_at,
    )


def _deed(call: Call, uscc: str, measure_id: str, what: str) -> Deed:
    thing = f"choice:{measure_id}"
    return Deed(call.at, call.who.actor, "roadmap:plan", thing, what, uscc, call.origin)
